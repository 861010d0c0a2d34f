"""The rules of the events of Kinesis data streams (facts 2.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts, decoded_base64
from pytest_lambda.events.judging.rulebook import Rule, Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.judging.window_rules import add_window_rules
from pytest_lambda.events.shapes.kinesis import KinesisEvent, KinesisTimeWindowEvent

_EVENT_ID = re.compile(r"(shardId-\d{12}):(\d+)")
#: the stream itself, or a consumer with enhanced fan-out
_STREAM = re.compile(r"stream/[a-zA-Z0-9_.-]{1,128}(/consumer/[a-zA-Z0-9_.-]+:\d+)?")


def _is_kinesis(event: Mapping[str, Any]) -> bool:
    return bool(event["Records"][0]["eventSource"] == "aws:kinesis" or "kinesis" in event["Records"][0])


def _recognises(event: Mapping[str, Any]) -> bool:
    return "window" not in event and _is_kinesis(event)


def _recognises_window(event: Mapping[str, Any]) -> bool:
    if "window" not in event or "isFinalInvokeForWindow" not in event:
        return False
    return _is_kinesis(event) if event["Records"] else ":kinesis:" in event["eventSourceARN"]


book = Rulebook("kinesis", KinesisEvent, _recognises, shape_rule="K-shape")
window_book = Rulebook("kinesis_time_window", KinesisTimeWindowEvent, _recognises_window, shape_rule="K-shape")
BOOKS = (book, window_book)


def _record_rule(name: str, statement: str) -> Callable[[Rule], Rule]:
    def add(check: Rule) -> Rule:
        window_book.record_rule(name, statement)(check)
        return book.record_rule(name, statement)(check)

    return add


def _rule(name: str, statement: str) -> Callable[[Rule], Rule]:
    def add(check: Rule) -> Rule:
        window_book.rule(name, statement)(check)
        return book.rule(name, statement)(check)

    return add


@_record_rule("K-eventid", "`eventID` is the shard's id, a colon, and the sequence number.")
def _event_id(record: Any) -> Iterator[Finding]:
    found = _EVENT_ID.fullmatch(record["eventID"])
    number = record["kinesis"]["sequenceNumber"]
    if found is None or found[2] != number:
        yield "eventID", f"is {record['eventID']!r}, expected 'shardId-', 12 digits, and ':{number}'"


@_record_rule("K-sequence", "`sequenceNumber` is a decimal number.")
def _sequence(record: Any) -> Iterator[Finding]:
    number = record["kinesis"]["sequenceNumber"]
    if not (number.isascii() and number.isdecimal()):
        yield "kinesis.sequenceNumber", f"is {number!r}, expected decimal digits"


@_record_rule("K-data", "`data` is base64.")
def _data(record: Any) -> Iterator[Finding]:
    if decoded_base64(record["kinesis"]["data"]) is None:
        yield "kinesis.data", "is not base64"


@_record_rule("K-key", "`partitionKey` has 1 to 256 characters.")
def _partition_key(record: Any) -> Iterator[Finding]:
    if not 1 <= len(record["kinesis"]["partitionKey"]) <= 256:
        yield "kinesis.partitionKey", f"has {len(record['kinesis']['partitionKey'])} characters, expected 1 to 256"


@_record_rule("K-time", "`approximateArrivalTimestamp` is in seconds, to the millisecond.")
def _time(record: Any) -> Iterator[Finding]:
    arrival = record["kinesis"]["approximateArrivalTimestamp"]
    if not 0 <= arrival < 1e11 or abs(arrival * 1000 - round(arrival * 1000)) > 0.01:
        yield (
            "kinesis.approximateArrivalTimestamp",
            f"is {arrival!r}, expected seconds since 1970 with at most three decimals",
        )


@_record_rule("K-arn", "The ARN is that of a stream or its consumer, and its region is `awsRegion`.")
def _arn(record: Any) -> Iterator[Finding]:
    arn = arn_parts(record["eventSourceARN"])
    if arn is None or arn.service != "kinesis" or not arn.account or not _STREAM.fullmatch(arn.resource):
        yield "eventSourceARN", f"is {record['eventSourceARN']!r}, expected the ARN of a stream"
    elif arn.region != record["awsRegion"]:
        yield "awsRegion", f"is {record['awsRegion']!r}, but the stream's ARN says {arn.region!r}"


@_record_rule("K-role", "`invokeIdentityArn` is the ARN of an IAM role.")
def _role(record: Any) -> Iterator[Finding]:
    arn = arn_parts(record["invokeIdentityArn"])
    if arn is None or arn.service != "iam" or not arn.account.isdigit() or not arn.resource.startswith("role/"):
        yield "invokeIdentityArn", f"is {record['invokeIdentityArn']!r}, expected the ARN of an IAM role"


@_rule("K-order", "The sequence numbers of a shard's records rise.")
def _order(event: Any) -> Iterator[Finding]:
    last = -1
    for index, record in enumerate(event["Records"]):
        number = int(record["kinesis"]["sequenceNumber"])
        if number <= last:
            yield f"Records[{index}].kinesis.sequenceNumber", "is not greater than that of the record before"
        last = number


@_rule("K-batch", "A batch comes from one shard of one stream, and has 1 to 10,000 records.")
def _batch(event: Any) -> Iterator[Finding]:
    records = event["Records"]
    streams = {record["eventSourceARN"] for record in records}
    shards = {record["eventID"].partition(":")[0] for record in records}
    if len(streams) > 1:
        yield "Records", f"come from {len(streams)} streams: {', '.join(sorted(streams))}"
    if len(shards) > 1:
        yield "Records", f"come from {len(shards)} shards: {', '.join(sorted(shards))}"
    if not records and not event.get("isFinalInvokeForWindow"):
        yield "Records", "is empty: Lambda does not invoke a function without a record"
    if len(records) > 10_000:
        yield "Records", f"has {len(records)} records; a batch has at most 10,000"


@window_book.rule("K-windowshard", "`shardId` is the shard of the records.")
def _window_shard(event: Any) -> Iterator[Finding]:
    for index, record in enumerate(event["Records"]):
        if record["eventID"].partition(":")[0] != event["shardId"]:
            yield "shardId", f"is {event['shardId']!r}, but Records[{index}].eventID is {record['eventID']!r}"
            return


add_window_rules(window_book, "K")
