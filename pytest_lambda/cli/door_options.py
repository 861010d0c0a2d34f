"""Options that are the settings of a kind of front doors, read from its class."""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Callable
from typing import Any

from pytest_lambda.cli.pairs import Pairs
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.kinds import settings_of

_LISTS = ("Sequence", "Iterable", "Collection", "list", "tuple")
#: settings that make no sense here, or have an option of their own
_NOT_HERE = frozenset({"raise_function_errors", "routes"})

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
    for kind in re.split(r"\s*\|\s*(?![^\[]*\])", annotation.strip("'\"")):
        outer, _, inner = kind.partition("[")
        if kind in _PLAIN:
            return _PLAIN[kind]()
        if outer in _LISTS and inner.rstrip("]").split(",")[0].strip() == "str":
            return {"action": "append", "metavar": "VALUE"}
        if outer in ("Mapping", "dict") and inner.rstrip("]").replace(" ", "") == "str,str":
            return {"action": Pairs, "metavar": "NAME=value"}
    return None


_PLAIN: dict[str, Callable[[], dict[str, Any]]] = {
    "str": lambda: {"metavar": "TEXT"},
    "int": lambda: {"type": int, "metavar": "NUMBER"},
    "float": lambda: {"type": float, "metavar": "NUMBER"},
    "bool": lambda: {"action": argparse.BooleanOptionalAction},
}


def _documented(made: type[Door]) -> dict[str, str]:
    """What the class says of its arguments."""
    _, _, arguments = (inspect.getdoc(made) or "").partition("\nArgs:\n")
    arguments = re.split(r"\n(?=\S)", arguments)[0]
    entries = re.findall(r"^    (\w+): (.*(?:\n {8,}.*)*)", arguments, re.MULTILINE)
    return {name: re.sub(r"\s+", " ", text) for name, text in entries}
