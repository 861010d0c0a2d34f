"""A record of a DynamoDB table's stream: one change of one item (D2-D6)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pytest_lambda.events.building.attribute_values import size_of
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
        keys: of the item, in attribute values.
        images: the new and the old one, None where the stream's view does not show it (D5).
        arrival_us: when it happened, in microseconds since 1970.
        number: larger than those of all records before.
        time_to_live: whether the item was removed because its time to live was over.

    Attributes:
        event_name, keys, arrival_us, number, time_to_live: see above.
        new_image, old_image: in attribute values, or None.
    """

    __slots__ = (
        "_size", "arrival_us", "event_name", "keys", "new_image", "number", "old_image", "time_to_live",
    )  # fmt: skip

    def __init__(
        self,
        event_name: str,
        keys: Image,
        images: tuple[Image | None, Image | None],
        *,
        arrival_us: int,
        number: int,
        time_to_live: bool = False,
    ) -> None:
        self.event_name = event_name
        self.keys = keys
        self.new_image, self.old_image = images
        self.arrival_us = arrival_us
        self.time_to_live = time_to_live
        self.number = number
        self._size = 0

    def __repr__(self) -> str:
        return f"<DynamoDBRecord {self.sequence_number}, {self.event_name} {plain(self.keys)}>"

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
        if not self._size:
            self._size = _AROUND + len(json.dumps((self.keys, self.new_image, self.old_image)))
        return self._size

    @property
    def size_bytes(self) -> int:
        """`SizeBytes`: names and values of the key and of the images that are shown."""
        return sum(size_of(image) for image in (self.keys, self.new_image, self.old_image) if image is not None)

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
            "Keys": self.keys,
        }
        if self.new_image is not None:
            change["NewImage"] = self.new_image
        if self.old_image is not None:
            change["OldImage"] = self.old_image
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
