"""The rules of the events of Kafka."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts, decoded_base64
from pytest_lambda.events.judging.rulebook import Rule, Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.kafka import MskEvent, SelfManagedKafkaEvent

book = Rulebook("msk", MskEvent, lambda event: event["eventSource"] == "aws:kafka", shape_rule="M-shape")
own_book = Rulebook(
    "self_managed_kafka",
    SelfManagedKafkaEvent,
    lambda event: event["eventSource"] in ("SelfManagedKafka", "aws:SelfManagedKafka"),
    shape_rule="M-shape",
)
BOOKS = (book, own_book)


def _rule(name: str, statement: str) -> Callable[[Rule], Rule]:
    def add(check: Rule) -> Rule:
        own_book.rule(name, statement)(check)
        return book.rule(name, statement)(check)

    return add


def _each(event: Any) -> Iterator[tuple[str, Any]]:
    for name, records in event["records"].items():
        for index, record in enumerate(records):
            yield f"records.{name}[{index}]", record


@_rule("M-topic", "Records are listed by their topic, a hyphen, and their partition.")
def _topic(event: Any) -> Iterator[Finding]:
    for name, records in event["records"].items():
        for index, record in enumerate(records):
            if name != f"{record['topic']}-{record['partition']}":
                yield f"records.{name}[{index}]", f"is of {record['topic']}-{record['partition']}"


@_rule("M-order", "Offsets of a partition rise.")
def _order(event: Any) -> Iterator[Finding]:
    for name, records in event["records"].items():
        last = -1
        for index, record in enumerate(records):
            if record["offset"] <= last:
                yield f"records.{name}[{index}].offset", f"is {record['offset']}, expected more than {last}"
            last = record["offset"]


@_rule("M-data", "`key` and `value` are base64; the bytes of a header are numbers.")
def _data(event: Any) -> Iterator[Finding]:
    for path, record in _each(event):
        for name in ("key", "value"):
            if record.get(name) is not None and decoded_base64(record[name]) is None:
                yield f"{path}.{name}", "is not base64"
        for index, header in enumerate(record["headers"]):
            if len(header) != 1:
                yield f"{path}.headers[{index}]", f"has {len(header)} names, expected one"
            if not all(-128 <= each <= 255 for content in header.values() for each in content):
                yield f"{path}.headers[{index}]", "has a number that is no byte"


@_rule("M-time", "`timestamp` is in milliseconds.")
def _time(event: Any) -> Iterator[Finding]:
    for path, record in _each(event):
        if not (record["timestampType"] == "NO_TIMESTAMP_TYPE" or 10**11 <= record["timestamp"] < 10**14):
            yield f"{path}.timestamp", f"is {record['timestamp']!r}, expected milliseconds since 1970"


@_rule("M-batch", "A batch is not empty.")
def _batch(event: Any) -> Iterator[Finding]:
    if not any(event["records"].values()):
        yield "records", "is empty: Lambda does not invoke a function without a record"


@_rule("M-servers", "`bootstrapServers` are hosts with ports, separated by commas.")
def _servers(event: Any) -> Iterator[Finding]:
    for server in event["bootstrapServers"].split(","):
        host, _, port = server.rpartition(":")
        if not host or not port.isdecimal():
            yield "bootstrapServers", f"has {server!r}, expected a host, a colon and a port"


@book.rule("M-arn", "`eventSourceArn` is the ARN of a cluster of MSK.")
def _arn(event: Any) -> Iterator[Finding]:
    arn = arn_parts(event["eventSourceArn"])
    if arn is None or arn.service != "kafka" or not arn.resource.startswith(("cluster/", "vpc-connection/")):
        yield "eventSourceArn", f"is {event['eventSourceArn']!r}, expected the ARN of a cluster"
