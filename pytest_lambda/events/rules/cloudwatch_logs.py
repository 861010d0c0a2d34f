"""The rules of CloudWatch Logs' events, and of the payload in them (facts 2.12)."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.events.judging.rulebook import Rule, Rulebook
from pytest_lambda.events.judging.shape import Finding, misfits
from pytest_lambda.events.shapes.cloudwatch_logs import CloudWatchLogsEvent, CloudWatchLogsPayload

_DATA = "awslogs.data"


def _recognises(event: Mapping[str, Any]) -> bool:
    return "awslogs" in event


book = Rulebook("cloudwatch_logs", CloudWatchLogsEvent, _recognises, shape_rule="L-shape")
BOOKS = (book,)


@book.rule("L-gzip", "`data` is base64 of gzip (not zlib) of a JSON object.")
def _gzip(event: Any) -> Iterator[Finding]:
    reason = _decoded(event["awslogs"]["data"])[1]
    if reason:
        yield _DATA, reason


@book.rule("L-payload", "What `data` holds has the fields that CloudWatch Logs sends.")
def _shape(event: Any) -> Iterator[Finding]:
    for field, reason in _shape_of(event["awslogs"]["data"]):
        yield f"{_DATA} > {field}", reason


def _payload_rule(name: str, statement: str) -> Callable[[Rule], Rule]:
    """Add a rule about the payload; what does not have its shape is not judged further."""

    def add(check: Rule) -> Rule:
        @book.rule(name, statement)
        def check_payload(event: Any) -> Iterator[Finding]:
            payload, reason = _decoded(event["awslogs"]["data"])
            if reason or _shape_of(event["awslogs"]["data"]):
                return
            for field, reason in check(payload):
                yield f"{_DATA} > {field}", reason

        return check

    return add


@_payload_rule("L-owner", "`owner` has 12 digits; of a control message it is `CloudwatchLogs`.")
def _owner(payload: Any) -> Iterator[Finding]:
    owner = payload["owner"]
    if payload["messageType"] == "CONTROL_MESSAGE":
        if owner != "CloudwatchLogs":
            yield "owner", f"is {owner!r}, expected 'CloudwatchLogs' of a control message"
    elif not (len(owner) == 12 and owner.isdecimal()):
        yield "owner", f"is {owner!r}, expected 12 digits"


@_payload_rule("L-stream", "Log events come from one named stream of a group, through one filter.")
def _stream(payload: Any) -> Iterator[Finding]:
    if payload["messageType"] == "CONTROL_MESSAGE":
        return
    for name in ("logGroup", "logStream"):
        if not payload[name]:
            yield name, "is empty"
    if len(payload["subscriptionFilters"]) != 1:
        yield "subscriptionFilters", f"is {payload['subscriptionFilters']!r}, expected the name of one filter"


@_payload_rule("L-id", "`id` has 56 digits and is there once.")
def _ids(payload: Any) -> Iterator[Finding]:
    if payload["messageType"] == "CONTROL_MESSAGE":
        return
    seen: set[str] = set()
    for number, event in enumerate(payload["logEvents"]):
        identifier = event["id"]
        if not (len(identifier) == 56 and identifier.isdecimal()):
            yield f"logEvents[{number}].id", f"is {identifier!r}, expected 56 digits"
        elif identifier in seen:
            yield f"logEvents[{number}].id", f"{identifier!r} is there more than once"
        seen.add(identifier)


@_payload_rule("L-time", "`timestamp` is milliseconds since 1970, and log events are in its order.")
def _time(payload: Any) -> Iterator[Finding]:
    before = 0
    for number, event in enumerate(payload["logEvents"]):
        timestamp = event["timestamp"]
        if len(str(timestamp)) != 13:
            yield f"logEvents[{number}].timestamp", f"is {timestamp!r}, expected milliseconds since 1970, 13 digits"
        elif timestamp < before:
            yield f"logEvents[{number}].timestamp", "is earlier than that of the log event before it"
        before = max(before, timestamp)


@_payload_rule("L-events", "There is a log event, and none without a message.")
def _events(payload: Any) -> Iterator[Finding]:
    if not payload["logEvents"]:
        yield "logEvents", "is empty: nothing is sent then"
    for number, event in enumerate(payload["logEvents"]):
        if not event["message"]:
            yield f"logEvents[{number}].message", "is empty"


@lru_cache(maxsize=1)
def _shape_of(data: str) -> list[Finding]:
    payload = _decoded(data)[0]
    return [] if payload is None else list(misfits(payload, CloudWatchLogsPayload))


@lru_cache(maxsize=1)
def _decoded(data: str) -> tuple[dict[str, Any] | None, str]:
    """The payload, or else what is wrong with it."""
    content = decoded_base64(data)
    if content is None:
        return None, "is not base64"
    if not content.startswith(b"\x1f\x8b"):
        kind = "zlib" if content[:1] == b"\x78" else "something else"
        return None, f"is {kind}, expected gzip"
    try:
        payload = json.loads(gzip.decompress(content))
    except (OSError, EOFError, zlib.error):
        return None, "is damaged: it cannot be decompressed"
    except ValueError:
        return None, "does not hold JSON"
    return (payload, "") if isinstance(payload, dict) else (None, "does not hold an object")
