"""`pytest-lambda check`: what is wrong with an event of a file."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from pytest_lambda import events
from pytest_lambda.cli.command import Command
from pytest_lambda.cli.json_input import read_json

#: exit code of an event that breaks rules
_BROKEN = 1


def _add_arguments(parser: argparse.ArgumentParser, given: Sequence[str]) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="with an event; - for standard input")
    parser.add_argument("--source", help="of the event: sqs, rest_api, … (default: told by the event)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _run(found: argparse.Namespace) -> int:
    broken = {name: events.check(read_json(name), found.source) for name in found.files}
    if found.json:
        listed = [
            {"file": name, "rule": each.rule, "field": each.field, "reason": each.reason}
            for name, violations in broken.items()
            for each in violations
        ]
        json.dump(listed, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        for name, violations in broken.items():
            for each in violations:
                print(f"{name}: {each}")
            if not violations:
                print(f"{name}: right")
    return _BROKEN if any(broken.values()) else 0


COMMAND = Command("Tell which rules an event breaks.", _add_arguments, _run)
