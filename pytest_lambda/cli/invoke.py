"""`pytest-lambda invoke`: invokes a function, as the Invoke API does."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from typing import Any

from pytest_lambda.cli.command import Command
from pytest_lambda.cli.event_options import add_event_options, builder_of, given_after, made_event, sources
from pytest_lambda.cli.function_options import add_function_options, function_settings
from pytest_lambda.cli.json_input import read_json
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
    parser.add_argument("--json", action="store_true", help="print what the Invoke API answers, and the log, as JSON")
    parser.add_argument("--watch", action="store_true", help="invoke again, cold, after each change of a Python file")
    source = given_after(given, "--source")
    if source in sources():
        add_event_options(parser, source)


def _run(found: argparse.Namespace) -> int:
    request = _request(found)
    with LambdaFunction(found.handler, **function_settings(found)) as function:
        invoke = partial(_once, function, request, as_json=found.json)
        return _watching(function, invoke) if found.watch else invoke()


def _request(found: argparse.Namespace) -> dict[str, Any]:
    """Arguments of `LambdaFunction.invoke`.

    Raises:
        ConfigurationError: the event is given twice, or cannot be read.
    """
    given = [f"--{name}" for name in _OF_EVENTS if getattr(found, name) is not None]
    if len(given) > 1:
        raise ConfigurationError(f"{' and '.join(given)} are both given: expected one of them, the event is one.")
    if found.source is not None:
        builder_of(found.source)
        return {"event": made_event(found.source, found)}
    if found.event is not None:
        return {"event": read_json(found.event)}
    return {"payload": found.payload or "{}"}


def _once(function: LambdaFunction, request: dict[str, Any], *, as_json: bool) -> int:
    """Invoke; the payload goes to standard output, the log to standard error. Gives the exit code."""
    said = io.StringIO()  # the log has it, with the platform's lines around it
    with redirect_stdout(said), redirect_stderr(said):
        result = function.invoke(**request)
    if as_json:
        json.dump(_as_json(result), sys.stdout, indent=2, ensure_ascii=False)
    else:
        sys.stderr.write(result.logs.text)
        sys.stderr.flush()
        sys.stdout.write(result.payload_bytes.decode(errors="replace"))
    sys.stdout.write("\n")
    sys.stdout.flush()
    return 0 if result.ok else _FAILED


def _as_json(result: InvocationResult) -> dict[str, Any]:
    raw = isinstance(result.payload, bytes)
    return {
        "status_code": result.status_code,
        "function_error": result.function_error,
        "payload": result.payload_bytes.decode(errors="replace") if raw else result.payload,
        "request_id": result.request_id,
        "cold_start": result.cold_start,
        "duration_ms": result.duration_ms,
        "billed_duration_ms": result.billed_duration_ms,
        "init_duration_ms": result.init_duration_ms,
        "logs": result.logs.text,
    }


def _watching(function: LambdaFunction, invoke: Callable[[], int]) -> int:
    from pytest_lambda.gateway.serving.reload import changed  # needs watchfiles

    invoke()
    try:
        for _ in changed([function]):
            function.cold_start()
            invoke()
    except KeyboardInterrupt:
        print(file=sys.stderr)
    return 0


COMMAND = Command("Invoke a function, as the Invoke API does.", _add_arguments, _run)
