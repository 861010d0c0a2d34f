"""`pytest-lambda COMMAND …`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from pytest_lambda.cli.command import Command
from pytest_lambda.errors import PytestLambdaError

#: name -> the module that has it as `COMMAND`
_COMMANDS = {
    "check": "pytest_lambda.cli.check",
    "events": "pytest_lambda.cli.events",
    "invoke": "pytest_lambda.cli.invoke",
    "serve": "pytest_lambda.cli.serve",
}
#: exit code of what cannot be done as it was asked for
_USAGE = 2
#: that of shells for a program that SIGINT has ended
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives its exit code.

    Args:
        arguments: of the command line, without the program's name.
    """
    found = parsed(sys.argv[1:] if arguments is None else arguments)
    try:
        return _commands()[found.command].run(found)
    except PytestLambdaError as error:
        print(f"pytest-lambda {found.command}: error: {error}", file=sys.stderr)
        return _USAGE
    except KeyboardInterrupt:
        return _INTERRUPTED


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments by their names; leaves the program if they are wrong, or if there is nothing else to do."""
    return _parser(arguments).parse_args(arguments)


def _commands() -> dict[str, Command]:
    return {name: import_module(module).COMMAND for name, module in _COMMANDS.items()}


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(prog="pytest-lambda", description="AWS Lambda functions on this computer.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"pytest-aws-lambda {_version()}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    for name, command in _commands().items():
        added = subparsers.add_parser(
            name, help=command.summary, description=command.summary, allow_abbrev=False
        )
        command.add_arguments(added, given)
    return parser


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; the usage of a command with dozens of options would hide it."""

    def error(self, message: str) -> NoReturn:
        self.exit(_USAGE, f"{self.prog}: error: {message}\nSee {self.prog} --help.\n")


def _version() -> str:
    version: str = import_module("pytest_lambda").__version__
    return version
