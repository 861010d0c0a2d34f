"""Options that are the parameters of an event builder, read from its signature."""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytest_lambda import events
from pytest_lambda.cli.console import Console
from pytest_lambda.cli.json_input import STDIN, read_json
from pytest_lambda.cli.typed_options import anything, documented, how_to_take
from pytest_lambda.cli.world_options import world_of
from pytest_lambda.errors import ConfigurationError, EventError
from pytest_lambda.events.building.overrides import nearest

#: public, but no builders
_NO_BUILDERS = frozenset({"check", "check_response", "load"})
#: where the options are in the namespace
_PREFIX = "event_"
_FIELDS = f"{_PREFIX}fields"
_FILE = f"{_PREFIX}parameters_file"
#: parameters that have an option of their own, or take what a command line cannot carry
_NOT_HERE = frozenset({"world", "records", "fields", "time"})
#: those that the command gives itself
_NOT_IN_FILES = frozenset({"fields", "world"})
#: what may be anything
_FREE = {"type": anything, "metavar": "TEXT|JSON"}
_Kind = inspect.Parameter


def sources() -> tuple[str, ...]:
    """The names of all builders."""
    names = (name for name in events.__all__ if name not in _NO_BUILDERS and name[0].islower())
    return tuple(sorted(name for name in names if inspect.isfunction(getattr(events, name))))


def builder_of(source: str) -> Callable[..., Any]:
    """The builder of a source.

    Raises:
        EventError: there is none.
    """
    if source not in sources():
        raise EventError(
            f"{source!r} is no source of events.{nearest(source, sources())} Known: {', '.join(sources())}."
        )
    builder: Callable[..., Any] = getattr(events, source)
    return builder


def add_event_options(parser: argparse.ArgumentParser, source: str) -> None:
    """An option for each parameter of a builder that a command line can carry."""
    builder = builder_of(source)
    options = parser.add_argument_group(f"event of {source}")
    texts = documented(builder)
    for parameter in inspect.signature(builder).parameters.values():
        annotation = str(parameter.annotation)
        how = _FREE if annotation in ("Any", "object") else how_to_take(annotation)
        several = parameter.kind is _Kind.VAR_POSITIONAL
        option = f"--{(_singular(parameter.name) if several else parameter.name).replace('_', '-')}"
        if how is None or parameter.name in _NOT_HERE or option in parser._option_string_actions:
            continue
        if several:
            how = {**how, "action": "append"}
        text = texts.get(parameter.name, "").replace("%", "%%")
        options.add_argument(option, dest=_PREFIX + parameter.name, default=None, help=text, **how)
    options.add_argument(
        "--from", dest=_FILE, metavar="FILE",
        help="with the builder's parameters by name, as an object of JSON: what no option can carry, too; options win",
    )  # fmt: skip
    options.add_argument("--time", dest=f"{_PREFIX}time", help="when it happens: seconds since 1970, or ISO text")
    options.add_argument(
        "--field", dest=_FIELDS, action="append", type=_field, default=[], metavar="NAME=value",
        help="a field of the event by AWS's name; values may be JSON; repeatable",
    )  # fmt: skip


def made_event(source: str, found: argparse.Namespace, console: Console) -> Any:
    """The event that the options describe.

    Raises:
        EventError: they contradict each other.
        ConfigurationError: the file of parameters cannot be read.
    """
    builder = builder_of(source)
    of_file = _of_file(found, console)
    positional: list[Any] = []
    parameters = inspect.signature(builder).parameters
    fields = {name: value for name, value in of_file.items() if name not in parameters}
    named: dict[str, Any] = {**fields, **dict(found.event_fields)}
    for parameter in parameters.values():
        value = getattr(found, _PREFIX + parameter.name, None)
        value = of_file.get(parameter.name) if value is None else value
        if value is None or parameter.name in _NOT_IN_FILES:
            continue
        if parameter.kind is _Kind.VAR_POSITIONAL:
            positional += value if isinstance(value, list) else [value]
        else:
            named[parameter.name] = value
    return builder(*positional, **named, world=world_of(found))


def watched_files(found: argparse.Namespace) -> frozenset[Path]:
    """The files that the event is made from."""
    name = getattr(found, _FILE, None)
    return frozenset() if name in (None, STDIN) else frozenset({Path(name).absolute()})


def _of_file(found: argparse.Namespace, console: Console) -> dict[str, Any]:
    """The parameters of the file; none without one."""
    name = getattr(found, _FILE, None)
    if name is None:
        return {}
    parameters = read_json(console.read(name), name)
    if not isinstance(parameters, dict):
        raise ConfigurationError(f"{name} is a {type(parameters).__name__}: expected an object with parameters.")
    for each in _NOT_IN_FILES.intersection(parameters):
        raise ConfigurationError(f"{name} has {each!r}, which is not of a file: --region and --field say it.")
    return parameters


def _field(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"is {text!r}: expected NAME=value")
    return name, anything(value)


def _singular(name: str) -> str:
    """Of what may come several times: `bodies` are `--body`, each."""
    return re.sub("s$", "", re.sub("ies$", "y", name))
