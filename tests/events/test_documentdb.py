"""DocumentDB events: the builder, the rules, and what breaks them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    ("documents", "parameters"),
    [
        ((), {}),
        (({"a": 1}, {"_id": 5, "b": None}), {"database": "d", "collection": "c", "cluster_name": "x"}),
        (({"a": 1},), {"operation_type": "replace"}),
        (({"a": 1},), {"operation_type": "delete"}),
        (({"a": 1, "b": 2},), {"operation_type": "update", "updated_fields": {"a": 1}, "removed_fields": ["c"]}),
        (({"a": 1},), {"operation_type": "update", "fullDocument": None}),
        (({"a": 1},), {"records": events.documentdb({"b": 1}, time=4_000_000_000)["events"]}),
        (({"a": 1},), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}),
    ],
)
def test_events_are_right(documents: tuple[Any, ...], parameters: dict[str, Any]) -> None:
    assert_right(events.documentdb(*documents, **parameters), "documentdb")


def test_the_order_of_keys_is_that_of_the_guide() -> None:
    event = events.documentdb({"a": 1})
    assert list(event) == ["eventSourceArn", "events", "eventSource"]
    assert list(event["events"][0]["event"]) == [
        "_id",
        "clusterTime",
        "documentKey",
        "fullDocument",
        "ns",
        "operationType",
    ]


def test_ids_begin_with_the_second() -> None:
    change = events.documentdb({"a": 1}, time=1_676_588_775)["events"][0]["event"]
    assert change["documentKey"]["_id"]["$oid"].startswith("63eeb6e7")
    assert change["_id"]["_data"].startswith("0163eeb6e7")
    assert change["clusterTime"] == {"$timestamp": {"t": 1_676_588_775, "i": 1}}


def test_an_update_says_what_it_changes() -> None:
    change = events.documentdb({"_id": 1, "a": 2}, operation_type="update")["events"][0]["event"]
    assert change["updateDescription"] == {"removedFields": [], "updatedFields": {"a": 2}}
    assert change["fullDocument"] == {"_id": 1, "a": 2}


def test_what_depends_on_a_field_follows_it() -> None:
    change = events.documentdb({"_id": 1}, fullDocument={"_id": 2})["events"][0]["event"]
    assert change["documentKey"] == {"_id": 2}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("DocDB-shape", {"operationType": "upsert"}),
        ("DocDB-shape", {"ns": None}),
        ("DocDB-document", {"fullDocument": None}),
        ("DocDB-document", {"operationType": "delete"}),
        ("DocDB-key", {"documentKey": {"_id": 5}}),
        ("DocDB-key", {"documentKey": {}}),
        ("DocDB-update", {"operationType": "update"}),
        ("DocDB-update", {"updateDescription": {}}),
        ("DocDB-order", {"clusterTime": {"$timestamp": {"t": 5_000_000_000, "i": 1}}}),
        ("DocDB-order", {"clusterTime": {"t": 1}}),
    ],
)
def test_a_broken_change_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.documentdb({"a": 1}, {"a": 2}))
    event["events"][0]["event"].update(changes)
    assert rule in broken_rules(event, "documentdb")


def test_a_broken_event_is_found() -> None:
    assert broken_rules({**events.documentdb(), "events": []}, "documentdb") == {"DocDB-batch"}
    assert broken_rules(events.documentdb(eventSourceArn="cluster"), "documentdb") == {"DocDB-arn"}
    assert broken_rules(events.documentdb(documentKey=events.ABSENT), "documentdb") == {"DocDB-key"}


@pytest.mark.parametrize(
    ("documents", "parameters", "message"),
    [
        ((), {"operationtype": "insert"}, "Did you mean 'operation"),
        (("a",), {}, "a document is 'a': expected a mapping"),
        (({"a": {1}},), {}, r"a document is {'a': \{1\}}"),
        (({"a": 1},), {"operation_type": "upsert"}, "operation_type is 'upsert': expected insert, update, replace"),
        (({"a": 1},), {"updated_fields": {"a": 1}}, "are of an update, but operation_type is 'insert'"),
    ],
)
def test_mistakes_are_explained(documents: tuple[Any, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.documentdb(*documents, **parameters)
