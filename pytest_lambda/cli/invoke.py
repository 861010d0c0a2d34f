"""`pytest-lambda invoke`: invokes a function, as the Invoke API does."""

from __future__ import annotations

import argparse
import io
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from pytest_lambda.cli.command import Command, Watched, given_after
from pytest_lambda.cli.console import Console
from pytest_lambda.cli.event_options import add_event_options, builder_of, made_event, sources
from pytest_lambda.cli.event_options import watched_files as files_of_events
from pytest_lambda.cli.function_options import add_function_options, function_settings, watched_function
from pytest_lambda.cli.invocation_json import as_json
from pytest_lambda.cli.json_input import STDIN, json_text
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.result import InvocationResult

#: exit code of a function that fails
_FAILED = 1
_OF_EVENTS = ("event", "payload", "source")


def _add_arguments(parser: argparse.ArgumentParser, given: Sequence[str]) -> None:
    add_function_options(parser)
    event = parser.add_argument_group("event")
    event.add_argument("--event", metavar="FILE", help="with the event; - for standard input")
    event.add_argument("--payload", metavar="JSON", help="the event itself (default: {})")
    event.add_argument("--source", metavar="SOURCE", help=f"whose event it is: {', '.join(sources())}")
    parser.add_argument(
        "--watch-include",
        action="append",
        default=[],
        metavar="PATTERN",
        help="of names of files besides *.py that --watch looks at: '*.json'; repeatable",
    )
    source = given_after(given, "--source")
    if source in sources():
        add_event_options(parser, source)


def _run(found: argparse.Namespace, console: Console) -> int:
    request = _request(found, console)
    with LambdaFunction(**function_settings(found)) as function:
        return _once(function, request, console)


def _request(found: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Arguments of `LambdaFunction.invoke`.

    Raises:
        ConfigurationError: the event is given twice, or cannot be read.
    """
    given = [f"--{name}" for name in _OF_EVENTS if getattr(found, name) is not None]
    if len(given) > 1:
        raise ConfigurationError(f"{' and '.join(given)} are both given: expected one of them, the event is one.")
    if found.source is not None:
        builder_of(found.source)
        return {"event": made_event(found.source, found, console)}
    if found.event is not None:
        return {"payload": json_text(console.read(found.event), found.event)}
    return {"payload": found.payload or "{}"}


def _once(function: LambdaFunction, request: dict[str, Any], console: Console) -> int:
    """Invoke; the payload goes to standard output, the log to standard error. Gives the exit code."""
    said = io.StringIO()  # the log has it, with the platform's lines around it
    busy = console.busy(f"invoking {function.configuration.handler_name} …")
    with busy, redirect_stdout(said), redirect_stderr(said):
        result = function.invoke(**request)
    if console.as_json:
        console.json(as_json(result))
    else:
        console.log(_log(result, console))
        console.payload(result.payload_bytes)
    return 0 if result.ok else _FAILED


def _log(result: InvocationResult, console: Console) -> str:
    """The log; the platform's lines are less to the eye than the function's own, but for errors."""
    if not console.note_colour.on:
        return result.logs.text
    return "".join(
        console.note_colour(each.text, "dim") if each.kind == "platform" else _own(each.text, console)
        for each in result.logs.events
    )


def _own(text: str, console: Console) -> str:
    for level, colour in _LEVELS.items():
        if text.startswith(level):
            return console.note_colour(text, colour)
    return text


#: how lines of the runtime's log handler begin
_LEVELS = {"[ERROR]": "red", "[CRITICAL]": "red", "[WARNING]": "yellow"}


def _watched(found: argparse.Namespace) -> Watched:
    event = [Path(found.event).absolute()] if found.event not in (None, STDIN) else []
    function = watched_function(found)
    files = function.files | frozenset(event) | files_of_events(found)
    return Watched(files, function.folders, ("*.py", *found.watch_include))


COMMAND = Command(_add_arguments, _run, _watched)
