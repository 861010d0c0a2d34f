"""Events of Kafka: the builders, the rules, and what breaks them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

_BOTH = pytest.mark.parametrize("builder", [events.msk, events.self_managed_kafka])


@_BOTH
@pytest.mark.parametrize(
    ("values", "parameters"),
    [
        ((), {}),
        (("a", b"{}", {"id": 1}), {"topic": "my-topic", "partition": 3, "offset": 15, "key": "k"}),
        (("a",), {"headers": {"kind": "order", "é": "é"}, "key": b"\xff"}),
        (("a",), {"valueSchemaMetadata": {"dataFormat": "AVRO", "schemaId": "1"}, "timestampType": "LOG_APPEND_TIME"}),
        (("a",), {"records": events.msk("b", partition=1)["records"]}),
        (("a",), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}),
    ],
)
def test_events_are_right(builder: Callable[..., Any], values: tuple[object, ...], parameters: dict[str, Any]) -> None:
    assert_right(builder(*values, **parameters), builder.__name__)


def test_records_are_listed_by_topic_and_partition() -> None:
    event = events.msk("a", {"b": 1}, topic="t", partition=2, offset=7, key="k", headers={"h": b"\0\xff"})
    assert list(event) == ["eventSource", "eventSourceArn", "bootstrapServers", "records"]
    first, second = event["records"]["t-2"]
    assert (first["topic"], first["partition"], first["offset"], second["offset"]) == ("t", 2, 7, 8)
    assert (first["key"], base64.b64decode(second["value"] or "")) == ("aw==", b'{"b":1}')
    assert first["headers"] == [{"h": [0, -1]}]
    assert "key" not in events.msk("a")["records"]["orders-0"][0]


def test_ready_made_records_are_taken() -> None:
    event = events.self_managed_kafka("b", offset=1, records=events.msk("x", "y", offset=2)["records"])
    assert [record["value"] for record in event["records"]["orders-0"]] == ["Yg==", "eA==", "eQ=="]
    assert_right(event, "self_managed_kafka")


def test_what_depends_on_a_field_follows_it() -> None:
    arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/c/751d2973-a626-431c-9d4e-d7975eb44dd7-2"
    assert ".kafka.eu-west-1.amazonaws.com:9092," in events.msk(eventSourceArn=arn)["bootstrapServers"]


def test_the_word_of_the_caller_stands() -> None:
    event: Any = events.msk("a", value="!", timestamp=5, bootstrapServers="b")
    assert event["records"]["orders-0"][0]["value"] == "!"
    assert broken_rules(event, "msk") == {"M-data", "M-time", "M-servers"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("M-shape", {"partition": "0"}),
        ("M-shape", {"headers": None}),
        ("M-topic", {"partition": 1}),
        ("M-topic", {"topic": "other"}),
        ("M-order", {}),
        ("M-data", {"key": "?"}),
        ("M-data", {"headers": [{"a": [256]}]}),
        ("M-data", {"headers": [{"a": [1], "b": [1]}]}),
        ("M-time", {"timestamp": 1_545_084_650}),
    ],
)
@_BOTH
def test_a_broken_record_is_found(builder: Callable[..., Any], rule: str, changes: dict[str, Any]) -> None:
    event = builder("a")
    event["records"]["orders-0"].append({**event["records"]["orders-0"][0], **changes})
    assert rule in broken_rules(event, builder.__name__)


def test_a_broken_event_is_found() -> None:
    assert broken_rules({**events.msk(), "records": {}}, "msk") == {"M-batch"}
    assert broken_rules({**events.msk(), "eventSourceArn": "cluster"}, "msk") == {"M-arn"}
    assert broken_rules({**events.self_managed_kafka(), "bootstrapServers": ""}, "self_managed_kafka") == {"M-servers"}


@_BOTH
@pytest.mark.parametrize(
    ("values", "parameters", "message"),
    [
        ((), {"timeStamp": 1}, "Did you mean 'timestamp'"),
        (({1, 2},), {}, "the value of a record is {1, 2}"),
        (("a",), {"key": {1}}, "the key of a record is {1}"),
        (("a",), {"headers": {"h": {1}}}, "header 'h' is {1}"),
        (("a",), {"partition": -1}, "partition is -1: expected a number from 0 on"),
        (("a",), {"offset": "1"}, "offset is '1'"),
    ],
)
def test_mistakes_are_explained(
    builder: Callable[..., Any], values: tuple[object, ...], parameters: dict[str, Any], message: str
) -> None:
    with pytest.raises(EventError, match=message):
        builder(*values, **parameters)
