"""DocumentDB strategies."""

from __future__ import annotations

import pytest
from hypothesis import Phase, find, given, settings

from pytest_lambda import strategies
from pytest_lambda.events.shapes.documentdb import DocumentDBEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.documentdb_events())
def test_every_example_is_right(event: DocumentDBEvent) -> None:
    assert_right(event, "documentdb")


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.documentdb_events(), lambda event: True)
    (record,) = event["events"]
    assert record["event"]["operationType"] == "insert"
    assert list(record["event"]["fullDocument"] or {}) == ["_id"]


@pytest.mark.parametrize("operation", ["insert", "update", "replace", "delete"])
def test_every_operation_is_found(operation: str) -> None:
    find(
        strategies.documentdb_events(),
        lambda event: event["events"][0]["event"]["operationType"] == operation,
        settings=settings(max_examples=2000, phases=[Phase.generate]),
    )
