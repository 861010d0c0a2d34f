"""Messages in the hands of a mapping: a batch from its first message on until it has come to its end."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pytest_lambda import limits
from pytest_lambda.batches.filtering import Filters
from pytest_lambda.batches.reading import sqs_record
from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.service.event_sources.queues.records import Records
from pytest_lambda.service.resources.attribute_forms import size_of_attributes
from pytest_lambda.service.resources.sqs_leases import Leases
from pytest_lambda.service.resources.sqs_message import Life

#: bytes of `{"Records": []}`, and of what stands between two records
_FRAME, _BETWEEN = 15, 2
#: bytes of a character of a body in JSON, and of all else in a record, at most
_CHARACTER, _METADATA = 6, 2_048

_encode = json.JSONEncoder().encode


class Gathering:
    """A batch.

    Args:
        makes: the records.
        filters: which of them the function is to see; None for all.
        windowed: whether the mapping gathers for a while.
        began_us: when, in microseconds since 1970.

    Attributes:
        began_us: see above.
        receipts: of each message, itself and the number of its receipt.
        records: of each message, in the same order.
        rejected: receipts of what no filter accepts.
        leased_until_us: when the first of the messages is visible again.
    """

    __slots__ = (
        "_bound", "_filters", "_makes", "_size", "_windowed", "began_us", "leased_until_us", "receipts", "records",
        "rejected",
    )  # fmt: skip

    def __init__(self, makes: Records, filters: Filters | None, *, windowed: bool, began_us: int) -> None:
        self._makes = makes
        self._filters = filters
        self._windowed = windowed
        self._bound = 0
        self._size: int | None = None
        self.began_us = began_us
        self.receipts: list[tuple[Life, int]] = []
        self.records: list[BatchRecord] = []
        self.rejected: list[tuple[Life, int]] = []
        self.leased_until_us = 0

    def offer(self, life: Life, now_us: int) -> bool:
        """Take a message that is about to be received.

        Returns:
            Whether it is to be received: with it the event is not too large (A20).
        """
        event = self._makes.of_next_receipt(life, now_us, windowed=self._windowed)
        receipt = (life, life.receives_here + 1)
        if self._filters is not None and not self._filters.accepts(event):
            self.rejected.append(receipt)
            return True
        if not self._has_room(life, event):
            return False
        self.receipts.append(receipt)
        self.records.append(sqs_record(event))
        return True

    def received(self, lives: list[Life]) -> None:
        """What was offered is leased from now on."""
        if lives:
            until_us = min(life.until_us for life in lives)
            self.leased_until_us = min(self.leased_until_us or until_us, until_us)

    def last_lease_us(self) -> int:
        """When the last of the messages is visible again."""
        return max(life.until_us for life, _ in self.receipts)

    def drop_outdated(self, leases: Leases) -> int:
        """Forget messages that are not leased any more: visible again, or gone.

        Returns:
            How many.
        """
        keep = [leases.holds(life, receipt) for life, receipt in self.receipts]
        outdated = keep.count(False)
        if outdated:
            self.receipts = [each for each, kept in zip(self.receipts, keep, strict=True) if kept]
            self.records = [each for each, kept in zip(self.records, keep, strict=True) if kept]
            self._size = None
            self._bound = sum(_bound(life) for life, _ in self.receipts)
        self.leased_until_us = min((life.until_us for life, _ in self.receipts), default=0)
        return outdated

    def groups(self) -> list[str]:
        """The message groups in it."""
        return list(dict.fromkeys(record.group for record in self.records if record.group is not None))

    def _has_room(self, life: Life, event: dict[str, Any]) -> bool:
        """Exact sizes are looked at only if the bounds leave it open."""
        self._bound += _bound(life)
        if self._bound <= limits.REQUEST_BYTES and self._size is None:
            return True
        if self._size is None:
            self._size = _FRAME - _BETWEEN + _sizes(record.event for record in self.records)
        grown = self._size + _sizes((event,))
        if grown > limits.REQUEST_BYTES and self.records:
            return False
        self._size = grown
        return True


def _bound(life: Life) -> int:
    bound = len(life.body) * _CHARACTER + _METADATA
    if life.message_attributes:
        # a value in base64 or escaped, and the names around it
        bound += size_of_attributes(life.message_attributes) * _CHARACTER + len(life.message_attributes) * 128
    return bound


def _sizes(events: Iterable[Any]) -> int:
    return sum(len(_encode(event)) + _BETWEEN for event in events)
