"""Changes of a DynamoDB table in a Kinesis data stream: by the rules they are events of Kinesis."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from pytest_lambda import EventError, events

from .judging import assert_right


def _changes(event: Any) -> list[Any]:
    return [json.loads(base64.b64decode(record["kinesis"]["data"])) for record in event["Records"]]


@pytest.mark.parametrize(
    ("items", "parameters", "names"),
    [
        ((), {}, ["INSERT"]),
        (({"id": 1}, ({"id": 2}, {"id": 2, "a": b"x"}), ({"id": 3}, None)), {}, ["INSERT", "MODIFY", "REMOVE"]),
        (({"pk": 1},), {"key_names": ("pk",), "time_to_live": True, "stream_name": "s", "shard": 2}, ["REMOVE"]),
        ((), {"new_image": {"id": 1, "a": 1}, "old_image": {"id": 1}, "table_name": "invoices"}, ["MODIFY"]),
    ],
)
def test_events_are_right(items: tuple[object, ...], parameters: dict[str, Any], names: list[str]) -> None:
    event = events.kinesis_dynamodb(*items, **parameters)
    assert_right(event, "kinesis")
    changes = _changes(event)
    assert [change["eventName"] for change in changes] == names
    assert [change["userIdentity"] is not None for change in changes] == [bool(parameters.get("time_to_live"))] * len(names)


def test_the_data_has_a_form_of_its_own() -> None:
    (change,) = _changes(events.kinesis_dynamodb({"id": 1, "a": "x"}, time=1_767_225_600.25))
    assert list(change) == [
        "awsRegion",
        "eventID",
        "eventName",
        "userIdentity",
        "recordFormat",
        "tableName",
        "dynamodb",
        "eventSource",
    ]
    assert change["dynamodb"] == {
        "ApproximateCreationDateTime": 1_767_225_600_250,
        "Keys": {"id": {"N": "1"}},
        "NewImage": {"id": {"N": "1"}, "a": {"S": "x"}},
        "SizeBytes": 10,
    }


def test_the_word_of_the_caller_stands() -> None:
    event = events.kinesis_dynamodb({"id": 1}, kinesis={"partitionKey": "k"})
    assert event["Records"][0]["kinesis"]["partitionKey"] == "k"


@pytest.mark.parametrize(
    ("items", "parameters", "message"),
    [
        (({"id": 0.5},), {}, "which is 0.5, a float"),
        (({"pk": 1},), {}, "the item has no key 'id'"),
        (({"id": 1},), {"tableName": "x"}, "Did you mean 'table_name'"),
        (({"id": 1},), {"shard": -1}, "shard is -1"),
    ],
)
def test_mistakes_are_explained(items: tuple[object, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.kinesis_dynamodb(*items, **parameters)
