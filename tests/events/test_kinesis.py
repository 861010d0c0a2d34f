"""Kinesis events: the builders, the rules, and what breaks them."""

from __future__ import annotations

import base64
import copy
import gzip
import json
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    ("data", "parameters"),
    [
        ((), {}),
        (("a", "b", "a"), {}),
        (({"id": 1}, b"\xff\0", ""), {"shard": 17, "partition_key": "é", "encryption_type": "KMS"}),
        (("a",), {"world": World("000000000001", "cn-north-1"), "time": "2012-02-29T12:00:00Z"}),
        (("a",), {"time": 0}),
    ],
)
def test_events_are_right(data: tuple[object, ...], parameters: dict[str, Any]) -> None:
    event = events.kinesis(*data, **parameters)
    assert_right(event, "kinesis")
    assert len(event["Records"]) == max(len(data), 1)


@pytest.mark.parametrize(
    ("data", "parameters", "records"),
    [
        ((), {}, 1),
        (("a", "b"), {"state": {"1": 282}, "window_seconds": 900, "shard": 3}, 2),
        ((), {"is_final_invoke_for_window": True}, 0),
        (("a",), {"is_final_invoke_for_window": True, "is_window_terminated_early": True}, 1),
    ],
)
def test_time_windows_are_right(data: tuple[object, ...], parameters: dict[str, Any], records: int) -> None:
    event = events.kinesis_time_window(*data, **parameters)
    assert_right(event, "kinesis_time_window")
    assert len(event["Records"]) == records


def test_the_order_of_keys_is_that_of_recordings() -> None:
    event = events.kinesis_time_window()
    record = event["Records"][0]
    assert list(record) == [
        "kinesis",
        "eventSource",
        "eventVersion",
        "eventID",
        "eventName",
        "invokeIdentityArn",
        "awsRegion",
        "eventSourceARN",
    ]
    assert list(record["kinesis"]) == [
        "kinesisSchemaVersion",
        "partitionKey",
        "sequenceNumber",
        "data",
        "approximateArrivalTimestamp",
    ]
    assert list(event) == [
        "Records",
        "window",
        "state",
        "shardId",
        "eventSourceARN",
        "isFinalInvokeForWindow",
        "isWindowTerminatedEarly",
    ]


def test_data_is_what_was_sent() -> None:
    sent = [base64.b64decode(each["kinesis"]["data"]) for each in events.kinesis("é", b"\xff", {"a": [1]})["Records"]]
    assert sent == ["é".encode(), b"\xff", b'{"a":[1]}']


def test_log_events_are_sent_as_a_subscription_sends_them() -> None:
    content = gzip.compress(b"{}")
    event = events.kinesis({"awslogs": {"data": base64.b64encode(content).decode()}})
    assert base64.b64decode(event["Records"][0]["kinesis"]["data"]) == content


def test_sequence_numbers_look_like_recorded_ones() -> None:
    """2.9: 2, the shard's creation, …, the second of arrival (9 digits), the shard (8), 2."""
    event = events.kinesis("a", "b", shard=4095, time=1_700_000_000.25)
    first, second = (int(each["kinesis"]["sequenceNumber"]) for each in event["Records"])
    digits = f"{first:x}"
    assert (len(str(first)), len(digits), digits[0], digits[-1]) == (56, 47, "2", "2")
    assert int(digits[29:38], 16) == 1_700_000_000
    assert int(digits[38:46], 16) == 4095
    assert int(digits[1:10], 16) < 1_700_000_000
    assert first < second
    later = events.kinesis("a", shard=4095, time=1_700_000_000.5)["Records"][0]["kinesis"]
    assert second < int(later["sequenceNumber"])


def test_the_same_call_gives_the_same_event() -> None:
    assert events.kinesis("a", "b") == events.kinesis("a", "b")
    numbers = {events.kinesis("a", world=World(seed=seed))["Records"][0]["eventID"] for seed in range(3)}
    assert len(numbers) == 3


def test_what_depends_on_a_field_follows_it() -> None:
    arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/s"
    window: Any = events.kinesis_time_window("a", eventSourceARN=arn, kinesis={"sequenceNumber": "5"})
    record = window["Records"][0]
    assert (record["awsRegion"], record["eventID"]) == ("eu-west-1", "shardId-000000000000:5")
    assert window["eventSourceARN"] == arn
    assert broken_rules(window, "kinesis_time_window") == set()
    arrived = events.kinesis("a", kinesis={"approximateArrivalTimestamp": 1_600_000_000.5})["Records"][0]["kinesis"]
    assert int(f"{int(arrived['sequenceNumber']):x}"[29:38], 16) == 1_600_000_000


def test_the_window_is_the_one_of_the_moment() -> None:
    event = events.kinesis_time_window(time="2020-12-09T07:04:35Z", window_seconds=120)
    assert event["window"] == {"start": "2020-12-09T07:04:00Z", "end": "2020-12-09T07:06:00Z"}


