"""The rules of the events of DynamoDB streams (facts 2.10)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from pytest_lambda.events.building.attribute_values import doubtful_bytes, size_of
from pytest_lambda.events.building.stream_views import described, shown
from pytest_lambda.events.judging.attribute_values_check import value_findings
from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.rulebook import Rule, Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.judging.window_rules import add_window_rules
from pytest_lambda.events.shapes.dynamodb import DynamoDBEvent, DynamoDBTimeWindowEvent

_STREAM = re.compile(r"table/[a-zA-Z0-9_.-]{3,255}/stream/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})")
_IMAGES = ("Keys", "NewImage", "OldImage")
_TIME_TO_LIVE = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
_PARTS_OF_A_SECOND = {"MILLISECOND": 1000, "MICROSECOND": 1_000_000}


def _is_dynamodb(event: Mapping[str, Any]) -> bool:
    return bool(event["Records"][0]["eventSource"] == "aws:dynamodb" or "dynamodb" in event["Records"][0])


def _recognises(event: Mapping[str, Any]) -> bool:
    return "window" not in event and _is_dynamodb(event)


def _recognises_window(event: Mapping[str, Any]) -> bool:
    if "window" not in event or "isFinalInvokeForWindow" not in event:
        return False
    return _is_dynamodb(event) if event["Records"] else ":dynamodb:" in event["eventSourceARN"]


book = Rulebook("dynamodb", DynamoDBEvent, _recognises, shape_rule="D-shape")
window_book = Rulebook("dynamodb_time_window", DynamoDBTimeWindowEvent, _recognises_window, shape_rule="D-shape")
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


@_record_rule("D-images", "A record has the images that its name and the stream's view say.")
def _images(record: Any) -> Iterator[Finding]:
    change = record["dynamodb"]
    there = "NewImage" in change, "OldImage" in change
    expected = shown(change["StreamViewType"], record["eventName"])
    if there != expected:
        yield (
            "dynamodb",
            f"has {described(*there)}, but the record of {record['eventName']} in a stream of "
            f"{change['StreamViewType']} shows {described(*expected)}",
        )


@_record_rule("D-keys", "The key has one or two attributes, of S, N or B, which are also in each image.")
def _keys(record: Any) -> Iterator[Finding]:
    change = record["dynamodb"]
    if not 1 <= len(change["Keys"]) <= 2:
        yield "dynamodb.Keys", f"has {len(change['Keys'])} attributes, expected one or two"
    for name, value in change["Keys"].items():
        if not value.keys() & {"S", "N", "B"} or "" in value.values():
            yield f"dynamodb.Keys.{name}", f"is {value!r}, expected text, a number or bytes, and not empty"
        for image in ("NewImage", "OldImage"):
            if image in change and change[image].get(name) != value:
                yield f"dynamodb.{image}.{name}", f"is {change[image].get(name)!r}, but the key is {value!r}"


@_record_rule("D-value", "A value has one type; numbers are decimal text, bytes base64, sets not empty and unique.")
def _values(record: Any) -> Iterator[Finding]:
    for image in _IMAGES:
        for name, value in record["dynamodb"].get(image, {}).items():
            for path, reason in value_findings(value):
                yield f"dynamodb.{image}.{name}{path}", reason


@_record_rule("D-change", "A MODIFY changes something: a write that does not makes no record.")
def _change(record: Any) -> Iterator[Finding]:
    change = record["dynamodb"]
    if "NewImage" in change and change["NewImage"] == change.get("OldImage"):
        yield "dynamodb.NewImage", "is the same as OldImage"


@_record_rule("D-size", "`SizeBytes` is the sum of names and values in the key and the images.")
def _size(record: Any) -> Iterator[Finding]:
    change = record["dynamodb"]
    images = [change[image] for image in _IMAGES if image in change]
    expected = sum(map(size_of, images))
    doubts = [doubtful_bytes({"M": image}) for image in images]
    low, high = expected - sum(less for less, _ in doubts), expected + sum(more for _, more in doubts)
    if not low <= change["SizeBytes"] <= high:
        yield "dynamodb.SizeBytes", f"is {change['SizeBytes']}, but names and values have {expected} bytes"


@_record_rule("D-eventid", "`eventID` has 32 hexadecimal digits.")
def _event_id(record: Any) -> Iterator[Finding]:
    if not re.fullmatch("[0-9a-f]{32}", record["eventID"]):
        yield "eventID", f"is {record['eventID']!r}, expected 32 hexadecimal digits"


@_record_rule("D-sequence", "`SequenceNumber` has 21 to 40 digits.")
def _sequence(record: Any) -> Iterator[Finding]:
    number = record["dynamodb"]["SequenceNumber"]
    if not re.fullmatch("[0-9]{21,40}", number):
        yield "dynamodb.SequenceNumber", f"is {number!r}, expected 21 to 40 digits"


@_record_rule("D-arn", "The ARN is that of a table's stream, and its region is `awsRegion`.")
def _arn(record: Any) -> Iterator[Finding]:
    arn = arn_parts(record["eventSourceARN"])
    if arn is None or arn.service != "dynamodb" or not arn.account or not _STREAM.fullmatch(arn.resource):
        yield "eventSourceARN", f"is {record['eventSourceARN']!r}, expected the ARN of a stream"
    elif arn.region != record["awsRegion"]:
        yield "awsRegion", f"is {record['awsRegion']!r}, but the stream's ARN says {arn.region!r}"


@_record_rule("D-label", "The moment in the stream's ARN, when it was enabled, is before every record.")
def _label(record: Any) -> Iterator[Finding]:
    arn = arn_parts(record["eventSourceARN"])
    label = _STREAM.fullmatch(arn.resource) if arn is not None else None
    if label is None:
        return
    enabled = datetime.fromisoformat(label[1]).replace(tzinfo=timezone.utc).timestamp()
    change = record["dynamodb"]
    parts = _PARTS_OF_A_SECOND.get(change.get("ApproximateCreationDateTimePrecision", ""), 1)
    moment = change["ApproximateCreationDateTime"] / parts
    if moment < int(enabled):
        yield "dynamodb.ApproximateCreationDateTime", f"is before {label[1]}, when the stream was enabled"
    if moment > 1e11:
        yield "dynamodb.ApproximateCreationDateTime", f"is {moment!r}, expected seconds since 1970"


@_record_rule("D-ttl", "`userIdentity` is there only if time to live has removed the item.")
def _time_to_live(record: Any) -> Iterator[Finding]:
    identity = record.get("userIdentity")
    if identity is None:
        return
    if record["eventName"] != "REMOVE":
        yield "userIdentity", f"is there, but the record is one of {record['eventName']}, expected REMOVE"
    if identity != _TIME_TO_LIVE:
        yield "userIdentity", f"is {identity!r}, expected {_TIME_TO_LIVE!r}"


@_rule("D-order", "The sequence numbers of a batch rise.")
def _order(event: Any) -> Iterator[Finding]:
    last = -1
    for index, record in enumerate(event["Records"]):
        number = int(record["dynamodb"]["SequenceNumber"])
        if number <= last:
            yield f"Records[{index}].dynamodb.SequenceNumber", "is not greater than that of the record before"
        last = number


@_rule("D-batch", "A batch comes from one stream: one table with one key and one view. It has 1 to 10,000 records.")
def _batch(event: Any) -> Iterator[Finding]:
    records = event["Records"]
    if not records and not event.get("isFinalInvokeForWindow"):
        yield "Records", "is empty: Lambda does not invoke a function without a record"
    if len(records) > 10_000:
        yield "Records", f"has {len(records)} records; a batch has at most 10,000"
    seen: set[str] = set()
    for index, record in enumerate(records):
        for field, of in _OF_THE_STREAM:
            if of(record) != of(records[0]):
                yield f"Records[{index}].{field}", f"is of another stream: {of(record)}, expected {of(records[0])}"
        if record["eventID"] in seen:
            yield f"Records[{index}].eventID", f"{record['eventID']!r} is there more than once"
        seen.add(record["eventID"])


def _stream_of(record: Any) -> object:
    return record["eventSourceARN"]


def _view_of(record: Any) -> object:
    return record["dynamodb"]["StreamViewType"]


def _key_of(record: Any) -> object:
    return {name: "".join(value) for name, value in record["dynamodb"]["Keys"].items()}


_OF_THE_STREAM: tuple[tuple[str, Callable[[Any], object]], ...] = (
    ("eventSourceARN", _stream_of),
    ("dynamodb.StreamViewType", _view_of),
    ("dynamodb.Keys", _key_of),
)
add_window_rules(window_book, "D")
