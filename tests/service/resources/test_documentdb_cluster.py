"""Collections of DocumentDB and their change streams."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, NotSimulated
from pytest_lambda.service.resources.refusals import RequestRefused


@pytest.fixture
def orders(service):
    return service.documentdb_collection("shop", "store", "orders")


def operations(collection):
    return [change.operation_type for change in collection.changes]


def test_documents(orders):
    orders.insert({"_id": "1", "a": [1]})
    made = orders.insert({"a": 2})
    orders.update("1", {"b": 2}, remove=["a"])
    assert orders.documents == ({"_id": "1", "b": 2}, {"_id": made.document_key["_id"], "a": 2})
    orders.replace("1", {"c": 3})
    orders.delete(made.document_key["_id"])
    assert orders.documents == ({"_id": "1", "c": 3},)
    assert operations(orders) == ["insert", "insert", "update", "replace", "delete"]


def test_what_is_written_is_a_copy(orders):
    given = {"_id": "1", "a": [1]}
    change = orders.insert(given)
    given["a"].append(2)
    orders.documents[0]["a"].append(3)
    orders.update("1", {"b": 1})
    assert orders.documents[0]["a"] == [1]
    assert change.event["fullDocument"] == {"_id": "1", "a": [1]}


def test_what_changes_nothing_is_no_change(orders):
    orders.insert({"_id": "1", "a": 1})
    assert orders.update("1", {"a": 1}, remove=["b"]) is None
    assert orders.update("2", {"a": 1}) is None
    assert orders.replace("2", {}) is None
    assert orders.delete("2") is None
    assert operations(orders) == ["insert"]


def test_only_what_differs_is_an_update(orders):
    orders.insert({"_id": "1", "a": 1})
    change = orders.update("1", {"a": 1, "b": 2})
    assert change.event["updateDescription"] == {"removedFields": [], "updatedFields": {"b": 2}}


def test_refusals(orders):
    orders.insert({"_id": "1"})
    with pytest.raises(RequestRefused, match="E11000 duplicate key"):
        orders.insert({"_id": "1"})
    with pytest.raises(RequestRefused, match="_id"):
        orders.update("1", {"_id": "2"})
    with pytest.raises(RequestRefused, match="_id"):
        orders.replace("1", {"_id": "2"})
    for name in ("a.b", "$set"):
        with pytest.raises(NotSimulated, match="paths and operators"):
            orders.update("1", {name: 1})
    with pytest.raises(ConfigurationError, match="A document is"):
        orders.insert(["a"])
    assert operations(orders) == ["insert"]


def test_ids_of_any_kind(orders):
    for document_id in (1, "1", {"$oid": "63eeb6e7d418cd98afb1c1d7"}, 1.5):
        orders.insert({"_id": document_id})
    orders.delete({"$oid": "63eeb6e7d418cd98afb1c1d7"})
    assert [document["_id"] for document in orders.documents] == [1, "1", 1.5]


def test_object_ids_differ(orders):
    others = orders.database.collection("others")
    made = [collection.insert({}).document_key["_id"]["$oid"] for collection in (orders, orders, others)]
    assert len(set(made)) == 3


def test_changes_are_kept_for_three_hours(service, orders):
    orders.insert({"_id": 1})
    service.advance(hours=2)
    orders.insert({"_id": 2})
    service.advance(hours=1)
    assert [change.document_key["_id"] for change in orders.changes] == [2]
    assert len(orders.documents) == 2


def test_cluster_time_counts_within_a_second(service, orders):
    others = orders.database.collection("others")
    made = [orders.insert({}), others.insert({})]
    service.advance(seconds=1)
    made.append(orders.insert({}))
    began = int(service.epoch()) - 1
    stamps = [change.event["clusterTime"]["$timestamp"] for change in made]
    assert stamps == [{"t": began, "i": 1}, {"t": began, "i": 2}, {"t": began + 1, "i": 1}]


def test_looked_up_by_name(service, orders):
    assert service.documentdb_collection("shop", "store", "orders") is orders
    assert service.documentdb_collection(orders.cluster, "store", "orders") is orders
    cluster = service.documentdb_cluster("long", log_retention_hours=168)
    assert service.documentdb_collection("long", "store", "orders").cluster is cluster


@pytest.mark.parametrize(
    ("cluster", "database", "collection"),
    [("1", "a", "a"), ("a", "", "a"), ("a", "a b", "a"), ("a", "a", "system.x"), ("a", "a", "x$"), ("a", "a", "")],
)
def test_names_that_are_none(service, cluster, database, collection):
    with pytest.raises(ConfigurationError, match="expected"):
        service.documentdb_collection(cluster, database, collection)


@pytest.mark.parametrize("hours", [0, 169, True, 2.5])
def test_retention_that_is_none(service, hours):
    with pytest.raises(ConfigurationError, match="log_retention_hours"):
        service.documentdb_cluster("shop", log_retention_hours=hours)


def test_reprs(orders):
    orders.insert({})
    assert repr(orders) == "<DocumentDBCollection store.orders: 1 documents>"
    assert repr(orders.database) == "<DocumentDBDatabase store: orders>"
    assert repr(orders.cluster) == "<DocumentDBCluster shop>"
