"""`pytest-lambda serve`: a function behind a front door, on a port of this computer."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from pytest_lambda.cli.command import Command, given_after
from pytest_lambda.cli.console import Console
from pytest_lambda.cli.door_options import add_door_options
from pytest_lambda.cli.function_options import add_function_options
from pytest_lambda.cli.served_project import Project
from pytest_lambda.gateway.serving.kinds import door_class, kinds
from pytest_lambda.gateway.serving.listener import Listener

#: the last port
_PORTS = 65_535


def _add_arguments(parser: argparse.ArgumentParser, given: Sequence[str]) -> None:
    add_function_options(parser)
    server = parser.add_argument_group("server")
    server.add_argument("--kind", required=True, choices=kinds(), help="of the front door; its settings are options")
    server.add_argument("--host", default="127.0.0.1", help="(default: %(default)s)")
    server.add_argument("--port", type=_port, default=8000, help="0 for any that is free (default: %(default)s)")
    server.add_argument(
        "--reload",
        "--watch",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="start cold after a change of a Python file of the task root or a layer, and anew "
        "after one of the template or the API's document (default: --reload)",
    )
    server.add_argument(
        "--reload-include",
        action="append",
        default=[],
        metavar="PATTERN",
        help="of names of other files that are read at a cold start: '*.json'; repeatable",
    )
    server.add_argument(
        "--route",
        action="append",
        dest="routes",
        metavar="KEY",
        help="'GET /pets/{id}', '$default'; repeatable (default: all paths)",
    )
    kind = given_after(given, "--kind")
    if kind in kinds():
        add_door_options(parser, kind, door_class(kind))


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= _PORTS:
        return int(text)
    raise argparse.ArgumentTypeError(f"is {text!r}: expected a number from 0 to {_PORTS}")


def _run(found: argparse.Namespace, console: Console) -> int:
    from pytest_lambda.gateway.serving.server import bound  # other commands go without uvicorn
    from pytest_lambda.gateway.serving.session import serve_at

    listener = _listener(console)
    project = Project(found)
    start = True
    with bound(found.host, found.port) as listening:
        while serve_at(
            listening,
            project.door,
            reload=found.reload,
            reload_include=found.reload_include,
            routes=project.routes,
            listener=listener,
            start=start,
            successor=project if project.files else None,
        ):
            project.succeed()
            start = False  # a change that breaks the function is answered for, as one of its code
    return 0


def _listener(console: Console) -> Listener | None:
    if not console.as_json:
        return None
    from pytest_lambda.cli.json_lines import JsonLines  # people are told otherwise

    return JsonLines(console)


COMMAND = Command(_add_arguments, _run)
