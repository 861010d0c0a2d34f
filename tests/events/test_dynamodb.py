"""DynamoDB events: the builders, the rules, and what breaks them."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

_NESTED = {
    "id": b"\0\xff",
    "text": "é",
    "empty": "",
    "number": Decimal("-1.50"),
    "large": 10**125,
    "digits": 10**38 - 1,
    "truth": True,
    "nothing": None,
    "list": [1, [b"x"], {"a": {}}],
    "texts": {"a", "é"},
    "numbers": {1, Decimal("2.5")},
    "binaries": frozenset({b"\0", b"\1"}),
    "ready": {"L": [{"S": "x"}, {"BS": [b"\0"]}, 5]},
}


@pytest.mark.parametrize(
    ("items", "parameters", "names"),
    [
        ((), {}, ["INSERT"]),
        (({"id": 1},), {}, ["INSERT"]),
        (({"id": 1}, {"id": 2}, {"id": 3}), {}, ["INSERT"] * 3),
        ((_NESTED,), {}, ["INSERT"]),
        (({"id": 1, "n": 2},), {"old_image": {"id": 1, "n": 1}}, ["MODIFY"]),
        ((), {"new_image": {"id": 1, "n": 2}, "old_image": {"id": 1, "n": 1}}, ["MODIFY"]),
        ((), {"old_image": {"id": 1}}, ["REMOVE"]),
        (({"id": 1},), {"event_name": "REMOVE"}, ["REMOVE"]),
        (({"id": 1, "a": 1},), {"time_to_live": True}, ["REMOVE"]),
        (((None, {"id": 1}), ({"id": 1}, {"id": 1, "a": 1}), ({"id": 1, "a": 1}, None)), {}, ["INSERT", "MODIFY", "REMOVE"]),
        (((None, {"id": 1}), ({"id": 1}, None)), {"time_to_live": True}, ["INSERT", "REMOVE"]),
        (({"id": 1},), {"stream_view_type": "KEYS_ONLY"}, ["INSERT"]),
        ((), {"stream_view_type": "KEYS_ONLY", "keys": {"a": "x", "b": 2}, "event_name": "MODIFY"}, ["MODIFY"]),
        (({"id": 1, "a": 1},), {"stream_view_type": "NEW_IMAGE"}, ["INSERT"]),
        (({"id": 1, "a": 1},), {"stream_view_type": "NEW_IMAGE", "event_name": "MODIFY"}, ["MODIFY"]),
        ((), {"stream_view_type": "NEW_IMAGE", "keys": {"id": 1}}, ["REMOVE"]),
        (({"id": 1, "a": 1},), {"stream_view_type": "OLD_IMAGE"}, ["REMOVE"]),
        (({"id": 1, "a": 1},), {"stream_view_type": "OLD_IMAGE", "event_name": "MODIFY"}, ["MODIFY"]),
        (({"id": 1},), {"stream_view_type": "OLD_IMAGE", "event_name": "INSERT"}, ["INSERT"]),
        (({"pk": "a", "sk": 1, "x": 2},), {"key_names": ("pk", "sk")}, ["INSERT"]),
        (({"pk": "a"},), {"key_names": "pk"}, ["INSERT"]),
        ((), {"key_names": ("pk", "sk"), "event_name": "MODIFY"}, ["MODIFY"]),
        ((), {"time_to_live": True, "stream_view_type": "KEYS_ONLY"}, ["REMOVE"]),
        (({"id": 1},), {"world": World("000000000001", "cn-north-1"), "time": "2012-02-29T12:00:00Z"}, ["INSERT"]),
    ],
)
def test_events_are_right(items: tuple[object, ...], parameters: dict[str, Any], names: list[str]) -> None:
    event = events.dynamodb(*items, **parameters)
    assert_right(event, "dynamodb")
    assert [record["eventName"] for record in event["Records"]] == names
    ended = bool(parameters.get("time_to_live"))
    for record in event["Records"]:
        assert ("userIdentity" in record) == (ended and record["eventName"] == "REMOVE")


@pytest.mark.parametrize(
    ("items", "parameters", "records"),
    [
        ((), {}, 1),
        (({"id": 1}, {"id": 2}), {"state": {"total": 282}, "window_seconds": 900}, 2),
        ((), {"is_final_invoke_for_window": True}, 0),
    ],
)
def test_time_windows_are_right(items: tuple[object, ...], parameters: dict[str, Any], records: int) -> None:
    event = events.dynamodb_time_window(*items, **parameters)
    assert_right(event, "dynamodb_time_window")
    assert len(event["Records"]) == records


def test_the_order_of_keys_is_that_of_recordings() -> None:
    record = events.dynamodb({"id": 1, "a": 1}, old_image={"id": 1})["Records"][0]
    assert list(record) == [
        "eventID",
        "eventName",
        "eventVersion",
        "eventSource",
        "awsRegion",
        "dynamodb",
        "eventSourceARN",
    ]
    assert list(record["dynamodb"]) == [
        "ApproximateCreationDateTime",
        "Keys",
        "NewImage",
        "OldImage",
        "SequenceNumber",
        "SizeBytes",
        "StreamViewType",
    ]


def test_plain_values_become_attribute_values() -> None:
    change = events.dynamodb(_NESTED)["Records"][0]["dynamodb"]
    assert change["Keys"] == {"id": {"B": "AP8="}}
    assert change["NewImage"] == {
        "id": {"B": "AP8="},
        "text": {"S": "é"},
        "empty": {"S": ""},
        "number": {"N": "-1.5"},
        "large": {"N": f"1{'0' * 125}"},
        "digits": {"N": "9" * 38},
        "truth": {"BOOL": True},
        "nothing": {"NULL": True},
        "list": {"L": [{"N": "1"}, {"L": [{"B": "eA=="}]}, {"M": {"a": {"M": {}}}}]},
        "texts": {"SS": ["a", "é"]},
        "numbers": {"NS": ["1", "2.5"]},
        "binaries": {"BS": ["AA==", "AQ=="]},
        "ready": {"L": [{"S": "x"}, {"BS": ["AA=="]}, {"N": "5"}]},
    }


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ({"S": "x"}, {"S": "x"}),
        ({"N": "5"}, {"N": "5"}),
        ({"B": "eA=="}, {"B": "eA=="}),
        ({"NULL": True}, {"NULL": True}),
        ({"BOOL": False}, {"BOOL": False}),
        ({"M": {"a": {"S": "x"}, "b": 1}}, {"M": {"a": {"S": "x"}, "b": {"N": "1"}}}),
        ({"NS": ["1", "2"]}, {"NS": ["1", "2"]}),
        ({"SS": {"b", "a"}}, {"SS": ["a", "b"]}),
        # none that AWS has, so plain mappings
        ({"S": 1}, {"M": {"S": {"N": "1"}}}),
        ({"N": "five"}, {"M": {"N": {"S": "five"}}}),
        ({"B": "?"}, {"M": {"B": {"S": "?"}}}),
        ({"NULL": False}, {"M": {"NULL": {"BOOL": False}}}),
        ({"S": "x", "N": "1"}, {"M": {"S": {"S": "x"}, "N": {"S": "1"}}}),
        ({"SS": []}, {"M": {"SS": {"L": []}}}),
        ({"L": 3}, {"M": {"L": {"N": "3"}}}),
        ({"M": "x"}, {"M": {"M": {"S": "x"}}}),
    ],
)
def test_ready_attribute_values_are_taken(value: object, made: object) -> None:
    assert events.dynamodb({"id": 1, "a": value})["Records"][0]["dynamodb"]["NewImage"]["a"] == made


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (Decimal("-0.00"), "0"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.10"), "0.1"),
        (Decimal("1E-130"), f"0.{'0' * 129}1"),
        (-(10**37), f"-1{'0' * 37}"),
    ],
)
def test_numbers_are_written_as_dynamodb_writes_them(value: Any, text: str) -> None:
    assert events.dynamodb({"id": value})["Records"][0]["dynamodb"]["Keys"] == {"id": {"N": text}}


@pytest.mark.parametrize(
    ("items", "parameters", "size"),
    [
        (({"Id": 101, "Message": "New item!"},), {}, 26),  # three that AWS' guide shows
        (({"Id": 101, "Message": "This item has changed"},), {"old_image": {"Id": 101, "Message": "New item!"}}, 59),
        ((), {"old_image": {"Id": 101, "Message": "This item has changed"}}, 38),
        (({"Id": "é", "b": b"abcd", "l": [True, None], "m": {"x": 1}},), {}, 2 * 4 + 5 + (1 + 3 + 4) + (1 + 3 + 4)),
        (({"Id": "k", "ss": {"ab", "c"}, "ns": {1, 234}, "bs": {b"abc"}},), {}, 2 * 3 + (2 + 3) + (2 + 5) + (2 + 3)),
    ],
)
def test_the_size_is_that_of_names_and_values(items: tuple[object, ...], parameters: dict[str, Any], size: int) -> None:
    event = events.dynamodb(*items, key_names=("Id",), **parameters)
    assert event["Records"][0]["dynamodb"]["SizeBytes"] == size


def test_the_same_call_gives_the_same_event() -> None:
    assert events.dynamodb({"id": 1, "s": {"a", "b", "c"}}) == events.dynamodb({"id": 1, "s": {"c", "b", "a"}})
    ids = {events.dynamodb({"id": 1}, world=World(seed=seed))["Records"][0]["eventID"] for seed in range(3)}
    assert len(ids) == 3


def test_images_do_not_share_what_they_hold() -> None:
    change = events.dynamodb({"id": 1})["Records"][0]["dynamodb"]
    change["Keys"]["id"]["N"] = "2"
    assert change["NewImage"]["id"] == {"N": "1"}


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.dynamodb(
        {"id": 1, "a": "x"},
        dynamodb={"NewImage": {"a": {"N": "12"}, "b": {"S": "four"}}, "ApproximateCreationDateTime": 1_000_000_000},
        eventSourceARN=events.dynamodb(world=World(region="eu-west-1"), time=900_000_000)["Records"][0]["eventSourceARN"],
    )
    record = event["Records"][0]
    assert record["awsRegion"] == "eu-west-1"
    assert record["dynamodb"]["NewImage"] == {"id": {"N": "1"}, "a": {"N": "12"}, "b": {"S": "four"}}
    assert record["dynamodb"]["SizeBytes"] == 4 + 4 + 3 + 5
    assert_right(event, "dynamodb")
    early = events.dynamodb({"id": 1}, dynamodb={"ApproximateCreationDateTime": 1_000_000_000})
    assert "/stream/2001-09-08T" in early["Records"][0]["eventSourceARN"]


def test_the_word_of_the_caller_stands() -> None:
    event = events.dynamodb({"id": 1}, eventName="REMOVE", dynamodb={"SizeBytes": 5, "SequenceNumber": events.ABSENT})
    assert event["Records"][0]["eventName"] == "REMOVE"
    assert "SequenceNumber" not in event["Records"][0]["dynamodb"]
    assert broken_rules(event, "dynamodb") == {"D-shape", "D-images", "D-size"}
    event = events.dynamodb({"id": 1}, dynamodb={"NewImage": events.ABSENT, "OldImage": {"id": {"N": "1"}}})
    assert broken_rules(event, "dynamodb") == {"D-images"}
    odd = events.dynamodb({"id": 1}, dynamodb={"NewImage": {"id": "one"}}, userIdentity={"type": "Service"})
    assert broken_rules(odd, "dynamodb") >= {"D-shape", "D-ttl"}
    whole = events.dynamodb({"id": 1}, dynamodb={"NewImage": None})
    assert broken_rules(whole, "dynamodb") >= {"D-shape"}


def test_a_precision_is_taken() -> None:
    change = {"ApproximateCreationDateTimePrecision": "MICROSECOND", "ApproximateCreationDateTime": 1_767_225_600_123_456}
    assert broken_rules(events.dynamodb({"id": 1}, dynamodb=change), "dynamodb") == set()


def _change(**changes: Any) -> dict[str, Any]:
    return {"dynamodb": changes}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("D-shape", {"eventName": "UPDATE"}),
        ("D-shape", _change(Keys=None)),
        ("D-shape", _change(StreamViewType="ALL")),
        ("D-shape", _change(NewImage={"id": {"N": 1}})),
        ("D-shape", {"userIdentity": None}),
        ("D-images", _change(StreamViewType="KEYS_ONLY")),
        ("D-images", _change(StreamViewType="OLD_IMAGE")),
        ("D-images", {"eventName": "MODIFY"}),
        ("D-images", {"eventName": "REMOVE"}),
        ("D-keys", _change(Keys={})),
        ("D-keys", _change(Keys={"id": {"N": "2"}})),
        ("D-keys", _change(Keys={"id": {"BOOL": True}}, NewImage={"id": {"BOOL": True}})),
        ("D-keys", _change(Keys={"id": {"S": ""}}, NewImage={"id": {"S": ""}})),
        ("D-value", _change(NewImage={"id": {"N": "1"}, "a": {}})),
        ("D-value", _change(NewImage={"id": {"N": "1"}, "a": {"S": "x", "N": "1"}})),
        ("D-value", _change(NewImage={"id": {"N": "1"}, "a": {"N": "one"}})),
        ("D-value", _change(NewImage={"id": {"N": "1"}, "a": {"N": "1" * 39}})),
        ("D-value", _change(NewImage={"id": {"N": "1"}, "a": {"B": "?"}})),
        ("D-value", _change(NewImage={"id": {"N": "1"}, "a": {"NULL": False}})),
        ("D-value", _change(NewImage={"id": {"N": "1"}, "a": {"SS": []}})),  # Go: an empty set
        ("D-value", _change(NewImage={"id": {"N": "1"}, "a": {"NS": ["1", "1"]}})),
        ("D-value", _change(NewImage={"id": {"N": "1"}, "a": {"L": [{"M": {"b": {"BS": ["?"]}}}]}})),
        ("D-size", _change(SizeBytes=54)),  # Go: of an item of 242 bytes
        ("D-size", _change(SizeBytes=len('{"id": {"N": "1"}}') * 2)),  # moto: the length of the JSON
        ("D-eventid", {"eventID": "1"}),
        ("D-sequence", _change(SequenceNumber="111")),
        ("D-arn", {"awsRegion": "eu-west-1"}),
        ("D-arn", {"eventSourceARN": "stream-ARN"}),
        ("D-arn", {"eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/orders"}),
        # SAM: records of April in a stream of June
        ("D-label", {"eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2040-06-27T00:48:05.899"}),
        ("D-label", _change(ApproximateCreationDateTime=1_428_537_600)),
        ("D-label", _change(ApproximateCreationDateTime=1_767_225_600_000)),
        ("D-ttl", {"userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}}),
        ("D-ttl", {"eventName": "REMOVE", "userIdentity": {"type": "User", "principalId": "me"}}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.dynamodb({"id": 1}, time=1_767_225_600))
    record = event["Records"][0]
    for name, value in changes.items():
        record[name] = {**record[name], **value} if name == "dynamodb" else value
    assert rule in broken_rules(event, "dynamodb")


def test_a_change_that_changes_nothing_is_found() -> None:
    event: Any = events.dynamodb({"id": 1, "a": 1}, old_image={"id": 1})
    event["Records"][0]["dynamodb"]["OldImage"] = {"id": {"N": "1"}, "a": {"N": "1"}}
    assert broken_rules(event, "dynamodb") == {"D-change", "D-size"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("D-shape", {"state": None}),
        ("D-window", {"window": {"start": "2020-12-09T07:04:00Z", "end": "2020-12-09T08:04:00Z"}}),
        ("D-windowarn", {"eventSourceARN": "stream-ARN"}),
        ("D-state", {"state": {"a": "x" * 2**20}}),
        ("D-batch", {"Records": []}),
    ],
)
def test_a_broken_window_is_found(rule: str, changes: dict[str, Any]) -> None:
    assert rule in broken_rules({**events.dynamodb_time_window({"id": 1}), **changes}, "dynamodb_time_window")


def test_a_batch_is_of_one_stream_and_in_order() -> None:
    one = events.dynamodb({"id": 1}, time=1_767_225_600)["Records"]

    def with_later(*items: object, **parameters: Any) -> set[str]:
        later = events.dynamodb(*items, time=1_767_225_601, **parameters)["Records"]
        return broken_rules({"Records": [*one, *later]}, "dynamodb")

    assert with_later({"id": 2}) == set()
    assert with_later({"id": 2}, table_name="other") == {"D-batch"}
    assert with_later({"id": 2}, stream_view_type="NEW_IMAGE") == {"D-batch"}
    assert with_later({"id": "2"}) == {"D-batch"}
    assert with_later({"pk": 2}, key_names=("pk",)) == {"D-batch"}
    assert broken_rules({"Records": [*one, *one]}, "dynamodb") == {"D-order", "D-batch"}
    assert broken_rules({"Records": []}, "dynamodb") == {"D-batch"}
    many = [copy.deepcopy(one[0]) for _ in range(10_001)]
    for number, record in enumerate(many):
        record["eventID"] = f"{number:032x}"
        record["dynamodb"]["SequenceNumber"] = f"{10**25 + number}"
    assert broken_rules({"Records": many}, "dynamodb") == {"D-batch"}


@pytest.mark.parametrize(
    ("number", "sizes", "wrong"),
    [
        ("101", [3], [2, 4]),
        ("100", [2, 3], [1, 4]),
        ("0", [1, 2], [0, 3]),
        ("-101", [3, 4], [2, 5]),
        ("1.5", [2, 3], [1, 4]),
        ("1E+5", [2, 3], [1]),
    ],
)
def test_sizes_of_numbers_are_judged_only_as_far_as_they_are_documented(
    number: str, sizes: list[int], wrong: list[int]
) -> None:
    def rules(size: int) -> set[str]:
        image = {"id": {"S": "k"}, "n": {"N": number}}
        return broken_rules(events.dynamodb({"id": "k"}, dynamodb={"NewImage": image, "SizeBytes": 7 + size}), "dynamodb")

    assert all(rules(size) == set() for size in sizes)
    assert all(rules(size) == {"D-size"} for size in wrong)


_BOTH = "the record of a MODIFY shows both images in a stream of NEW_AND_OLD_IMAGES, but one item was given"


@pytest.mark.parametrize(
    ("items", "parameters", "message"),
    [
        ((), {"SizeBytes": 1}, r"events.dynamodb\(\) has no parameter or field 'SizeBytes'"),
        ((), {"table": "x"}, "Did you mean 'table_name'"),
        ((), {"dynamodb": {"Newimage": {}}}, "has no field 'Newimage' in dynamodb. Did you mean 'NewImage'"),
        (("a",), {}, "the new image is 'a': expected a mapping of attributes"),
        (({"id": 1, "a": {"b": [0.5]}},), {}, r"the new image has a\.b\.0, which is 0\.5, a float.* write Decimal\('0\.5'\)"),
        (({"id": 1, "a": object},), {}, "expected text, int, Decimal, bytes, bool, None, a list, a mapping"),
        (({"id": 1, "a": set()},), {}, "expected a set that is not empty"),
        (({"id": 1, "a": {1, "x"}},), {}, "of texts only, numbers only, or bytes only"),
        (({"id": 1, "a": {"SS": ["x", "x"]}},), {}, "a set in which a member is twice"),
        (({"id": 1, 5: 1},), {}, "has 5, which is no name of an attribute"),
        (({"id": 10**38 + 1},), {}, "have at most 38 digits and lie between 1E-130 and 1E\\+126"),
        (({"id": Decimal("1E+126")},), {}, "lie between"),
        (({"id": Decimal("NaN")},), {}, "no number of DynamoDB"),
        (({"pk": 1},), {}, r"the item has no key 'id'. It has 'pk'. Say what its key is called: key_names="),
        (({"id": True},), {}, "the key 'id' is {'BOOL': True}: expected text, a number or bytes"),
        (({"id": ""},), {}, "the key 'id' is {'S': ''}: expected text, a number or bytes, and not empty"),
        (({"a": 1, "b": 2, "c": 3},), {"key_names": ("a", "b", "c")}, "expected one or two attributes"),
        (({"id": 1},), {"keys": {"id": 2}}, "the key 'id' is {'N': '2'}, but {'N': '1'} in the new image"),
        (({"id": 1},), {"old_image": {"id": 2}}, "Another key is another item: a REMOVE and an INSERT"),
        (({"id": 1},), {"old_image": {"id": 1}}, "the new image and the old image are the same"),
        (({"id": 1},), {"event_name": "MODIFY"}, _BOTH),
        (({"id": 1},), {"event_name": "UPDATE"}, "event_name is 'UPDATE': expected INSERT, MODIFY or REMOVE"),
        (({"id": 1},), {"stream_view_type": "NEW"}, "stream_view_type is 'NEW'. Did you mean 'NEW_IMAGE'"),
        (({"id": 1},), {"old_image": {"id": 1, "a": 1}, "stream_view_type": "NEW_IMAGE"}, "both images was given"),
        ((), {"old_image": {"id": 1}, "stream_view_type": "NEW_IMAGE"}, "shows the new image or no image, but the old"),
        ((), {"new_image": {"id": 1}, "stream_view_type": "KEYS_ONLY"}, "shows no image, but the new image was given"),
        ((), {"new_image": {"id": 1}, "event_name": "REMOVE"}, "the record of REMOVE shows the old image, but the new"),
        ((), {"keys": {"id": 1}}, "but no image was given"),
        (({"id": 1, "a": 1},), {"stream_view_type": "KEYS_ONLY"}, "expected nothing but the key, 'id'"),
        (({"id": 1}, {"id": 2}), {"old_image": {"id": 1}}, "give each as a pair"),
        (({"id": 1},), {"new_image": {"id": 1}}, "there are positional items too"),
        (((None, None),), {}, r"expected the item, or a pair \(old image, new image\)"),
        ((({"id": 1},),), {}, "expected the item, or a pair"),
        ((({"id": 1}, {"id": 1, "a": 1}),), {"time_to_live": True}, "time to live only removes items"),
        (({"id": 1},), {"time": "yesterday"}, "time is 'yesterday'"),
        (({"id": 1},), {"world": "eu"}, "world is 'eu'"),
    ],
)
def test_mistakes_are_explained(items: tuple[object, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.dynamodb(*items, **parameters)


def test_ready_made_records_are_taken() -> None:
    later = events.dynamodb(old_image={"id": 2}, time=4_000_000_000)["Records"]
    event = events.dynamodb({"id": 1}, records=later)
    assert [json.loads(json.dumps(record))["eventName"] for record in event["Records"]] == ["INSERT", "REMOVE"]
    assert_right(event, "dynamodb")
