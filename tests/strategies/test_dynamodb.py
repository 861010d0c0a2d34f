"""DynamoDB strategies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, World, strategies
from pytest_lambda.events.shapes.dynamodb import DynamoDBEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.dynamodb_events())
def test_every_example_is_right(event: DynamoDBEvent) -> None:
    assert_right(event, "dynamodb")


@given(
    event=strategies.dynamodb_events(
        items=st.builds(lambda number: {"pk": "a", "sk": number, "total": Decimal("1.5")}, st.integers(0, 9)),
        event_names="INSERT",
        stream_view_types="NEW_IMAGE",
        key_names=("pk", "sk"),
        table_name="invoices",
        min_size=2,
        max_size=3,
        world=World(region="eu-west-1"),
    )
)
def test_parameters(event: DynamoDBEvent) -> None:
    assert_right(event, "dynamodb")
    assert 2 <= len(event["Records"]) <= 3
    for record in event["Records"]:
        assert record["eventName"] == "INSERT"
        assert list(record["dynamodb"]["Keys"]) == ["pk", "sk"]
        assert record["dynamodb"]["NewImage"]["total"] == {"N": "1.5"}
        assert record["eventSourceARN"].startswith("arn:aws:dynamodb:eu-west-1:123456789012:table/invoices/stream/")


@given(event=strategies.dynamodb_events(key_names=("pk", "sk"), event_names="REMOVE", time_to_live=True))
def test_removals_by_time_to_live(event: DynamoDBEvent) -> None:
    assert_right(event, "dynamodb")
    assert all("userIdentity" in record for record in event["Records"])


@given(event=strategies.dynamodb_events(keys=st.builds(lambda number: {"n": number}, st.integers(0, 3)), event_names="MODIFY"))
def test_given_keys(event: DynamoDBEvent) -> None:
    assert_right(event, "dynamodb")
    assert {name for record in event["Records"] for name in record["dynamodb"]["Keys"]} == {"n"}


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.dynamodb_events(), lambda event: True)
    assert len(event["Records"]) == 1
    record = event["Records"][0]
    assert record["eventName"] == "INSERT"
    change = record["dynamodb"]
    assert change["Keys"] == change["NewImage"] == {"id": {"N": "0"}}
    assert (change["StreamViewType"], change["ApproximateCreationDateTime"]) == ("NEW_AND_OLD_IMAGES", 1767225600.0)


def _values(event: DynamoDBEvent) -> Iterator[dict[str, Any]]:
    found: list[Any] = []
    for record in event["Records"]:
        for image in ("Keys", "NewImage", "OldImage"):
            found += record["dynamodb"].get(image, {}).values()
    while found:
        value = found.pop()
        yield value
        found += value.get("L", []) + list(value.get("M", {}).values())


def _any(wanted: Callable[[dict[str, Any]], bool]) -> Callable[[DynamoDBEvent], bool]:
    return lambda event: any(wanted(value) for value in _values(event))


def _changes_of_one_item(event: DynamoDBEvent) -> bool:
    records = event["Records"]
    return [each["eventName"] for each in records] == ["INSERT", "MODIFY", "REMOVE"] and all(
        each["dynamodb"]["Keys"] == records[0]["dynamodb"]["Keys"] for each in records
    )


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize(
    "wanted",
    [
        *[
            lambda event, view=view: event["Records"][0]["dynamodb"]["StreamViewType"] == view
            for view in ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
        ],
        _any(lambda value: len(value.get("SS", [])) > 1),
        _any(lambda value: "NS" in value),
        _any(lambda value: "BS" in value),
        _any(lambda value: any("M" in inner for inner in value.get("M", {}).values())),
        _any(lambda value: any("M" in inner for inner in value.get("L", []))),
        _any(lambda value: len(value.get("N", "").lstrip("-")) == 38),
        _any(lambda value: len(value.get("N", "").lstrip("-")) > 100),
        _any(lambda value: value.get("S") == ""),
        _any(lambda value: value.get("B", "").endswith("=")),
        _any(lambda value: len(value.get("S", "")) > 100_000),
        _any(lambda value: value == {"NULL": True}),
        lambda event: "B" in event["Records"][0]["dynamodb"]["Keys"]["id"],
        lambda event: "userIdentity" in event["Records"][0],
        lambda event: len({record["eventName"] for record in event["Records"]}) == 3,
        _changes_of_one_item,
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(strategies.dynamodb_events(), wanted, settings=settings(max_examples=5000, phases=[Phase.generate]))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"min_size": 0}, "a batch of DynamoDB has from 1 to 10,000 records"),
        ({"event_names": ["INSERT"]}, r"expected a strategy, such as st.sampled_from"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        strategies.dynamodb_events(**parameters)
