"""A record of a DynamoDB table's stream: one change of one item (D2-D6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pytest_lambda.service.resources.dynamodb_item import StoredItem
from pytest_lambda.service.resources.dynamodb_values import Image, plain
from pytest_lambda.service.resources.moments import MICROSECONDS, moment
from pytest_lambda.world import Ids

#: bytes of a record in an event besides key and images, about
_AROUND = 430
#: who removes items whose time to live is over (D2)
_TIME_TO_LIVE = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


class DynamoDBRecord:
    """A change as it lies in its shard. Its images are shared with the table: they must not be changed.

    Args:
        event_name: `INSERT`, `MODIFY` or `REMOVE`.
        key: of the item.
        images: the item after and before, None where the stream's view does not show it (D5).
        arrival_us: when it happened, in microseconds since 1970.
        number: larger than those of all records before.
        time_to_live: whether the item was removed because its time to live was over.

    Attributes:
        event_name, arrival_us, number, time_to_live: see above.
    """

    __slots__ = (
        "_key", "_new", "_old", "arrival_us", "event_name", "number", "time_to_live",
    )  # fmt: skip

    def __init__(
        self,
        event_name: str,
        key: StoredItem,
        images: tuple[StoredItem | None, StoredItem | None],
        *,
        arrival_us: int,
        number: int,
        time_to_live: bool = False,
    ) -> None:
        self.event_name = event_name
        self._key = key
        self._new, self._old = images
        self.arrival_us = arrival_us
        self.time_to_live = time_to_live
        self.number = number

    def __repr__(self) -> str:
        return f"<DynamoDBRecord {self.sequence_number}, {self.event_name} {plain(self.keys)}>"

    @property
    def keys(self) -> Image:
        """The key of the item, in attribute values."""
        return self._key.image

    @property
    def new_image(self) -> Image | None:
        """The item afterwards, in attribute values; None if there is none, or the view does not show it."""
        return None if self._new is None else self._new.image

    @property
    def old_image(self) -> Image | None:
        """The item before, in attribute values; None if there was none, or the view does not show it."""
        return None if self._old is None else self._old.image

    @property
    def sequence_number(self) -> str:
        """Digits that grow within the stream; what `itemIdentifier` names (D7)."""
        return str(self.number)

    @property
    def partition_key(self) -> str:
        """The whole key of the item as text: order holds per item."""
        return ", ".join([f"{name}={content}" for name, value in self.keys.items() for content in value.values()])

    @property
    def size(self) -> int:
        """Bytes that it takes in an event, about."""
        return _AROUND + sum([part.json_bytes for part in (self._key, self._new, self._old) if part is not None])

    @property
    def size_bytes(self) -> int:
        """`SizeBytes`: names and values of the key and of the images that are shown."""
        return sum([part.size_bytes for part in (self._key, self._new, self._old) if part is not None])

    @property
    def approximate_creation_date_time(self) -> datetime:
        """When it happened, in UTC, to the second (D4)."""
        return moment(self.arrival_us // MICROSECONDS * MICROSECONDS)

    def event(self, stream_arn: str, stream_view_type: str) -> dict[str, Any]:
        """The record as an event holds it (D2).

        Args:
            stream_arn: of its stream.
            stream_view_type: of its stream.
        """
        change: dict[str, Any] = {
            "ApproximateCreationDateTime": float(self.arrival_us // MICROSECONDS),
            "Keys": self._key.image,
        }
        if self._new is not None:
            change["NewImage"] = self._new.image
        if self._old is not None:
            change["OldImage"] = self._old.image
        change["SequenceNumber"] = self.sequence_number
        change["SizeBytes"] = self.size_bytes
        change["StreamViewType"] = stream_view_type
        record: dict[str, Any] = {
            "eventID": Ids(f"{stream_arn} {self.number}").hexadecimal(32),
            "eventName": self.event_name,
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": stream_arn.split(":", 4)[3],
            "dynamodb": change,
            "eventSourceARN": stream_arn,
        }
        if self.time_to_live:
            record["userIdentity"] = dict(_TIME_TO_LIVE)
        return record
