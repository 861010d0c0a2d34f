"""The events of DocumentDB's change streams (with-documentdb in Lambda's guide)."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class DocumentDBChangeBase(TypedDict):
    """What every change has. Its data is MongoDB's, in its extended JSON."""

    _id: dict[str, Any]
    clusterTime: dict[str, Any]
    ns: dict[str, str]
    operationType: Literal["insert", "update", "replace", "delete", "drop", "rename", "dropDatabase", "invalidate"]


class DocumentDBChange(DocumentDBChangeBase, total=False):
    """One change of a document."""

    documentKey: dict[str, Any]
    fullDocument: dict[str, Any] | None
    updateDescription: dict[str, Any]


class DocumentDBRecord(TypedDict):
    """What holds a change."""

    event: DocumentDBChange


class DocumentDBEvent(TypedDict):
    """A batch of changes."""

    eventSourceArn: str
    events: list[DocumentDBRecord]
    eventSource: Literal["aws:docdb"]
