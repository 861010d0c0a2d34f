"""The rules of the events of DocumentDB's change streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.documentdb import DocumentDBEvent

book = Rulebook(
    "documentdb",
    DocumentDBEvent,
    lambda event: event["eventSource"] == "aws:docdb",
    shape_rule="DocDB-shape",
    records="events",
)
BOOKS = (book,)
#: changes of one document; the others are of collections
_OF_DOCUMENTS = ("insert", "update", "replace", "delete")


@book.record_rule("DocDB-document", "Inserts and replacements show the document, deletions do not.")
def _document(record: Any) -> Iterator[Finding]:
    change = record["event"]
    operation = change["operationType"]
    if operation in ("insert", "replace") and not isinstance(change.get("fullDocument"), dict):
        yield "event.fullDocument", f"is missing: the change is one of {operation}"
    if operation == "delete" and change.get("fullDocument") is not None:
        yield "event.fullDocument", "is there, but the document was deleted"


@book.record_rule("DocDB-key", "`documentKey` is the `_id` of the document.")
def _key(record: Any) -> Iterator[Finding]:
    change = record["event"]
    key = change.get("documentKey")
    if key is None:
        if change["operationType"] in _OF_DOCUMENTS:
            yield "event.documentKey", "is missing"
    elif "_id" not in key:
        yield "event.documentKey", "has no _id"
    elif isinstance(change.get("fullDocument"), dict) and change["fullDocument"].get("_id") != key["_id"]:
        yield "event.documentKey._id", f"is {key['_id']!r}, but the document's is {change['fullDocument'].get('_id')!r}"


@book.record_rule("DocDB-update", "Updates, and they alone, say what they change.")
def _update(record: Any) -> Iterator[Finding]:
    change = record["event"]
    if ("updateDescription" in change) != (change["operationType"] == "update"):
        there = "there" if "updateDescription" in change else "missing"
        yield "event.updateDescription", f"is {there}, but the change is one of {change['operationType']}"


@book.rule("DocDB-order", "Changes are in the order of their `clusterTime`, in seconds and a number within the second.")
def _order(event: Any) -> Iterator[Finding]:
    last = (-1, -1)
    for index, record in enumerate(event["events"]):
        time = record["event"]["clusterTime"].get("$timestamp")
        if not isinstance(time, dict) or not all(isinstance(time.get(name), int) for name in ("t", "i")):
            yield f"events[{index}].event.clusterTime", 'is not like {"$timestamp": {"t": 1767225600, "i": 1}}'
            return
        if (time["t"], time["i"]) < last:
            yield f"events[{index}].event.clusterTime", "is before that of the change before"
        last = (time["t"], time["i"])


@book.rule("DocDB-arn", "`eventSourceArn` is the ARN of a cluster, of the service rds.")
def _arn(event: Any) -> Iterator[Finding]:
    arn = arn_parts(event["eventSourceArn"])
    if arn is None or arn.service != "rds" or not arn.resource.startswith("cluster:"):
        yield "eventSourceArn", f"is {event['eventSourceArn']!r}, expected the ARN of a cluster"


@book.rule("DocDB-batch", "A batch is not empty.")
def _batch(event: Any) -> Iterator[Finding]:
    if not event["events"]:
        yield "events", "is empty: Lambda does not invoke a function without a change"
