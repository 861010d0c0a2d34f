"""Options that are the settings of a kind of front doors, read from its class."""

from __future__ import annotations

import argparse
import inspect
import json
import re
from typing import Any

from pytest_lambda.cli.pairs import Pairs
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.kinds import settings_of

_LISTS = ("Sequence", "Iterable", "Collection", "list", "tuple")
_MAPPINGS = ("Mapping", "dict")
#: settings that take objects of Python, make no sense here, or have an option of their own
_NOT_HERE = frozenset({"authorizer", "authorizers", "functions", "raise_function_errors", "routes"})

#: where the options are in the namespace: those of functions have the same names, some of them
_PREFIX = "door_"


def add_door_options(parser: argparse.ArgumentParser, kind: str, made: type[Door]) -> None:
    """An option for each setting whose type a command line can carry."""
    options = parser.add_argument_group(f"settings of kind {kind}")
    texts = _documented(made)
    for parameter in settings_of(made):
        how = _how(str(parameter.annotation))
        option = f"--{parameter.name.replace('_', '-')}"
        if how is None or parameter.name in _NOT_HERE or option in parser._option_string_actions:
            continue
        text = texts.get(parameter.name, "").replace("%", "%%")
        options.add_argument(option, dest=_PREFIX + parameter.name, default=None, help=text, **how)


def door_settings(found: argparse.Namespace) -> dict[str, Any]:
    """The settings that were given."""
    return {
        name.removeprefix(_PREFIX): value
        for name, value in vars(found).items()
        if name.startswith(_PREFIX) and value is not None
    }


def _how(annotation: str) -> dict[str, Any] | None:
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


#: type -> keyword arguments of `add_argument`
_PLAIN: dict[str, dict[str, Any]] = {
    "str": {"metavar": "TEXT"},
    "int": {"type": int, "metavar": "NUMBER"},
    "float": {"type": float, "metavar": "NUMBER"},
    "bool": {"action": argparse.BooleanOptionalAction},
    "OpenApiGiven": {"metavar": "FILE"},
}
#: type of the values of a mapping -> the same
_VALUES: dict[str, dict[str, Any]] = {
    "str": {"action": Pairs, "metavar": "NAME=value"},
    "Any": {"type": _object, "metavar": "JSON"},
}


def _documented(made: type[Door]) -> dict[str, str]:
    """What the class says of its arguments."""
    _, _, arguments = (inspect.getdoc(made) or "").partition("\nArgs:\n")
    arguments = re.split(r"\n(?=\S)", arguments)[0]
    entries = re.findall(r"^    (\w+(?:, \w+)*): (.*(?:\n {8,}.*)*)", arguments, re.MULTILINE)
    return {name: re.sub(r"\s+", " ", text) for names, text in entries for name in names.split(", ")}
