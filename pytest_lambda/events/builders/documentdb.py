"""Events of DocumentDB's change streams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.documentdb import DocumentDBEvent
from pytest_lambda.world import World

_OPERATIONS = ("insert", "update", "replace", "delete")
#: the names of AWS that are fields of a change, not of the event
_OF_CHANGES = ("_id", "clusterTime", "documentKey", "fullDocument", "ns", "operationType", "updateDescription")


def documentdb(
    *documents: Mapping[str, Any],
    operation_type: str = "insert",
    database: str = "shop",
    collection: str = "orders",
    cluster_name: str = "cluster",
    updated_fields: Mapping[str, Any] | None = None,
    removed_fields: Iterable[str] = (),
    records: Iterable[Mapping[str, Any]] = (),
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> DocumentDBEvent:
    """A batch of changes from the change stream of a DocumentDB cluster.

    Args:
        documents: one per change, in MongoDB's extended JSON; without `_id` they get one.
        operation_type: insert, update, replace or delete.
        database: of the collection.
        collection: of the documents.
        cluster_name: of the cluster.
        updated_fields: of an update; by default all fields of the document but its `_id`.
        removed_fields: of an update: the names of fields.
        records: ready-made records, `{"event": {...}}`, which follow those of the documents.
        time: when the changes happened; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event, and of a change, which hold for each change. `ABSENT` leaves one
            out.

    Raises:
        EventError: a document is none, or the operation is not known.
    """
    if operation_type not in _OPERATIONS:
        raise EventError(f"operation_type is {operation_type!r}: expected {', '.join(_OPERATIONS)}.")
    scene = Scene(world, time, "documentdb", documents, operation_type, database, collection)
    given = fields_of("documentdb", fields, parameters_of(documentdb))
    for name in _OF_CHANGES:
        given.says(name)
    ready = list(records)
    if not documents and not ready:
        documents = ({"message": "Hello from DocumentDB!"},)
    namespace = {"db": database, "coll": collection}
    update = None
    if operation_type == "update":
        update = (updated_fields, list(removed_fields))
    elif updated_fields is not None or removed_fields:
        raise EventError(
            f"updated_fields and removed_fields are of an update, but operation_type is {operation_type!r}."
        )
    changes = [
        _change(scene, given, document, number, operation_type, namespace, update)
        for number, document in enumerate(documents, 1)
    ]
    event = {
        "eventSourceArn": given("eventSourceArn", scene.arn("rds", f"cluster:{cluster_name}")),
        "events": [*({"event": change} for change in changes), *ready],
        "eventSource": given("eventSource", "aws:docdb"),
    }
    return cast(DocumentDBEvent, given.done(event))


def _change(
    scene: Scene,
    fields: Fields,
    document: Mapping[str, Any],
    number: int,
    operation: str,
    namespace: Mapping[str, str],
    update: tuple[Mapping[str, Any] | None, list[str]] | None,
) -> dict[str, Any]:
    if not isinstance(document, Mapping):
        raise EventError(f'a document is {document!r}: expected a mapping, {{"name": "x"}} say.')
    json_text(document, "a document")
    second = int(scene.epoch)
    # an object id begins with the second in which it was made
    full = {"_id": document.get("_id", {"$oid": f"{second:08x}{scene.ids.hexadecimal(16)}"}), **document}
    token = f"01{second:08x}{number:08x}01{number:08x}{scene.ids.hexadecimal(8)}"
    description: Any = ABSENT
    if update is not None:
        updated = {name: each for name, each in full.items() if name != "_id"} if update[0] is None else update[0]
        description = {"removedFields": update[1], "updatedFields": dict(updated)}
    shown = fields("fullDocument", ABSENT if operation == "delete" else full)
    key = shown.get("_id", full["_id"]) if isinstance(shown, Mapping) else full["_id"]
    change = {
        "_id": fields("_id", {"_data": token}),
        "clusterTime": fields("clusterTime", {"$timestamp": {"t": second, "i": number}}),
        "documentKey": fields("documentKey", {"_id": key}),
        "fullDocument": shown,
        "ns": fields("ns", dict(namespace)),
        "operationType": fields("operationType", operation),
        "updateDescription": fields("updateDescription", description),
    }
    return {name: each for name, each in change.items() if each is not ABSENT}
