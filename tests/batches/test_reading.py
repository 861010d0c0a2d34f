"""Records of events."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from pytest_lambda import events
from pytest_lambda.batches.reading import is_fifo, needs_state, records_of, source_of
from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.errors import ConfigurationError

SOURCES: list[tuple[str, dict[str, Any], str]] = [
    ("sqs", events.sqs("hello"), "hello"),
    ("kinesis", events.kinesis("hello"), "hello"),
    ("kinesis", events.kinesis_time_window("hello"), "hello"),
    ("kafka", events.msk("hello"), "hello"),
    ("kafka", events.self_managed_kafka("hello"), "hello"),
    ("mq", events.activemq("hello"), "hello"),
    ("mq", events.rabbitmq("hello"), "hello"),
]


@pytest.mark.parametrize(("source", "event", "body"), SOURCES, ids=[f"{n}-{each[0]}" for n, each in enumerate(SOURCES)])
def test_the_source_and_the_body(source: str, event: dict[str, Any], body: str) -> None:
    assert source_of(event) == source
    (record,) = records_of(event)
    assert record.body == body


def test_changes_of_a_table() -> None:
    event = events.dynamodb({"id": "1"})
    assert source_of(event) == "dynamodb"
    (record,) = records_of(event)
    change = event["Records"][0]["dynamodb"]
    assert (record.id, record.body, record.json, record.group) == (change["SequenceNumber"], change, change, "1")


def test_changes_of_a_collection() -> None:
    event = events.documentdb()
    assert source_of(event) == "documentdb"
    (record,) = records_of(event)
    assert record.id == event["events"][0]["event"]["_id"]["_data"]
    assert record.json["operationType"] == "insert"


def test_keys_of_several_attributes_are_one_group() -> None:
    def change(keys: dict[str, Any]) -> BatchRecord:
        record = {"eventSource": "aws:dynamodb", "dynamodb": {"SequenceNumber": "1", "Keys": keys}}
        return records_of({"Records": [record]})[0]

    one = change({"id": {"S": "a"}, "sort": {"N": "1"}})
    assert one.group == change({"sort": {"N": "1"}, "id": {"S": "a"}}).group == "id=a, sort=1"


def test_json_of_a_body() -> None:
    for event in (events.sqs({"a": 1}), events.kinesis({"a": 1}), events.msk({"a": 1}), events.activemq({"a": 1})):
        assert records_of(event)[0].json == {"a": 1}
    with pytest.raises(ValueError, match="Expecting value"):
        _ = records_of(events.sqs("hello"))[0].json


def test_bytes_that_are_no_text() -> None:
    event = events.kinesis(b"\xff\xfe")
    assert records_of(event)[0].body == b"\xff\xfe"
    event["Records"][0]["kinesis"]["data"] = "no base64!"
    assert records_of(event)[0].body == "no base64!"


def test_a_kafka_record_without_value() -> None:
    event = {"eventSource": "aws:kafka", "records": {"t-0": [{"topic": "t", "partition": 0, "offset": 7}]}}
    (record,) = records_of(event)
    assert (record.id, record.body, record.json, record.group) == ({"partition": "t-0", "offset": 7}, None, None, "t-0")


def test_groups() -> None:
    fifo = events.sqs("a", message_group_id="g")
    assert [each.group for each in records_of(fifo)] == ["g"]
    assert is_fifo(fifo)
    standard = events.sqs("a")
    standard["Records"][0]["attributes"]["MessageGroupId"] = "g"
    assert [each.group for each in records_of(standard)] == [None]
    assert not is_fifo(standard)
    assert [each.group for each in records_of(events.kinesis("a"))] == ["1"]


def test_messages_of_rabbitmq_have_an_id_at_all_events() -> None:
    def message(name: str | None) -> dict[str, Any]:
        return {"basicProperties": {"messageId": name}, "data": base64.b64encode(b"x").decode()}

    event = {"eventSource": "aws:rmq", "rmqMessagesByQueue": {"q::/": [message(None), message("b")], "r::/": [message(None)]}}
    assert [each.id for each in records_of(event)] == ["q::/[0]", "b", "r::/[0]"]


@pytest.mark.parametrize(
    ("event", "source"),
    [
        ({"Records": [{"messageId": "m"}]}, "sqs"),
        ({"Records": [{"kinesis": {"sequenceNumber": "1"}}]}, "kinesis"),
        ({"Records": [{"dynamodb": {"SequenceNumber": "1"}}]}, "dynamodb"),
        ({"records": {}}, "kafka"),
        ({"messages": []}, "mq"),
        ({"rmqMessagesByQueue": {}}, "mq"),
        ({"events": []}, "documentdb"),
    ],
    ids=["sqs", "kinesis", "dynamodb", "kafka", "activemq", "rabbitmq", "documentdb"],
)
def test_events_written_by_hand_need_not_say_where_they_come_from(event: dict[str, Any], source: str) -> None:
    assert source_of(event) == source
    assert len(records_of(event)) == len(event.get("Records", ()))


@pytest.mark.parametrize("name", ["kinesis_time_window", "dynamodb_time_window"])
def test_the_last_event_of_a_window(name: str) -> None:
    event = getattr(events, name)()
    assert needs_state(event)
    event |= {"Records": [], "isFinalInvokeForWindow": True}
    assert source_of(event) == name.removesuffix("_time_window")
    assert records_of(event) == ()
    assert not needs_state(event)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (None, "The event is NoneType, which is no batch of records."),
        ([], "The event is list, which is no batch of records."),
        ({}, "The event, with no keys at all, is no batch of records."),
        ({"id": 1, "detail": {}}, "The event, with 'id', 'detail', is no batch of records."),
        ({"Records": []}, "The event's Records are empty: AWS sends no such batch, but for tumbling windows."),
        ({"Records": ["m1"]}, "The event's Records[0] is str, expected an object."),
        ({"Records": [{"EventSource": "aws:sns"}]}, "The event's Records come from 'aws:sns', which sends no batches."),
        ({"Records": [{"eventSource": "aws:mq"}]}, "The event's Records come from 'aws:mq', which sends no batches."),
        ({"Records": [{"eventSource": 3}]}, "The event's Records come from 3, which sends no batches."),
        ({"Records": [{}]}, "The event's Records come from None, which sends no batches."),
        ({"records": [{"recordId": "1", "data": ""}]}, "The event, with 'records', is no batch of records."),
    ],
    ids=repr,
)
def test_other_events_are_no_batches(event: Any, said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        source_of(event)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"Records": [{"eventSource": "aws:sqs"}]}, "The event's Records[0] has no 'messageId': it is no record of sqs."),
        (
            {"Records": [{"messageId": "m"}, {"kinesis": {}}]},
            "The event's Records[1] has no 'messageId': it is no record of sqs.",
        ),
        ({"Records": [{"messageId": "m"}, "m2"]}, "The event's Records[1] is not as AWS sends them"),
        ({"Records": [{"kinesis": {}}]}, "The event's Records[0] has no 'sequenceNumber': it is no record of kinesis."),
        ({"records": {"t-0": [{"topic": "t"}]}}, "The event's records['t-0'][0] has no 'partition'"),
        ({"records": {"t-0": 3}}, "The event's records['t-0'] is int, expected list."),
        ({"eventSource": "aws:kafka"}, "The event's records is missing, expected dict."),
        ({"eventSource": "aws:rmq", "rmqMessagesByQueue": []}, "The event's rmqMessagesByQueue is list, expected dict."),
        ({"eventSource": "aws:docdb", "events": None}, "The event's events is NoneType, expected list."),
        ({"messages": [{}]}, "The event's messages[0] has no 'messageID'"),
        ({"rmqMessagesByQueue": {"q": [{}]}}, "The event's rmqMessagesByQueue['q'][0] has no 'basicProperties'"),
        ({"events": [{"event": {}}]}, "The event's events[0] has no '_id'"),
    ],
    ids=repr,
)
def test_records_that_are_none(event: Any, said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        records_of(event)
    assert str(refused.value).startswith(said)


def test_records_are_compared_by_what_they_are() -> None:
    one, other = (records_of(events.sqs("a", "b"))[0] for _ in range(2))
    event = events.sqs("a", "b")
    assert records_of(event) == records_of(event)
    assert one != "m1"
    first, second = records_of(event)
    assert first != second
    assert repr(first) == f"BatchRecord(id={first.id!r}, body='a')"
    assert one.body == other.body
