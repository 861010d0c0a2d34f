"""`pytest-lambda check`: what is wrong with an event of a file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from pytest_lambda import events
from pytest_lambda.cli.command import Command, Watched
from pytest_lambda.cli.console import Console
from pytest_lambda.cli.json_input import STDIN, read_json
from pytest_lambda.errors import PytestLambdaError

#: exit codes of an event that breaks rules, and of a file that has no event
_BROKEN, _NO_EVENT = 1, 2


def _add_arguments(parser: argparse.ArgumentParser, given: Sequence[str]) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="with an event; - for standard input")
    parser.add_argument("--source", help="of the event: sqs, rest_api, … (default: told by the event)")


def _run(found: argparse.Namespace, console: Console) -> int:
    listed: list[dict[str, str]] = []
    code = 0
    for name in found.files:
        with console.busy(f"checking {name} …"):
            entries, this_code = _checked(name, found.source, console)
        listed += entries
        code = max(code, this_code)
        if not console.as_json:
            _tell(name, entries, console)
    if console.as_json:
        console.json(listed)
    return code


def _checked(name: str, source: str | None, console: Console) -> tuple[list[dict[str, str]], int]:
    """What there is to say about a file, and the exit code that it alone would have."""
    try:
        violations = events.check(read_json(console.read(name), name), source)
    except PytestLambdaError as error:
        return [{"file": name, "error": str(error)}], _NO_EVENT
    entries = [
        {"file": name, "rule": each.rule, "field": each.field, "reason": each.reason, "text": str(each)}
        for each in violations
    ]
    return entries, _BROKEN if entries else 0


def _tell(name: str, entries: Sequence[dict[str, str]], console: Console) -> None:
    for entry in entries:
        if "error" in entry:
            console.note(f"pytest-lambda check: error: {entry['error']}", "red")
        else:
            console.text(f"{name}: {console.colour(entry['text'], 'red')}\n")
    if not entries:
        console.text(f"{name}: {console.colour('right', 'green')}\n")


def _watched(found: argparse.Namespace) -> Watched:
    return Watched(files=frozenset(Path(name).absolute() for name in found.files if name != STDIN))


COMMAND = Command(_add_arguments, _run, _watched)
