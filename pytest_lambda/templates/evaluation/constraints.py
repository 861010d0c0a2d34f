"""Constraints on the values of parameters."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation, localcontext

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.scalars import as_text

_NUMBERS = ("Number", "List<Number>")
#: classes of characters that patterns of Java have and those of Python have not
_CLASSES = {"Alnum": "a-zA-Z0-9", "Alpha": "a-zA-Z", "Digit": "0-9", "Lower": "a-z", "Upper": "A-Z"}
_CLASS = re.compile(r"\\p\{(\w+)\}")


def check_constraints(name: str, place: Place, values: list[str]) -> None:
    """Every value is as a parameter's declaration says; of a list each element.

    Raises:
        ConfigurationError: one is not; the message has CloudFormation's words, and no value that has `NoEcho`.
    """
    for value in values:
        problem = _problem(place, value)
        if problem is not None:
            raise _refusal(name, place, value, problem)


def _problem(place: Place, value: str) -> str | None:
    number = _number(value)
    if place.get("Type").value in _NUMBERS and number is None:
        return "must be a number"
    for attribute, check in _CHECKS.items():
        limit = place.get(attribute)
        if limit.value is not None:
            found = check(limit, value, number)
            if found is not None:
                return found
    return None


def _refusal(name: str, place: Place, value: str, problem: str) -> ConfigurationError:
    description = place.get("ConstraintDescription").text()
    seen = "" if as_text(place.get("NoEcho").value) == "true" else f" It is {value!r}."
    if description is not None:
        return place.error(f"Parameter {name} failed to satisfy constraint: {description}.{seen}")
    return place.error(f"Parameter '{name}' {problem}.{seen}")


def _allowed(limit: Place, value: str, number: Decimal | None) -> str | None:
    allowed = [as_text(each.value) for each in limit.each()]
    return None if value in allowed else f"must be one of AllowedValues: {', '.join(map(str, allowed))}"


def _pattern(limit: Place, value: str, number: Decimal | None) -> str | None:
    pattern = str(limit.text())
    try:
        matches = re.fullmatch(_in_python(pattern), value)
    except re.error:
        return None  # Java knows more than Python: CloudFormation checks it, we cannot
    return None if matches else f"must match pattern {pattern}"


def _in_python(pattern: str) -> str:
    """A pattern of Java with its classes spelled out, which stand within brackets or alone."""
    return _CLASS.sub(lambda found: _characters(found[1], pattern[: found.start()]), pattern)


def _characters(name: str, before: str) -> str:
    characters = _CLASSES.get(name)
    if characters is None:
        raise re.error(f"unknown class {name}")
    return characters if before.count("[") > before.count("]") else f"[{characters}]"


def _shortest(limit: Place, value: str, number: Decimal | None) -> str | None:
    fewest = _bound(limit)
    return None if len(value) >= fewest else f"must contain at least {fewest} characters"


def _longest(limit: Place, value: str, number: Decimal | None) -> str | None:
    most = _bound(limit)
    return None if len(value) <= most else f"must contain at most {most} characters"


def _least(limit: Place, value: str, number: Decimal | None) -> str | None:
    least = _bound(limit)
    return None if number is None or number >= least else f"must be a number not less than {least}"


def _greatest(limit: Place, value: str, number: Decimal | None) -> str | None:
    most = _bound(limit)
    return None if number is None or number <= most else f"must be a number not greater than {most}"


def _bound(limit: Place) -> Decimal:
    number = _number(as_text(limit.value) or "")
    if number is None:
        raise limit.error(f"expected a number, not {limit.value!r}.")
    return number


def _number(text: str) -> Decimal | None:
    try:
        with localcontext():  # a signal leaves its flag behind
            number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if math.isfinite(number) else None


_CHECKS: dict[str, Callable[[Place, str, Decimal | None], str | None]] = {
    "AllowedValues": _allowed,
    "AllowedPattern": _pattern,
    "MinLength": _shortest,
    "MaxLength": _longest,
    "MinValue": _least,
    "MaxValue": _greatest,
}
