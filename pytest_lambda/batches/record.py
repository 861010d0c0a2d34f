"""A record of a batch, as tests see it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, TypeAlias

#: what `itemIdentifier` names: text, or partition and offset of a Kafka record (M4)
RecordId: TypeAlias = "str | Mapping[str, Any]"


class BatchRecord:
    """One record of a batch.

    Args:
        id: as `itemIdentifier` names it.
        event: the record as the event holds it.
        body: what it carries.
        group: within which order holds.

    Attributes:
        id: as `itemIdentifier` names it: message id, sequence number, or partition and offset.
        event: the record as the event holds it.
        group: within which order holds: message group, partition key, topic and partition; None where there is none.
    """

    __slots__ = ("_carried", "event", "group", "id")

    def __init__(self, id: RecordId, event: Mapping[str, Any], body: Any, group: str | None = None) -> None:
        self.id = id
        self.event = event
        self._carried = body
        self.group = group

    @property
    def body(self) -> Any:
        """What it carries.

        A message's text; the data of a Kinesis, Kafka or broker record (text if it is UTF-8, else bytes); the
        `dynamodb` part of a change, the `event` part of a DocumentDB change.
        """
        return self._carried

    @property
    def json(self) -> Any:
        """The body, decoded from JSON; what is decoded already as it is.

        Raises:
            ValueError: the body is text or bytes, but not JSON.
        """
        body = self.body
        return json.loads(body) if isinstance(body, (str, bytes)) else body

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BatchRecord):
            return NotImplemented
        return self.id == other.id and self.event == other.event and self.group == other.group

    def __repr__(self) -> str:
        group = "" if self.group is None else f", group={self.group!r}"
        return f"BatchRecord(id={self.id!r}, body={self.body!r}{group})"


class EncodedRecord(BatchRecord):
    """A record whose body is in base64; it is decoded when somebody looks."""

    __slots__ = ()

    @property
    def body(self) -> Any:
        """The data: text if it is UTF-8, else bytes; None if there is none; what is not base64 as it is."""
        return decoded(self._carried)


def decoded(data: Any) -> Any:
    """What base64 stands for: text if it is UTF-8, else bytes; what is not base64 comes back."""
    if not isinstance(data, str):
        return data
    try:
        content = base64.b64decode(data, validate=True)
    except ValueError:
        return data
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content
