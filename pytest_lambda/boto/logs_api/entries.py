"""The events of log streams as CloudWatch Logs numbers and times them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pytest_lambda.service.log_groups import LogGroup, LogStream

#: of each event, in billing and in the limit of an answer
OVERHEAD_BYTES = 26
#: API reference, GetLogEvents: at most so much in one answer
PAGE_BYTES = 1 << 20
PAGE_EVENTS = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One event.

    Attributes:
        stream: name of its log stream.
        position: in the stream, from 0 on.
        timestamp: milliseconds since 1970; what was written later never has an earlier one.
        message: as it was written.
    """

    stream: str
    position: int
    timestamp: int
    message: str

    @property
    def size(self) -> int:
        """As the limit of an answer counts it."""
        return len(self.message.encode("utf-8", "replace")) + OVERHEAD_BYTES

    def shown(self) -> dict[str, Any]:
        """What GetLogEvents shows; it is ingested in no time."""
        return {"timestamp": self.timestamp, "message": self.message, "ingestionTime": self.timestamp}

    def found(self, stream_number: int) -> dict[str, Any]:
        """What FilterLogEvents shows.

        Args:
            stream_number: of the stream in its group.
        """
        # As in the example of the API reference: the timestamp by 2 to the 144th, and a number of its own.
        event_id = (self.timestamp << 144) + (stream_number << 64) + self.position
        return {"logStreamName": self.stream, **self.shown(), "eventId": f"{event_id:056d}"}


def entries_of(stream: LogStream) -> Iterator[Entry]:
    """The events of a stream, oldest first."""
    latest = 0
    for position, event in enumerate(stream.events):
        latest = max(latest, int(round(event.time * 1000, 3)))
        yield Entry(stream.name, position, latest, event.text)


def first_page(entries: list[Entry], limit: int) -> list[Entry]:
    """So many from the beginning as one answer holds."""
    page: list[Entry] = []
    size = 0
    for entry in entries[: min(limit, PAGE_EVENTS)]:
        size += entry.size
        if page and size > PAGE_BYTES:
            break
        page.append(entry)
    return page


def last_page(entries: list[Entry], limit: int) -> list[Entry]:
    """So many from the end as one answer holds, oldest first."""
    return first_page(entries[::-1], limit)[::-1]


def stored_bytes(group: LogGroup) -> int:
    """What a group holds."""
    return sum(entry.size for stream in group.streams.values() for entry in entries_of(stream))


def began(group: LogGroup) -> int:
    """When a group was made: with its first event."""
    return min((entry.timestamp for stream in group.streams.values() for entry in entries_of(stream)), default=0)
