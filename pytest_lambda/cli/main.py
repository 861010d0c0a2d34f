"""`pytest-lambda COMMAND …`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from pytest_lambda.cli.colour import AUTO, CHOICES
from pytest_lambda.cli.command import Command
from pytest_lambda.cli.console import Console
from pytest_lambda.cli.template_options import close_templates
from pytest_lambda.errors import PytestLambdaError

#: name -> one line for people; `pytest_lambda.cli.<name>` has it as `COMMAND`, imported if it is the one
_COMMANDS = {
    "check": "Tell which rules an event breaks.",
    "events": "Print an event, as its source sends it.",
    "functions": "Tell what a template declares, and what is wrong with it.",
    "invoke": "Invoke a function, as the Invoke API does.",
    "serve": "Serve a function over HTTP, as its front door on AWS does.",
}
#: exit code of what cannot be done as it was asked for
_USAGE = 2
#: those of shells for a program that SIGINT or SIGPIPE has ended
_INTERRUPTED = 130
_CUT_OFF = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives its exit code.

    Args:
        arguments: of the command line, without the program's name.
    """
    try:
        try:
            return _ran(sys.argv[1:] if arguments is None else arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # who read the output wants no more of it
        _write_nowhere()
        return _CUT_OFF
    except KeyboardInterrupt:
        return _INTERRUPTED


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments by their names; leaves the program if they are wrong, or if there is nothing else to do."""
    return _parser(arguments).parse_args(arguments)


def _ran(arguments: Sequence[str]) -> int:
    found = parsed(arguments)
    command = _command(found.command)
    watched = command.watched
    watch = watched is not None and found.watch
    try:
        console = Console(colour=found.color, as_json=found.json, repeating=watch or watched is None)
        if watched is None or not watch:
            return command.run(found, console)
        from pytest_lambda.cli.watching import repeat  # other runs go without

        return repeat(lambda: command.run(found, console), lambda: watched(found), console)
    except PytestLambdaError as error:
        print(f"pytest-lambda {found.command}: error: {error}", file=sys.stderr)
        return _USAGE
    finally:
        close_templates(found)


def _command(name: str) -> Command:
    command: Command = import_module(f"pytest_lambda.cli.{name}").COMMAND
    return command


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(prog="pytest-lambda", description="AWS Lambda functions on this computer.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"pytest-aws-lambda {_version()}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    asked_for = next((each for each in given if not each.startswith("-")), "")
    for name, summary in _COMMANDS.items():
        added = subparsers.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        if name == asked_for:
            command = _command(name)
            command.add_arguments(added, given)
            _add_common(added, command)
    return parser


def _add_common(parser: argparse.ArgumentParser, command: Command) -> None:
    """What all commands have."""
    common = parser.add_argument_group("all commands")
    if command.watched is not None:
        common.add_argument("--watch", action="store_true", help="run again after each change; Ctrl-C ends it")
        common.add_argument("--json", action="store_true", help="print JSON; one line for each run with --watch")
    else:
        common.add_argument("--json", action="store_true", help="print JSON; one line for whatever happens")
    common.add_argument("--color", choices=CHOICES, default=AUTO, help="(default: auto, on terminals)")


def _write_nowhere() -> None:
    """What is still to be written when the interpreter ends must not fail as well."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):  # standard output may be no file
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; the usage of a command with dozens of options would hide it."""

    def error(self, message: str) -> NoReturn:
        self.exit(_USAGE, f"{self.prog}: error: {message}\nSee {self.prog} --help.\n")


def _version() -> str:
    version: str = import_module("pytest_lambda").__version__
    return version
