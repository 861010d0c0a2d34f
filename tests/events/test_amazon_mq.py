"""Events of Amazon MQ's brokers: the builders, the rules, and what breaks them."""

from __future__ import annotations

import base64
import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    ("bodies", "parameters"),
    [
        ((), {}),
        (("a", b"\xff", {"id": 1}), {"queue": "q", "broker_name": "b"}),
        (("a",), {"properties": {"index": "1"}, "correlation_id": "c", "redelivered": True}),
        (("a",), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}),
    ],
)
def test_events_of_activemq_are_right(bodies: tuple[object, ...], parameters: dict[str, Any]) -> None:
    event = events.activemq(*bodies, **parameters)
    assert_right(event, "activemq")
    assert len(event["messages"]) == max(len(bodies), 1)


@pytest.mark.parametrize(
    ("bodies", "parameters"),
    [
        ((), {}),
        (("a", b"\xff", {"id": 1}), {"queue": "q", "virtual_host": "v", "broker_name": "b"}),
        (("a",), {"headers": {"text": "é", "bytes": b"\xff", "number": 10, "truth": True, "nothing": None}}),
        (("a",), {"content_type": "text/html", "correlation_id": "c", "redelivered": True}),
        (("a",), {"records": events.rabbitmq("b", queue="other")["rmqMessagesByQueue"]}),
        (("a",), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}),
    ],
)
def test_events_of_rabbitmq_are_right(bodies: tuple[object, ...], parameters: dict[str, Any]) -> None:
    assert_right(events.rabbitmq(*bodies, **parameters), "rabbitmq")


def test_bytes_and_texts_are_messages_of_different_types() -> None:
    messages = events.activemq("é", b"\xff", {"a": 1})["messages"]
    assert [each["messageType"] for each in messages] == ["jms/text-message", "jms/bytes-message", "jms/text-message"]
    assert [base64.b64decode(each["data"]) for each in messages] == ["é".encode(), b"\xff", b'{"a":1}']
    assert len({each["messageID"] for each in messages}) == 3
    properties = [each["basicProperties"] for each in events.rabbitmq("é", b"\xff", {"a": 1})["rmqMessagesByQueue"]["orders::/"]]
    assert [each["contentType"] for each in properties] == ["text/plain", "application/octet-stream", "application/json"]
    assert [each["bodySize"] for each in properties] == [2, 1, 7]


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (2021, "Jan 1, 1970, 12:33:41 AM"),
        ("2026-12-31T12:05:09Z", "Dec 31, 2026, 12:05:09 PM"),
        ("2026-12-31T23:05:09Z", "Dec 31, 2026, 11:05:09 PM"),
    ],
)
def test_rabbitmq_writes_times_as_java_does(time: object, text: str) -> None:
    message = events.rabbitmq(time=time)["rmqMessagesByQueue"]["orders::/"][0]
    assert message["basicProperties"]["timestamp"] == text


def test_headers_of_rabbitmq_are_bytes() -> None:
    message = events.rabbitmq(headers={"header1": "value1", "numberInHeader": 10})["rmqMessagesByQueue"]["orders::/"][0]
    assert message["basicProperties"]["headers"] == {
        "header1": {"bytes": [118, 97, 108, 117, 101, 49]},
        "numberInHeader": 10,
    }


def test_what_depends_on_a_field_follows_it() -> None:
    arn = "arn:aws:mq:eu-west-1:123456789012:broker:b:b-9bcfa592-423a-4942-879d-eb284b418fc8"
    event = events.activemq("a", eventSourceArn=arn, timestamp=1_600_000_000_000)
    message = event["messages"][0]
    assert ".mq.eu-west-1.amazonaws.com-" in message["messageID"]
    assert (message["brokerInTime"], message["brokerOutTime"]) == (1_600_000_000_001, 1_600_000_000_002)


