"""`pytest-lambda events`: prints an event."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from pytest_lambda.cli.command import Command, Watched
from pytest_lambda.cli.console import Console
from pytest_lambda.cli.event_options import add_event_options, made_event, sources
from pytest_lambda.cli.event_options import watched_files as files_of_events
from pytest_lambda.cli.world_options import add_world_options


def _add_arguments(parser: argparse.ArgumentParser, given: Sequence[str]) -> None:
    parser.add_argument("source", metavar="SOURCE", choices=sources(), help=", ".join(sources()))
    add_world_options(parser)
    named = [each for each in given[given.index("events") + 1 :] if each in sources()] if "events" in given else []
    if named:
        add_event_options(parser, named[0])


def _run(found: argparse.Namespace, console: Console) -> int:
    console.json(made_event(found.source, found, console))
    return 0


def _watched(found: argparse.Namespace) -> Watched:
    return Watched(files=files_of_events(found))


COMMAND = Command(_add_arguments, _run, _watched)
