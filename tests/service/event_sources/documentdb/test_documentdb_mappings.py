"""Mappings on change streams of DocumentDB."""

from __future__ import annotations

import time

import pytest

from pytest_lambda import InvalidParameterValueException, NotSimulated
from pytest_lambda.events import documentdb

LOOK_UP = {"document_db_event_source_config": {"FullDocument": "UpdateLookup"}}


@pytest.fixture
def orders(service):
    return service.documentdb_collection("shop", "store", "orders")


class Reader:
    def __init__(self, service, answer):
        self.service, self.answer = service, answer
        self.events, self.begun = [], []

    @property
    def batches(self):
        return [[each["event"]["documentKey"]["_id"] for each in event["events"]] for event in self.events]


@pytest.fixture
def read(service):
    """`read(collection, answer, batch_size=10)` gives a mapping and what its function got."""
    made = []

    def make(source, answer=lambda event: None, **settings):
        reader = Reader(service, answer)
        made.append(reader)

        def handler(event, context):
            reader.events.append(event)
            reader.begun.append(service.epoch())
            return reader.answer(event)

        function = service.create_function(f"reader{len(made)}", handler=handler, timeout=60)
        given = {"starting_position": "TRIM_HORIZON", **settings}
        return function.create_event_source_mapping(source, **given), reader

    return make


def changes(reader):
    return [each["event"] for event in reader.events for each in event["events"]]


# ---- events --------------------------------------------------------------------------------------------------------


def test_event(service, orders, read):  # M10
    change = orders.insert({"_id": "1", "total": 5})
    mapping, reader = read(orders)
    service.run()
    assert reader.events == [
        {
            "eventSourceArn": "arn:aws:rds:us-east-1:123456789012:cluster:shop",
            "events": [
                {
                    "event": {
                        "_id": {"_data": change.sequence_number},
                        "clusterTime": {"$timestamp": {"t": 1_767_225_600, "i": 1}},
                        "documentKey": {"_id": "1"},
                        "fullDocument": {"_id": "1", "total": 5},
                        "ns": {"db": "store", "coll": "orders"},
                        "operationType": "insert",
                    }
                }
            ],
            "eventSource": "aws:docdb",
        }
    ]
    assert mapping.event_source_arn == orders.cluster.arn
    assert mapping.invocations[0].outcome.verdict == "complete success"


def test_the_shape_is_that_of_the_builder(service, orders, read):
    orders.insert({"a": 1})
    _, reader = read(orders)
    service.run()
    built = documentdb({"a": 1})
    (event,) = reader.events
    assert list(event) == list(built)
    assert list(event["events"][0]["event"]) == list(built["events"][0]["event"])
    assert len(event["events"][0]["event"]["documentKey"]["_id"]["$oid"]) == 24


def test_each_operation(service, orders, read):
    orders.insert({"_id": "1", "a": 1, "b": 1})
    orders.update("1", {"a": 2}, remove=["b"])
    orders.replace("1", {"c": 1})
    orders.delete("1")
    _, reader = read(orders)
    service.run()
    insert, update, replace, delete = changes(reader)
    assert [each["operationType"] for each in (insert, update, replace, delete)] == [
        "insert", "update", "replace", "delete",
    ]  # fmt: skip
    assert update["updateDescription"] == {"removedFields": ["b"], "updatedFields": {"a": 2}}
    assert "fullDocument" not in update
    assert replace["fullDocument"] == {"_id": "1", "c": 1}
    assert "fullDocument" not in delete
    tokens = [each["_id"]["_data"] for each in (insert, update, replace, delete)]
    assert tokens == sorted(set(tokens))
    assert [each["clusterTime"]["$timestamp"]["i"] for each in (insert, update, replace, delete)] == [1, 2, 3, 4]


def test_the_whole_document_of_an_update(service, orders, read):
    orders.insert({"_id": "1", "a": 1})
    orders.insert({"_id": "2", "a": 1})
    orders.update("1", {"a": 2})
    orders.update("1", {"a": 3})
    orders.update("2", {"a": 2})
    orders.delete("2")
    _, reader = read(orders, **LOOK_UP)
    service.run()
    looked_up = [each["fullDocument"] for each in changes(reader) if each["operationType"] == "update"]
    assert looked_up == [{"_id": "1", "a": 3}, {"_id": "1", "a": 3}, None]  # as it is when the change is read


def test_all_collections_of_a_database(service, orders, read):
    others = service.documentdb_collection(orders.cluster, "store", "others")
    elsewhere = service.documentdb_collection(orders.cluster, "other", "orders")
    _, of_all = read(orders.database)
    _, of_orders = read(orders)
    for number, collection in enumerate((orders, others, elsewhere, orders)):
        collection.insert({"_id": number})
    service.run()
    assert of_all.batches == [[0, 1, 3]]
    assert of_orders.batches == [[0, 3]]


# ---- batches -------------------------------------------------------------------------------------------------------


def test_one_invocation_at_a_time(service, orders, read):  # M10
    for number in range(6):
        orders.insert({"_id": number})
    _, reader = read(orders, lambda event: time.sleep(10), batch_size=2)
    service.run()
    assert reader.batches == [[0, 1], [2, 3], [4, 5]]
    assert [later - earlier >= 10 for earlier, later in zip(reader.begun, reader.begun[1:], strict=False)] == [True] * 2


def test_half_a_second_and_a_hundred_changes_by_default(service, orders, read):  # M10
    mapping, reader = read(orders)
    began = service.epoch()
    orders.insert({"_id": 1})
    service.run()
    assert reader.begun == [pytest.approx(began + 0.5)]
    assert mapping.settings.batch_size == 100


