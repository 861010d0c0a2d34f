"""Event patterns of EventBridge rules, as far as they are simulated: exact values and four operators."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from operator import eq, ge, gt, le, lt
from typing import Any, Final, TypeAlias

from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.refusals import RequestRefused

#: whether a rule takes an event
Matcher: TypeAlias = "Callable[[Mapping[str, Any]], bool]"
#: whether one of the values at a place is right; the values are the leaves there, none if it is not there
_Leaf: TypeAlias = "Callable[[list[Any]], bool]"

_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
_NOT_SIMULATED: Final = frozenset({"suffix", "equals-ignore-case", "cidr", "wildcard"})
_NOTHING: Final[Mapping[str, Any]] = {}


def matcher_of(pattern: object) -> Matcher:
    """What decides whether an event matches a pattern.

    Args:
        pattern: a mapping, or its JSON text.

    Raises:
        RequestRefused: EventBridge would refuse the pattern: `InvalidEventPatternException`.
        NotSimulated: it has an operator that is not simulated.
    """
    if isinstance(pattern, str):
        try:
            pattern = json.loads(pattern)
        except ValueError as error:
            raise _invalid(f"Pattern is not JSON ({error})") from None
    if not isinstance(pattern, Mapping):
        raise _invalid("Filter is not an object")
    return _object(pattern)


def _object(pattern: Mapping[str, Any]) -> Matcher:
    if not pattern:
        raise _invalid("Empty patterns are not allowed")
    parts = [_field(key, inner) for key, inner in pattern.items()]
    return lambda event: all(part(event) for part in parts)


def _field(key: str, inner: object) -> Matcher:
    if key == "$or":
        raise NotSimulated("$or in event patterns is not simulated. Make one rule for each of its patterns.")
    if isinstance(inner, Mapping):
        matches = _object(inner)
        return lambda event: any(matches(each) for each in _objects(event.get(key)))
    if not isinstance(inner, list):
        raise _invalid(f'"{key}" must be an object or an array')
    if not inner:
        raise _invalid("Empty patterns are not allowed")
    leaves = [_leaf(key, each) for each in inner]

    def field(event: Mapping[str, Any]) -> bool:
        values = list(_values(event[key])) if key in event else []
        return any(leaf(values) for leaf in leaves)

    return field


def _leaf(key: str, wanted: object) -> _Leaf:
    if isinstance(wanted, Mapping):
        if len(wanted) != 1:
            raise _invalid(f'"{key}": Only one key allowed in match expression')
        ((operator, operand),) = wanted.items()
        if operator in _NOT_SIMULATED:
            raise NotSimulated(f"{operator} in event patterns is not simulated; known: {', '.join(_OPERATORS)}.")
        if operator not in _OPERATORS:
            raise _invalid(f"Unrecognized match type {operator}")
        return _OPERATORS[operator](operand)
    if isinstance(wanted, list):
        raise _invalid(f'"{key}": Match value must be String, number, true, false, or null')
    exactly = _form(wanted)
    return lambda values: any(_form(value) == exactly for value in values)


def _prefix(operand: object) -> _Leaf:
    if isinstance(operand, Mapping):
        raise NotSimulated("prefix with an operator inside is not simulated in event patterns.")
    if not isinstance(operand, str) or not operand:
        raise _invalid("prefix match pattern must be a string that is not empty")
    return lambda values: any(isinstance(value, str) and value.startswith(operand) for value in values)


def _anything_but(operand: object) -> _Leaf:
    if isinstance(operand, Mapping):
        raise NotSimulated("anything-but with an operator inside is not simulated in event patterns.")
    given = operand if isinstance(operand, list) else [operand]
    if not given or not all(isinstance(each, (str, int, float)) for each in given):
        raise _invalid("Value of anything-but must be an array or single string/number value.")
    unwanted = {_form(each) for each in given}
    return lambda values: any(_form(value) not in unwanted for value in values)


def _exists(operand: object) -> _Leaf:
    if not isinstance(operand, bool):
        raise _invalid("exists match pattern must be either true or false.")
    return lambda values: bool(values) is operand


def _numeric(operand: object) -> _Leaf:
    if not isinstance(operand, list) or len(operand) not in (2, 4):
        raise _invalid("Value of numeric must be an array of one or two comparisons.")
    comparisons = [_comparison(*operand[at : at + 2]) for at in range(0, len(operand), 2)]
    return lambda values: any(_is_number(value) and all(compare(value) for compare in comparisons) for value in values)


def _comparison(operator: object, limit: object) -> Callable[[Any], bool]:
    compare = _COMPARISONS.get(operator) if isinstance(operator, str) else None
    if compare is None:
        raise _invalid(f"Unrecognized numeric range operator: {operator}")
    if not _is_number(limit):
        raise _invalid(f"Value of {operator} must be numeric")
    return lambda value: compare(value, limit)


_OPERATORS: Final[Mapping[str, Callable[[object], _Leaf]]] = {
    "prefix": _prefix,
    "anything-but": _anything_but,
    "numeric": _numeric,
    "exists": _exists,
}


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    """The objects at a place; if there is none, an empty one, which `{"exists": false}` matches."""
    found = [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else [value]
    for each in found or [None]:
        yield each if isinstance(each, Mapping) else _NOTHING


def _values(value: object) -> Iterator[Any]:
    """The leaves at a place: those of a list, and none of an object (A93)."""
    if isinstance(value, list):
        for each in value:
            yield from _values(each)
    elif not isinstance(value, Mapping):
        yield value


def _form(value: object) -> str:
    """EventBridge User Guide, event patterns: 300, 300.0 and 3.0e2 are not equal; neither are 1 and true."""
    return json.dumps(value)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _invalid(reason: str) -> RequestRefused:
    return RequestRefused("InvalidEventPatternException", f"Event pattern is not valid. Reason: {reason}")
