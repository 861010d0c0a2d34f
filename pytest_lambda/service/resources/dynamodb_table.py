"""A DynamoDB table on virtual time, as far as its stream is concerned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.dynamodb_indexes import SecondaryIndexes
from pytest_lambda.service.resources.dynamodb_item import StoredItem
from pytest_lambda.service.resources.dynamodb_keys import Identity, KeySchema
from pytest_lambda.service.resources.dynamodb_record import DynamoDBRecord
from pytest_lambda.service.resources.dynamodb_stream import DynamoDBStream
from pytest_lambda.service.resources.dynamodb_time_to_live import TimeToLive
from pytest_lambda.service.resources.dynamodb_values import VALIDATION, Image, checked_image, plain
from pytest_lambda.service.resources.moments import microseconds
from pytest_lambda.service.resources.refusals import RequestRefused

#: DynamoDB developer guide, Service, account, and table quotas: names and values of an item
ITEM_BYTES = 400 * 1024
_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}", re.ASCII)


class DynamoDBTable:
    """A table whose changes go to its stream; for mappings, the table stands for the stream.

    Items are plain Python values (text, int, Decimal, bytes, bool, None, lists, mappings, sets), or attribute values
    as AWS has them, `{"id": {"S": "1"}}`.

    Args:
        name: 3 to 255 letters, digits, `-`, `_` and `.`.
        platform: what the table is part of.
        partition_key: the name of an attribute.
        sort_key: of another one; None: the key has one attribute.
        partition_key_type, sort_key_type: `S`, `N` or `B`; default: the type that it has in the first item.
        stream_view_type: `KEYS_ONLY`, `NEW_IMAGE`, `OLD_IMAGE`, `NEW_AND_OLD_IMAGES`, or None for no stream.
        shards: of the stream, 1 to 10,000.
        time_to_live_attribute: holds the second since 1970 at which an item is over, as a number.
        time_to_live_delay_seconds: after which such an item is removed. AWS needs up to a few days. `run()` does not
            wait for it, `advance()` lets it happen.
        global_secondary_indexes, local_secondary_indexes: as CreateTable has them. They are for queries, which moto
            answers, and so does nothing here; moto has them if a mock is active.
        attribute_definitions: the types of the attributes in the keys of indexes, as CreateTable has them.

    Attributes:
        name, arn: of the table.
        key_schema: the names of the key.
        secondary_indexes: see above.
        on_change: each is called with the key of an item that has changed, and the item, None if it is gone, both in
            attribute values.

    Raises:
        RequestRefused: CreateTable would refuse the name.
        ConfigurationError: another argument is wrong.
    """

    def __init__(
        self,
        name: str,
        *,
        platform: Platform,
        partition_key: str = "id",
        sort_key: str | None = None,
        partition_key_type: str | None = None,
        sort_key_type: str | None = None,
        stream_view_type: str | None = "NEW_AND_OLD_IMAGES",
        shards: int = 1,
        time_to_live_attribute: str | None = None,
        time_to_live_delay_seconds: float = 0,
        global_secondary_indexes: Iterable[Mapping[str, Any]] = (),
        local_secondary_indexes: Iterable[Mapping[str, Any]] = (),
        attribute_definitions: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise RequestRefused(
                VALIDATION,
                "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may "
                "contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
                f"The name is {name!r}.",
            )
        world = platform.world
        self.name = name
        self.arn = f"arn:{world.partition}:dynamodb:{world.region}:{world.account}:table/{name}"
        self.key_schema = KeySchema(partition_key, sort_key, partition_key_type, sort_key_type)
        self.secondary_indexes = SecondaryIndexes.of(
            global_secondary_indexes, local_secondary_indexes, attribute_definitions
        )
        self.on_change: list[Callable[[Image, Image | None], object]] = []
        self._platform = platform
        self._items: dict[Identity, StoredItem] = {}
        self._time_to_live_delay = time_to_live_delay_seconds
        self._time_to_live = self._lives(time_to_live_attribute)
        self._stream: DynamoDBStream | None = None
        if stream_view_type is not None:
            self.enable_stream(stream_view_type, shards=shards)

    def __repr__(self) -> str:
        return f"<DynamoDBTable {self.name}: {len(self._items)} items>"

    @property
    def stream(self) -> DynamoDBStream:
        """Its stream.

        Raises:
            ConfigurationError: it has none.
        """
        if self._stream is None:
            raise ConfigurationError(
                f"The table {self.name} has no stream, from which functions get its changes: make it with "
                f"dynamodb_table({self.name!r}, stream_view_type='NEW_AND_OLD_IMAGES')."
            )
        return self._stream

    @property
    def event_source(self) -> DynamoDBStream:
        """What a mapping reads: the stream."""
        return self.stream

    @property
    def stream_arn(self) -> str | None:
        """The ARN of its stream, with the label; None if there is no stream."""
        return None if self._stream is None else self._stream.arn

    def enable_stream(self, stream_view_type: str, *, shards: int = 1, label: str | None = None) -> DynamoDBStream:
        """Let changes go to a new stream from now on, as UpdateTable does.

        Args:
            stream_view_type: as for the table.
            shards: of the stream.
            label: of a stream that there is already; default: the moment it is.

        Raises:
            ConfigurationError: an argument is wrong.
        """
        self._stream = DynamoDBStream(
            self.name, platform=self._platform, stream_view_type=stream_view_type, shards=shards, label=label
        )
        return self._stream

    def disable_stream(self) -> None:
        """Let changes go nowhere from now on; what the stream has stays in it."""
        self._stream = None

    @property
    def time_to_live_attribute(self) -> str | None:
        """What holds the second since 1970 at which an item is over; None: items are never over."""
        return self._time_to_live.attribute

    def update_time_to_live(self, attribute: str | None) -> None:
        """Let another attribute say when items are over.

        Args:
            attribute: its name; None: items are never over.

        Raises:
            ConfigurationError: it is no name.
        """
        now_us = self._settle()
        self._time_to_live = self._lives(attribute)
        for identity, item in self._items.items():
            self._time_to_live.note(identity, item.image, now_us)

    @property
    def items(self) -> tuple[dict[str, Any], ...]:
        """All items in plain Python values, in the order in which they came; numbers are `int` or `Decimal`."""
        self._settle()
        return tuple(plain(item.image) for item in self._items.values())

    @property
    def images(self) -> tuple[Image, ...]:
        """All items in attribute values, in the order in which they came. They must not be changed."""
        self._settle()
        return tuple(item.image for item in self._items.values())

    def __len__(self) -> int:
        self._settle()
        return len(self._items)

    def get_item(self, key: object) -> dict[str, Any] | None:
        """An item in plain Python values; None if there is none.

        Args:
            key: its value, or a mapping of its attributes: `table.get_item("1")`, `table.get_item({"id": "1"})`. Two
                attributes are a mapping or a tuple.

        Raises:
            UnsupportedValue: a value is none that DynamoDB has.
            RequestRefused: GetItem would refuse the key.
        """
        image = self.image_of(key)
        return None if image is None else plain(image)

    def image_of(self, key: object) -> Image | None:
        """An item in attribute values, which must not be changed; otherwise as `get_item`."""
        self._settle()
        item = self._items.get(self.key_schema.identity(self.key_schema.key(key)))
        return None if item is None else item.image

    def put_item(self, item: Mapping[str, Any]) -> DynamoDBRecord | None:
        """Put an item in the place of the one with its key, if there is one.

        Args:
            item: with the key.

        Returns:
            The stream's record; None if nothing has changed (D6), or there is no stream.

        Raises:
            UnsupportedValue: a value is none that DynamoDB has, a float say.
            RequestRefused: PutItem would refuse it.
        """
        new = StoredItem(self.key_schema.image(item))
        _check_size(new, "Item size has exceeded the maximum allowed size")
        return self._write(new.image, new)

    def update_item(
        self, key: object, *, set: Mapping[str, Any] | None = None, remove: str | Iterable[str] = ()
    ) -> DynamoDBRecord | None:
        """Change attributes of an item; if there is none with this key, one is made, as DynamoDB does.

        Args:
            key: as for `get_item`.
            set: attributes with their new values. They are replaced whole: there are no expressions and paths.
            remove: names of attributes.

        Returns:
            The stream's record; None if nothing has changed (D6), or there is no stream.

        Raises:
            UnsupportedValue: a value is none that DynamoDB has.
            RequestRefused: UpdateItem would refuse it.
        """
        keys = self.key_schema.key(key)
        changes = checked_image(set or {}, "set", typed=self.key_schema.types_said(key))
        removed = (remove,) if isinstance(remove, str) else tuple(remove)
        self._check_update(changes, removed)
        self._settle()
        before = self._items.get(self.key_schema.identity(keys))
        image = {**(keys if before is None else before.image), **changes}
        new = StoredItem({name: value for name, value in image.items() if name not in removed})
        _check_size(new, "Item size to update has exceeded the maximum allowed size")
        return self._write(keys, new)

    def delete_item(self, key: object) -> DynamoDBRecord | None:
        """Delete an item; if there is none, nothing happens.

        Args:
            key: as for `get_item`.

        Returns:
            The stream's record; None if there was no item, or there is no stream.

        Raises:
            UnsupportedValue: a value is none that DynamoDB has.
            RequestRefused: DeleteItem would refuse the key.
        """
        return self._write(self.key_schema.key(key), None)

    def _write(self, keyed: Image, new: StoredItem | None) -> DynamoDBRecord | None:
        """Let an item be as it is to be.

        Args:
            keyed: has its key.
            new: None if it is to be there no more.
        """
        now_us = self._settle()
        identity = self.key_schema.identity(keyed)
        old = self._items.get(identity)
        if (old is None and new is None) or (old is not None and new is not None and new.image == old.image):
            return None  # D6
        if new is None:
            del self._items[identity]
        else:
            self.key_schema.learn(keyed)
            new.key = StoredItem(self.key_schema.keys_of(keyed)) if old is None else old.key
            self._items[identity] = new
            self._time_to_live.note(identity, new.image, now_us)
        return self._changed(new, old, now_us)

    def _changed(
        self, new: StoredItem | None, old: StoredItem | None, at_us: int, *, time_to_live: bool = False
    ) -> DynamoDBRecord | None:
        item = new or old
        if item is None or item.key is None:
            return None
        for tell in self.on_change:
            tell(item.key.image, None if new is None else new.image)
        if self._stream is None:
            return None
        return self._stream.put(item.key, new, old, at_us, time_to_live=time_to_live)

    def _lives(self, attribute: str | None) -> TimeToLive:
        return TimeToLive(
            attribute, self._time_to_live_delay, self._remove_what_is_over, f"time to live in {self.name}"
        )

    def _settle(self) -> int:
        """Let happen what was due before now, and say what time it is, in microseconds since 1970."""
        now_us = microseconds(self._platform.epoch())
        if self._time_to_live.due_before(now_us):
            self._remove_what_is_over()
        return now_us

    def _remove_what_is_over(self) -> None:
        for at_us, identity in self._time_to_live.over(self._items, microseconds(self._platform.epoch())):
            self._changed(None, self._items.pop(identity), at_us, time_to_live=True)

    def _check_update(self, changes: Image, removed: tuple[str, ...]) -> None:
        for name in (*changes, *removed):
            if name in self.key_schema.names:
                raise RequestRefused(
                    VALIDATION,
                    f"One or more parameter values were invalid: Cannot update attribute {name}. This attribute is "
                    "part of the key",
                    "Another key is another item: delete the one and put the other.",
                )
        for name in removed:
            if not isinstance(name, str):
                raise ConfigurationError(f"remove has {name!r}: expected names of attributes.")
            if name in changes:
                raise RequestRefused(
                    VALIDATION,
                    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one "
                    f"of these paths; path one: [{name}], path two: [{name}]",
                    f"{name!r} is in set and in remove.",
                )


def _check_size(item: StoredItem, message: str) -> None:
    if item.size_bytes > ITEM_BYTES:
        raise RequestRefused(
            VALIDATION,
            message,
            f"Names and values have {item.size_bytes:,} bytes; an item can have {ITEM_BYTES:,} (400 KB).",
        )
