"""Firehose events: the builder, the rules, and what breaks them."""

from __future__ import annotations

import base64
import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    ("data", "parameters"),
    [
        ((), {}),
        (("a", b"\xff", {"id": 1}), {}),
        (("a", "a"), {"source_stream_name": "clicks", "shard": 3, "partition_key": "é"}),
        (("a",), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}),
    ],
)
def test_events_are_right(data: tuple[object, ...], parameters: dict[str, Any]) -> None:
    event = events.firehose(*data, **parameters)
    assert_right(event, "firehose")
    assert len(event["records"]) == max(len(data), 1)
    assert ("sourceKinesisStreamArn" in event) == ("source_stream_name" in parameters)


def test_data_is_what_was_sent() -> None:
    sent = [base64.b64decode(each["data"]) for each in events.firehose("é", b"\xff", {"a": [1]})["records"]]
    assert sent == ["é".encode(), b"\xff", b'{"a":[1]}']


def test_what_depends_on_a_field_follows_it() -> None:
    arn = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/d"
    event = events.firehose(
        "a",
        source_stream_name="s",
        deliveryStreamArn=arn,
        approximateArrivalTimestamp=1_600_000_000_000,
        kinesisRecordMetadata={"sequenceNumber": "7"},
    )
    assert event["region"] == "eu-west-1"
    record = event["records"][0]
    assert record["recordId"] == "7000000"
    assert record["kinesisRecordMetadata"]["approximateArrivalTimestamp"] == 1_600_000_000_000
    assert_right(event, "firehose")


def test_the_word_of_the_caller_stands() -> None:
    event = events.firehose("a", data="!", invocationId=events.ABSENT, recordId=events.ABSENT)
    assert event["records"][0]["data"] == "!"
    assert broken_rules(event, "firehose") >= {"F-shape", "F-data"}
    event = events.firehose("a", kinesisRecordMetadata={"shardId": "x"})
    assert broken_rules(event, "firehose") == {"F-shape", "F-source"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("F-shape", {"deliverySteamArn": "arn:aws:kinesis:EXAMPLE"}),  # SAM: misspelt
        ("F-arn", {"deliveryStreamArn": "arn:aws:kinesis:us-east-1:123456789012:stream/s"}),  # SAM: of another service
        ("F-arn", {"region": "us-west-2"}),
        ("F-source", {"sourceKinesisStreamArn": "arn:aws:kinesis:us-east-1:123456789012:stream/s"}),
        ("F-source", {"sourceKinesisStreamArn": "arn:aws:kinesis:EXAMPLE"}),
        ("F-unique", {"records": []}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    assert rule in broken_rules({**events.firehose("a"), **changes}, "firehose")


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("F-shape", {"approximateArrivalTimestamp": "1495072949453"}),  # SAM: a string
        ("F-time", {"approximateArrivalTimestamp": 1_495_072_949}),
        ("F-data", {"data": "Hello!"}),  # SAM: apachelog is not base64
        ("F-unique", {}),  # SAM: the same record id twice
    ],
)
def test_a_broken_record_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.firehose("a"))
    event["records"].append({**event["records"][0], **changes})
    assert rule in broken_rules(event, "firehose")


@pytest.mark.parametrize(
    ("data", "parameters", "message"),
    [
        ((), {"recordID": "1"}, r"events.firehose\(\) has no parameter or field 'recordID'. Did you mean 'recordId'"),
        (({1, 2},), {}, "the data of a record is {1, 2}"),
        (("a",), {"source_stream_name": "s", "shard": -1}, "shard is -1"),
        (("a",), {"source_stream_name": "s", "kinesisRecordMetadata": {"shard": 1}}, "Did you mean 'shardId'"),
    ],
)
def test_mistakes_are_explained(data: tuple[object, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.firehose(*data, **parameters)


def test_ready_made_records_are_taken() -> None:
    event = events.firehose("a", records=events.firehose("b")["records"])
    assert [each["data"] for each in event["records"]] == ["YQ==", "Yg=="]
    assert_right(event, "firehose")
