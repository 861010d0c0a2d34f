"""An item as it lies in a DynamoDB table, and how large it is."""

from __future__ import annotations

import json

from pytest_lambda.events.building.attribute_values import size_of
from pytest_lambda.service.resources.dynamodb_values import Image


class StoredItem:
    """One state of an item, or its key; it never changes, and is shared by the table and the records that show it.

    Args:
        image: in attribute values.
        key: of the item; None if this is a key.

    Attributes:
        image, key: see above.
    """

    __slots__ = ("_json_bytes", "_size_bytes", "image", "key")

    def __init__(self, image: Image, key: StoredItem | None = None) -> None:
        self.image = image
        self.key = key
        self._size_bytes = 0
        self._json_bytes = 0

    @property
    def size_bytes(self) -> int:
        """Names and values, as DynamoDB counts them."""
        if not self._size_bytes:
            self._size_bytes = size_of(self.image)
        return self._size_bytes

    @property
    def json_bytes(self) -> int:
        """Bytes that it takes in an event."""
        if not self._json_bytes:
            self._json_bytes = len(json.dumps(self.image))
        return self._json_bytes
