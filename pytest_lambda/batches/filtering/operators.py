"""The operators of match expressions: `{"prefix": "us-"}` and its like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import eq, ge, gt, le, lt
from typing import Any, Final, TypeAlias

from pytest_lambda.batches.filtering.json_text import all_written, is_number, number_value, written
from pytest_lambda.batches.filtering.refusal import PatternRefused
from pytest_lambda.errors import NotSimulated

#: whether a leaf of an event is right
Check: TypeAlias = "Callable[[Any], bool]"

_COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
_LOWER: Final = frozenset({">", ">="})
_UPPER: Final = frozenset({"<", "<="})
#: operators of EventBridge that Lambda's table does not have (A91)
NOT_SIMULATED: Final = frozenset({"wildcard", "cidr"})


class Operator:
    """A match expression, compiled.

    Attributes:
        check: whether a leaf satisfies it; never one that is absent.
        absent: whether it is satisfied if there is no leaf (A93).
        text: for people.
        name: of its form, say `anything-but prefix`.
    """

    __slots__ = ("absent", "check", "name", "text")

    def __init__(self, name: str, check: Check, text: str, *, absent: bool = False) -> None:
        self.name = name
        self.check = check
        self.text = text
        self.absent = absent


def operator_of(expression: Mapping[str, Any]) -> Operator:
    """Compile a match expression.

    Raises:
        PatternRefused: AWS refuses it.
        NotSimulated: no source confirms the operator for filters.
    """
    if len(expression) != 1:
        raise PatternRefused("Only one key allowed in match expression")
    ((name, operand),) = expression.items()
    _refuse_unconfirmed(name)
    if name not in _OPERATORS:
        raise PatternRefused(f"Unrecognized match type {name}; known: {', '.join(sorted(_OPERATORS))}")
    return _OPERATORS[name](operand)


def _refuse_unconfirmed(name: str) -> None:
    if name in NOT_SIMULATED:
        known = ", ".join(sorted(_OPERATORS))
        raise NotSimulated(f"The operator {name} in patterns is not simulated; known: {known}.")


def _affix(name: str) -> Callable[[object], Operator]:
    words = "begins with" if name == "prefix" else "ends with"
    has = str.startswith if name == "prefix" else str.endswith

    def compiled(operand: object) -> Operator:
        if isinstance(operand, Mapping):
            wanted = _nested(name, operand, ("equals-ignore-case",))[1]
            if type(wanted) is not str:
                raise PatternRefused(f"{name} equals-ignore-case match pattern must be a string")
            lower = wanted.lower()
            return Operator(
                f"{name} equals-ignore-case",
                lambda value: type(value) is str and has(value.lower(), lower),
                f"a string that {words} {written(wanted)} in any case",
            )
        if type(operand) is not str:
            raise PatternRefused(f"{name} match pattern must be a string")
        return Operator(
            name, lambda value: type(value) is str and has(value, operand), f"a string that {words} {written(operand)}"
        )

    return compiled


def _equals_ignore_case(operand: object) -> Operator:
    if type(operand) is not str:
        raise PatternRefused("equals-ignore-case match pattern must be a string")
    lower = operand.lower()
    return Operator(
        "equals-ignore-case",
        lambda value: type(value) is str and value.lower() == lower,
        f"{written(operand)} in any case",
    )


def _exists(operand: object) -> Operator:
    if not isinstance(operand, bool):
        raise PatternRefused("exists match pattern must be either true or false")
    if operand:
        return Operator("exists", lambda value: True, "any value that is no object")
    return Operator("exists", lambda value: False, "no value", absent=True)


def _numeric(operand: object) -> Operator:
    if not isinstance(operand, list) or len(operand) not in (2, 4):
        raise PatternRefused("Value of numeric must be an array of one or two comparisons")
    pairs = [_comparison(*operand[at : at + 2]) for at in range(0, len(operand), 2)]
    if len(pairs) == 2 and not (pairs[0][0] in _LOWER and pairs[1][0] in _UPPER):
        raise PatternRefused("Bad numeric range: a lower limit (> or >=) comes first, then an upper one (< or <=)")
    if len(pairs) == 2 and pairs[0][2] > pairs[1][2]:
        raise PatternRefused("Bad numeric range: the lower limit must be less than the upper one")
    tests = [(compare, limit) for _, compare, limit in pairs]

    def check(value: Any) -> bool:
        if not is_number(value):
            return False
        number = number_value(value)
        return all(compare(number, limit) for compare, limit in tests)

    words = " and ".join(f"{operand[at]} {written(operand[at + 1])}" for at in range(0, len(operand), 2))
    return Operator("numeric", check, f"a number {words}")


def _comparison(sign: object, limit: object) -> tuple[str, Callable[[float, float], bool], float]:
    compare = _COMPARISONS.get(sign) if type(sign) is str else None
    if compare is None:
        raise PatternRefused(f"Unrecognized numeric range operator: {written(sign)}; known: {' '.join(_COMPARISONS)}")
    if not is_number(limit):
        raise PatternRefused(f"Value of {sign} must be numeric, and is {written(limit)}")
    return str(sign), compare, number_value(limit)


def _anything_but(operand: object) -> Operator:
    if isinstance(operand, Mapping):
        return _anything_but_nested(*_nested("anything-but", operand, ("prefix", "suffix", "equals-ignore-case")))
    given = operand if isinstance(operand, list) else [operand]
    strings = [each for each in given if type(each) is str]
    numbers = [each for each in given if is_number(each)]
    if not given or len(strings) + len(numbers) != len(given):
        raise PatternRefused("Value of anything-but must be an array or single string/number value")
    if strings and numbers:
        raise PatternRefused("Inside an anything-but list, either all values are numbers or all are strings")
    unwanted = frozenset(written(each) for each in given)
    return Operator("anything-but", lambda value: written(value) not in unwanted, f"anything but {all_written(given)}")


def _anything_but_nested(name: str, operand: object) -> Operator:
    given = operand if isinstance(operand, list) else [operand]
    if not given or not all(type(each) is str for each in given):
        raise PatternRefused(f"anything-but {name} match pattern must be a string or an array of strings")
    if name != "equals-ignore-case" and "" in given:
        raise PatternRefused(f"anything-but {name} must not be empty")
    hits = [_OPERATORS[name](each).check for each in given]
    words = {"prefix": "what begins with", "suffix": "what ends with", "equals-ignore-case": "in any case"}[name]
    return Operator(
        f"anything-but {name}",
        lambda value: not any(hit(value) for hit in hits),
        f"anything but {words} {all_written(given)}",
    )


def _nested(outer: str, operand: Mapping[str, Any], known: Iterable[str]) -> tuple[str, Any]:
    if len(operand) != 1:
        raise PatternRefused("Only one key allowed in match expression")
    ((name, inner),) = operand.items()
    _refuse_unconfirmed(name)
    if name not in known:
        raise PatternRefused(f"Unsupported {outer} pattern: {name}; known: {', '.join(known)}")
    return name, inner


_OPERATORS: Final[Mapping[str, Callable[[object], Operator]]] = {
    "prefix": _affix("prefix"),
    "suffix": _affix("suffix"),
    "equals-ignore-case": _equals_ignore_case,
    "anything-but": _anything_but,
    "numeric": _numeric,
    "exists": _exists,
}
