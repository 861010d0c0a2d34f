"""Options that are the settings of a kind of front doors, read from its class."""

from __future__ import annotations

import argparse
from typing import Any

from pytest_lambda.cli.typed_options import documented, how_to_take
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.kinds import settings_of

#: settings that take objects of Python, make no sense here, or have an option of their own
_NOT_HERE = frozenset({"authorizer", "authorizers", "functions", "raise_function_errors", "routes"})

#: where the options are in the namespace: those of functions have the same names, some of them
_PREFIX = "door_"


def add_door_options(parser: argparse.ArgumentParser, kind: str, made: type[Door]) -> None:
    """An option for each setting whose type a command line can carry."""
    options = parser.add_argument_group(f"settings of kind {kind}")
    texts = documented(made)
    for parameter in settings_of(made):
        how = how_to_take(str(parameter.annotation))
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
