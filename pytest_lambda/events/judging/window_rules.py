"""The rules of tumbling windows, for the events of Kinesis and of DynamoDB streams."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pytest_lambda.events.builders.time_window import LONGEST
from pytest_lambda.events.judging.formats import is_iso_seconds
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding

_LARGEST_STATE = 1024 * 1024


def add_window_rules(book: Rulebook, prefix: str) -> None:
    """Give a book the rules about what stands beside the records."""
    book.rule(f"{prefix}-window", "A window has whole seconds in UTC and is 1 to 900 seconds long.")(_window)
    book.rule(f"{prefix}-windowarn", "`eventSourceARN` is that of the records.")(_arn)
    book.rule(f"{prefix}-state", "A state has at most 1 MB.")(_state)


def _window(event: Any) -> Iterator[Finding]:
    window = event["window"]
    for name in ("start", "end"):
        if not is_iso_seconds(window[name]):
            yield f"window.{name}", f"is {window[name]!r}, expected a time like '2026-01-31T12:00:00Z'"
            return
    start, end = (datetime.fromisoformat(window[name][:-1]) for name in ("start", "end"))
    length = (end - start).total_seconds()
    if not 1 <= length <= LONGEST:
        yield "window", f"is {length:.0f} seconds long, expected 1 to {LONGEST}"


def _arn(event: Any) -> Iterator[Finding]:
    for index, record in enumerate(event["Records"]):
        if record["eventSourceARN"] != event["eventSourceARN"]:
            yield "eventSourceARN", f"is {event['eventSourceARN']!r}, but that of Records[{index}] is another one"
            return


def _state(event: Any) -> Iterator[Finding]:
    size = len(json.dumps(event["state"], separators=(",", ":")))
    if size > _LARGEST_STATE:
        yield "state", f"has {size:,} bytes: Lambda ends a window early when its state outgrows 1 MB"
