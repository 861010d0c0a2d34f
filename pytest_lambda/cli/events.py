"""`pytest-lambda events`: prints an event."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from pytest_lambda.cli.command import Command
from pytest_lambda.cli.event_options import add_event_options, add_world_options, made_event, sources


def _add_arguments(parser: argparse.ArgumentParser, given: Sequence[str]) -> None:
    parser.add_argument("source", metavar="SOURCE", choices=sources(), help=", ".join(sources()))
    add_world_options(parser)
    named = [each for each in given[given.index("events") + 1 :] if each in sources()] if "events" in given else []
    if named:
        add_event_options(parser, named[0])


def _run(found: argparse.Namespace) -> int:
    json.dump(made_event(found.source, found), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


COMMAND = Command("Print an event, as its source sends it.", _add_arguments, _run)