def test_the_word_of_the_caller_stands() -> None:
    event: Any = events.activemq("a", data="!", priority=events.ABSENT, destination={"physicalName": "other"})
    assert event["messages"][0]["destination"] == {"physicalName": "other"}
    assert broken_rules(event, "activemq") == {"AMQ-shape", "AMQ-data"}
    rabbit: Any = events.rabbitmq("a", data="YWI=", basicProperties={"priority": 34, "headers": {"a": "text"}})
    assert broken_rules(rabbit, "rabbitmq") == {"RMQ-data", "RMQ-headers"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("AMQ-shape", {"messageType": "text"}),
        ("AMQ-data", {"data": "?"}),
        ("AMQ-times", {"timestamp": 1_598_827_811}),
        ("AMQ-times", {"brokerOutTime": 1_598_827_811_958}),
        ("AMQ-priority", {"priority": 10}),
        ("AMQ-priority", {"deliveryMode": 0}),
        ("AMQ-batch", {"destination": {"physicalName": "other"}}),
    ],
)
def test_a_broken_message_of_activemq_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.activemq("a", "b"))
    event["messages"][0].update(changes)
    assert rule in broken_rules(event, "activemq")


def test_a_message_as_the_guide_shows_it_is_accepted() -> None:
    event: Any = copy.deepcopy(events.activemq("ABC:AAAA"))
    del event["messages"][0]["correlationID"]
    event["messages"][0].update(correlationId="myJMSCoID", expiration="60000", priority=1)
    assert broken_rules(event, "activemq") == set()


@pytest.mark.parametrize(
    ("source", "rule", "changes"),
    [
        ("activemq", "AMQ-arn", {"eventSourceArn": "arn:aws:mq:us-east-1:123456789012:queue"}),
        ("activemq", "AMQ-batch", {"messages": []}),
        ("rabbitmq", "RMQ-shape", {"eventSource": "aws:mq"}),
        ("rabbitmq", "RMQ-arn", {"eventSourceArn": "broker"}),
        ("rabbitmq", "RMQ-queue", {"rmqMessagesByQueue": {}}),
        ("rabbitmq", "RMQ-queue", {"rmqMessagesByQueue": {"orders": []}}),
    ],
)
def test_a_broken_event_is_found(source: str, rule: str, changes: dict[str, Any]) -> None:
    assert rule in broken_rules({**getattr(events, source)("a"), **changes}, source)


@pytest.mark.parametrize(
    ("changes", "properties", "rule"),
    [
        ({"data": "?"}, {}, "RMQ-data"),
        ({}, {"bodySize": 80}, "RMQ-data"),
        ({}, {"headers": {"a": {"bytes": [300]}}}, "RMQ-headers"),
        ({}, {"bodySize": None}, "RMQ-shape"),
    ],
)
def test_a_broken_message_of_rabbitmq_is_found(changes: dict[str, Any], properties: dict[str, Any], rule: str) -> None:
    event: Any = copy.deepcopy(events.rabbitmq("a"))
    message = event["rmqMessagesByQueue"]["orders::/"][0]
    message.update(changes)
    message["basicProperties"].update(properties)
    assert rule in broken_rules(event, "rabbitmq")


@pytest.mark.parametrize(
    ("source", "bodies", "parameters", "message"),
    [
        ("activemq", (), {"messageId": "x"}, "Did you mean 'messageID'"),
        ("activemq", ({1, 2},), {}, "the body of a message is {1, 2}"),
        ("activemq", (), {"properties": {"a": 1}}, "property 'a' is 1: expected text"),
        ("rabbitmq", (), {"basicProperties": {"body": 1}}, "has no field 'body' in basicProperties"),
        ("rabbitmq", ({1, 2},), {}, "the body of a message is {1, 2}"),
        ("rabbitmq", (), {"headers": {"a": []}}, r"header 'a' is \[\]: expected text, bytes, a number"),
        ("rabbitmq", (), {"vhost": "v"}, "has no parameter or field 'vhost'"),
    ],
)
def test_mistakes_are_explained(
    source: str, bodies: tuple[object, ...], parameters: dict[str, Any], message: str
) -> None:
    with pytest.raises(EventError, match=message):
        getattr(events, source)(*bodies, **parameters)