def test_the_word_of_the_caller_stands() -> None:
    event: Any = events.kinesis("a", eventID="?", kinesis={"data": "!", "partitionKey": events.ABSENT})
    assert event["Records"][0]["eventID"] == "?"
    assert event["Records"][0]["kinesis"]["data"] == "!"
    assert broken_rules(event, "kinesis") == {"K-shape", "K-eventid", "K-data"}
    window: Any = events.kinesis_time_window(shardId="shardId-000000000009", state=events.ABSENT)
    assert "state" not in window
    assert broken_rules(window, "kinesis_time_window") == {"K-shape", "K-windowshard"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("K-shape", {"kinesis": {"data": None}}),
        ("K-shape", {"eventName": "aws:kinesis"}),
        ("K-shape", {"kinesis": {"approximateArrivalTimestamp": "1607497475"}}),
        ("K-eventid", {"eventID": "shardId-6:1"}),
        ("K-eventid", {"kinesis": {"sequenceNumber": "12345"}}),  # chalice: one constant for all
        ("K-sequence", {"kinesis": {"sequenceNumber": "-5"}}),
        ("K-data", {"kinesis": {"data": "Hello!"}}),  # SAM: apachelog is not base64
        ("K-key", {"kinesis": {"partitionKey": ""}}),
        ("K-time", {"kinesis": {"approximateArrivalTimestamp": 1_607_497_475_000}}),
        ("K-time", {"kinesis": {"approximateArrivalTimestamp": 1_607_497_475.00055}}),
        ("K-arn", {"eventSourceARN": "arn:aws:kinesis:EXAMPLE"}),  # SAM
        ("K-arn", {"eventSourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream"}),
        ("K-arn", {"awsRegion": "us-west-2"}),  # chalice: other than that of the ARN
        ("K-role", {"invokeIdentityArn": "arn:aws:iam::EXAMPLE"}),  # SAM
        ("K-role", {"invokeIdentityArn": "arn:aws:iam::123456789012:user/me"}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.kinesis("a"))
    record = event["Records"][0]
    for name, value in changes.items():
        record[name] = {**record[name], **value} if isinstance(value, dict) else value
    assert rule in broken_rules(event, "kinesis")


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("K-shape", {"isFinalInvokeForWindow": None}),
        ("K-window", {"window": {"start": "2020-12-09T07:04:00Z", "end": "2020-12-09T07:04:00Z"}}),
        ("K-window", {"window": {"start": "2020-12-09T07:04:00Z", "end": "2020-12-09T08:04:00Z"}}),
        ("K-window", {"window": {"start": "2020-12-09", "end": "2020-12-09T08:04:00Z"}}),
        ("K-windowshard", {"shardId": "shardId-000000000006"}),
        ("K-windowarn", {"eventSourceARN": "stream-ARN"}),
        ("K-state", {"state": {"a": "x" * 2**20}}),
        ("K-batch", {"Records": []}),
    ],
)
def test_a_broken_window_is_found(rule: str, changes: dict[str, Any]) -> None:
    assert rule in broken_rules({**events.kinesis_time_window("a"), **changes}, "kinesis_time_window")


def test_a_batch_is_of_one_shard_and_in_order() -> None:
    one = events.kinesis("a")["Records"]
    other = events.kinesis("a", stream_name="other", time=4_000_000_000)["Records"]
    shard = events.kinesis("a", shard=1, time=4_000_000_000)["Records"]
    consumer = events.kinesis("a", eventSourceARN=f"{one[0]['eventSourceARN']}/consumer/c:1540591608")
    assert broken_rules({"Records": [*one, *one]}, "kinesis") == {"K-order"}
    assert broken_rules({"Records": [*other, *one]}, "kinesis") == {"K-order", "K-batch"}
    assert broken_rules({"Records": [*one, *other]}, "kinesis") == {"K-batch"}
    assert broken_rules({"Records": [*one, *shard]}, "kinesis") == {"K-batch"}
    assert broken_rules({"Records": []}, "kinesis") == {"K-batch"}
    assert broken_rules(events.kinesis(*["a"] * 10_001), "kinesis") == {"K-batch"}
    assert broken_rules(consumer, "kinesis") == set()


def test_a_recorded_sequence_number_is_accepted() -> None:
    """The structure is inferred, so it is no rule: any rising numbers do."""
    old = "49568167373333333333333333333333333333333333333333333333"
    assert broken_rules(events.kinesis("a", kinesis={"sequenceNumber": old}), "kinesis") == set()
    assert broken_rules(events.kinesis("a", kinesis={"sequenceNumber": "1"}), "kinesis") == set()


@pytest.mark.parametrize(
    ("data", "parameters", "message"),
    [
        ((), {"sequenceNumber": "1"}, r"events.kinesis\(\) has no parameter or field 'sequenceNumber'"),
        ((), {"partitionkey": "1"}, "Did you mean 'partition_key'"),
        ((), {"kinesis": {"Data": "x"}}, "has no field 'Data' in kinesis. Did you mean 'data'"),
        (({1, 2},), {}, "the data of a record is {1, 2}: expected text, bytes, or an object that JSON can write"),
        (("a",), {"shard": -1}, "shard is -1: expected the number of a shard"),
        (("a",), {"shard": "shardId-000000000001"}, "expected the number of a shard"),
        (("a",), {"partition_key": ""}, "expected text of 1 to 256 characters"),
        (("a",), {"encryption_type": "AES"}, "encryption_type is 'AES': expected 'KMS'"),
        (("a",), {"time": "yesterday"}, "time is 'yesterday'"),
        (("a",), {"world": "eu"}, "world is 'eu'"),
    ],
)
def test_mistakes_are_explained(data: tuple[object, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.kinesis(*data, **parameters)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"window_seconds": 901}, "window_seconds is 901: expected whole seconds from 1 to 900"),
        ({"state": "x"}, "state is 'x': expected an object"),
        ({"windows": {}}, "Did you mean 'window'"),
        ({"window": {"begin": "x"}}, "has no field 'begin' in window"),
    ],
)
def test_mistakes_with_windows_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.kinesis_time_window("a", **parameters)


def test_ready_made_records_are_taken() -> None:
    later = events.kinesis("b", time=4_000_000_000)["Records"]
    event = events.kinesis("a", records=later)
    assert [json.loads(json.dumps(record))["kinesis"]["data"] for record in event["Records"]] == ["YQ==", "Yg=="]
    assert_right(event, "kinesis")
