"""A record of a batch, as tests see it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

#: what `itemIdentifier` names: text, or partition and offset of a Kafka record (M4)
RecordId: TypeAlias = "str | Mapping[str, Any]"


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One record of a batch.

    Attributes:
        id: as `itemIdentifier` names it: message id, sequence number, or partition and offset.
        event: the record as the event holds it.
        body: what it carries: a message's text, the data of a Kinesis, Kafka or broker record (text if it is UTF-8,
            else bytes), the `dynamodb` part of a change.
        group: within which order holds: message group, partition key, topic and partition; None where there is none.
    """

    id: RecordId
    event: Mapping[str, Any] = field(repr=False)
    body: Any
    group: str | None = None

    @property
    def json(self) -> Any:
        """The body, decoded from JSON; what is decoded already as it is."""
        return json.loads(self.body) if isinstance(self.body, (str, bytes)) else self.body