def test_positions(service, orders, read):
    orders.insert({"_id": 1})
    service.advance(seconds=10)
    at = service.now()
    orders.insert({"_id": 2})
    _, oldest = read(orders)
    _, newest = read(orders, starting_position="LATEST")
    _, timed = read(orders, starting_position="AT_TIMESTAMP", starting_position_timestamp=at)
    orders.insert({"_id": 3})
    service.run()
    assert (oldest.batches, newest.batches, timed.batches) == ([[1, 2, 3]], [[3]], [[2, 3]])


# ---- failures ------------------------------------------------------------------------------------------------------


def test_until_it_succeeds(service, orders, read):  # M10; Amazon DocumentDB Developer Guide, using-lambda
    for number in range(3):
        orders.insert({"_id": number})

    def answer(event):
        if len(reader.events) < 15:
            raise RuntimeError("no")

    mapping, reader = read(orders, answer, batch_size=2)
    service.run()
    assert reader.batches == [[0, 1]] * 15 + [[2]]
    assert mapping.invocations[0].outcome.verdict == "complete failure"
    assert mapping.poller.unsettled() is None


def test_answers_are_not_read(service, orders, read):  # M10
    change = orders.insert({"_id": 1})
    mapping, reader = read(orders, lambda event: {"batchItemFailures": [{"itemIdentifier": change.sequence_number}]})
    service.run()
    assert len(reader.events) == 1
    assert mapping.invocations[0].outcome.verdict == "complete success"


def test_expired_changes_disable_the_mapping(service, orders, read):
    """Source: Amazon DocumentDB Developer Guide, using-lambda."""

    def answer(event):
        raise RuntimeError("no")

    orders.insert({"_id": 1})
    mapping, reader = read(orders, answer)
    service.run()
    assert 10_000 < reader.begun[-1] - reader.begun[0] < 3 * 3600
    assert mapping.state == "Disabled"
    assert "changes expired: the mapping is disabled" in service.timeline()
    number = len(reader.events)
    orders.insert({"_id": 2})
    service.run()
    assert len(reader.events) == number
    assert mapping.poller.unsettled() is None


def test_what_expired_while_the_mapping_was_disabled(service, orders, read):
    mapping, reader = read(orders)
    mapping.disable()
    orders.insert({"_id": 1})
    service.advance(hours=4)
    orders.insert({"_id": 2})
    mapping.enable()
    service.run()
    assert mapping.state == "Disabled"
    assert reader.batches == []


def test_too_large_for_an_invocation(service, orders, read):
    """Source: Developer Guide, with-documentdb: such a change is dropped."""
    orders.insert({"_id": 1, "text": "x" * 7_000_000})
    orders.insert({"_id": 2})
    mapping, reader = read(orders)
    service.run()
    assert reader.batches == [[2]]
    assert mapping.poller.account("store.orders").dropped == 1


def test_metrics(service, orders, read):  # H7; Developer Guide, with-documentdb
    for number in range(3):
        orders.insert({"_id": number})
    read(orders, batch_size=2)
    service.run()
    assert service.metrics["OffsetLag"].maximum() == 1
    assert service.metrics["IteratorAge"].sample_count() == 2


# ---- what names the source, and what is refused --------------------------------------------------------------------


def test_by_the_cluster(service, orders, read):
    for source in (orders.cluster, orders.cluster.arn):
        config = {"DatabaseName": "store", "CollectionName": "orders"}
        mapping, _ = read(source, document_db_event_source_config=config)
        assert mapping.source is orders
        assert mapping.describe()["DocumentDBEventSourceConfig"] == {**config, "FullDocument": "Default"}
    mapping, _ = read(orders.cluster, document_db_event_source_config={"DatabaseName": "store"})
    assert mapping.source is orders.database


def test_a_cluster_that_is_not_there(read):
    with pytest.raises(InvalidParameterValueException, match="There is no cluster"):
        read("arn:aws:rds:us-east-1:123456789012:cluster:gone")


def test_a_cluster_alone(orders, read):
    with pytest.raises(InvalidParameterValueException, match="has to name a DatabaseName"):
        read(orders.cluster)


@pytest.mark.parametrize("config", [{"DatabaseName": "others"}, {"CollectionName": "others"}])
def test_another_collection_than_the_source(orders, read, config):
    with pytest.raises(InvalidParameterValueException, match="names another database or collection"):
        read(orders, document_db_event_source_config=config)


def test_an_update_names_no_other_collection(orders, read):
    mapping, _ = read(orders)
    with pytest.raises(NotSimulated, match="make a new one"):
        mapping.update(document_db_event_source_config={"CollectionName": "others"})
    mapping.update(**LOOK_UP)
    assert mapping.describe()["DocumentDBEventSourceConfig"]["FullDocument"] == "UpdateLookup"


def test_functions_that_may_run_for_fifteen_minutes(service, orders):
    function = service.create_function("slow", handler=lambda event, context: None, timeout=841)
    with pytest.raises(NotSimulated, match="timeout of 841 seconds"):
        function.create_event_source_mapping(orders)


def test_full_document(orders, read):
    with pytest.raises(InvalidParameterValueException, match="expected Default or UpdateLookup"):
        read(orders, document_db_event_source_config={"FullDocument": "Always"})


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("filter_criteria", [{"operationType": ["insert"]}]),
        ("function_response_types", ["ReportBatchItemFailures"]),
        ("maximum_retry_attempts", 1),
        ("bisect_batch_on_function_error", True),
        ("parallelization_factor", 2),
    ],
)
def test_settings_that_there_are_not(orders, read, setting, value):  # M10
    with pytest.raises(InvalidParameterValueException, match="Unsupported"):
        read(orders, **{setting: value})
