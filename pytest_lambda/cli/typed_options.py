"""How the command line takes a parameter of Python, by its type."""

from __future__ import annotations

import argparse
import inspect
import json
import re
from collections.abc import Callable
from typing import Any

from pytest_lambda.cli.pairs import Pairs

_LISTS = ("Sequence", "Iterable", "Collection", "list", "tuple")
_MAPPINGS = ("Mapping", "dict")


def how_to_take(annotation: str) -> dict[str, Any] | None:
    """How argparse takes a value of a type; None if it cannot."""
    for alternative in re.split(r"\s*\|\s*(?![^\[]*\])", annotation.strip("'\"")):
        outer, _, inner = alternative.partition("[")
        parts = [each.strip() for each in inner.rstrip("]").split(",")]
        if alternative in _PLAIN:
            return _PLAIN[alternative]
        if outer in _LISTS and parts[0] == "str":
            return {"action": "append", "metavar": "VALUE"}
        if outer in _MAPPINGS and parts[0] == "str" and parts[-1] in _VALUES:
            return _VALUES[parts[-1]]
    return None


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"is {text!r}, which is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise argparse.ArgumentTypeError(f"is {text!r}: expected an object of JSON, '{{\"name\": …}}'")
    return found


def anything(text: str) -> Any:
    """Objects and lists are JSON, all else is text."""
    return json.loads(text) if text[:1] in ("{", "[") and _is_json(text) else text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


#: type -> keyword arguments of `add_argument`
_PLAIN: dict[str, dict[str, Any]] = {
    "str": {"metavar": "TEXT"},
    "int": {"type": int, "metavar": "NUMBER"},
    "float": {"type": float, "metavar": "NUMBER"},
    "bool": {"action": argparse.BooleanOptionalAction},
    "OpenApiGiven": {"metavar": "FILE"},
    "Content": {"metavar": "TEXT"},
    "Query": {"metavar": "TEXT"},
    "HeadersGiven": {"action": Pairs, "metavar": "NAME=value"},
    "Cookies": {"action": Pairs, "metavar": "NAME=value"},
}
#: type of the values of a mapping -> the same
_VALUES: dict[str, dict[str, Any]] = {
    "str": {"action": Pairs, "metavar": "NAME=value"},
    "Any": {"type": _object, "metavar": "JSON"},
}


def documented(made: Callable[..., Any]) -> dict[str, str]:
    """What a class or a function says of its arguments."""
    _, _, arguments = (inspect.getdoc(made) or "").partition("\nArgs:\n")
    arguments = re.split(r"\n(?=\S)", arguments)[0]
    entries = re.findall(r"^    (\w+(?:, \w+)*): (.*(?:\n {8,}.*)*)", arguments, re.MULTILINE)
    return {name: re.sub(r"\s+", " ", text) for names, text in entries for name in names.split(", ")}
