"""Where the messages of a case are: by their keys, whatever kind of source they were put into."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message in a dead-letter queue.

    Attributes:
        key: of the message.
        identity: which of those with this key, if it was sent again.
        epoch: when it came there.
        sent, kept: what it was, and what it is there, by the names that cases use.
    """

    key: str
    identity: str
    epoch: float
    sent: Mapping[str, Any]
    kept: Mapping[str, Any]


@dataclass(slots=True)
class Whereabouts:
    """What has become of the messages.

    Attributes:
        places: place -> keys, a key for each message there: `deleted`, `in_queue`, `in_flight`, `expired` of a queue;
            `passed` and `ahead` of a stream's iterator; `committed` and so on.
        dead_letters: of the source, oldest first.
        last: the identity of the message that was put into the source last.
    """

    places: dict[str, list[str]] = field(default_factory=dict)
    dead_letters: list[DeadLetter] = field(default_factory=list)
    last: str = ""


class CaseSource(Protocol):
    """A source that a case describes: makes it, puts messages in, and tells them apart.

    Attributes:
        mapped: what the mapping is made on: a resource, or an ARN.
        defaults: parameters that AWS needs, should the case not tell them.
    """

    mapped: Any
    defaults: Mapping[str, Any]

    def send(self, message: Mapping[str, Any]) -> None:
        """Put a message in."""
        ...

    def records(self, event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Those of an event, in order."""
        ...

    def key(self, record: Mapping[str, Any]) -> str:
        """Of the message in a record."""
        ...

    def identifier(self, record: Mapping[str, Any]) -> Any:
        """What `itemIdentifier` calls it."""
        ...

    def identifier_of(self, key: str) -> Any:
        """The same, of a message."""
        ...

    def resend(self, record: Mapping[str, Any]) -> None:
        """Put the message into its source once more."""
        ...

    def perform(self, action: str, given: Mapping[str, Any]) -> bool:
        """Do an action of the case that concerns the source; False if it is none."""
        ...

    def covered(self, record: Mapping[str, Any]) -> list[str]:
        """The keys of the messages that a destination's record is about, in order."""
        ...

    def look(self, mapping: Any) -> Whereabouts:
        """Where everything is now."""
        ...


def body_of(message: Mapping[str, Any], *names: str) -> str:
    """The text of a message: what it says under one of the names, as many bytes as it says, or else its key."""
    for name in names:
        if message.get(name) is not None:
            value = message[name]
            return value if isinstance(value, str) else json.dumps(value)
        if f"{name}_size_bytes" in message:
            return "x" * int(message[f"{name}_size_bytes"])
    key: str = message["key"]
    return key


def snake(name: str) -> str:
    """A name of AWS's as Python has it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()

