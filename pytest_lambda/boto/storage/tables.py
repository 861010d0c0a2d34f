"""Tables that are in the service and in moto, with the same items in both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from pytest_lambda.boto.storage.moto_tables import MotoTables, TableDescription, named
from pytest_lambda.boto.storage.stream_history import bring_history
from pytest_lambda.boto.storage.table_requests import table_named
from pytest_lambda.boto.storage.twins import Twins
from pytest_lambda.errors import ConfigurationError, EventError
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.service.resources.dynamodb_keys import KEY_TYPES
from pytest_lambda.service.resources.dynamodb_stream import DynamoDBStream
from pytest_lambda.service.resources.dynamodb_table import DynamoDBTable
from pytest_lambda.service.resources.dynamodb_values import Image, checked_image
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.service import LambdaService


@dataclass(eq=False)
class Pair:
    """A table of the service that is in moto, too.

    Args:
        table: of the service.
        own: whether the service made it; else moto did.
        tell: what is told of the table's changes.
        labels: of its streams, each with what it is now; a test may have kept moto's.
        streams: that it has had in this mock.
        found: the label that the stream had before the service; None if it had none.
        types: of the key in moto, none if they were not known when the table was made there.
    """

    table: DynamoDBTable
    own: bool
    tell: Callable[[Image, Image | None], None]
    labels: dict[str, str] = field(default_factory=dict)
    streams: list[DynamoDBStream] = field(default_factory=list)
    found: str | None = None
    types: dict[str, str] = field(default_factory=dict)


class Tables(Twins[DynamoDBTable, Pair]):
    """Keeps the tables of a service and those of moto the same.

    Args:
        service: whose account and region it is.
    """

    def __init__(self, service: LambdaService) -> None:
        self._moto = MotoTables(service.world)
        super().__init__(service, self._moto, DynamoDBTable)

    # ---- which tables ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """See whether streams and times to live of moto's tables are others now."""
        for name, pair in self._pairs.items():
            description = self._moto.describe(name)
            if description.time_to_live != pair.table.time_to_live_attribute:
                pair.table.update_time_to_live(description.time_to_live)
            if description.stream_view_type is None:
                pair.table.disable_stream()
                self._moto.end_stream(name)
            elif description.label not in pair.labels:
                self._enable_stream(pair, description)

    def relabeled(self, name: object) -> dict[str, str]:
        """The labels that moto has given a table's streams, and what they are now, which the client is told."""
        pair = self._pair(name)
        if pair is None:
            return {}
        pair.found = None
        return pair.labels

    def adopt(self, name: str) -> DynamoDBTable | None:
        """The table of moto of that name; None if there is none."""
        if not self._same_mock() or not self._moto.has(name):
            return None
        if name in self._pairs:
            return self._pairs[name].table
        description = self._moto.describe(name)
        table = DynamoDBTable(name, platform=self._service, stream_view_type=None, **named(description.key))
        for image in self._moto.items(name):
            table.put_item(image)
        table.update_time_to_live(description.time_to_live)
        pair = self._join(table, own=False)
        pair.types = dict(table.key_schema.types)
        if description.stream_view_type is not None:
            self._enable_stream(pair, description)
            bring_history(table.stream, table.key_schema, self._moto.history(name), self._service.epoch())
        self._service.add_resource(table)
        return table

    def foreign(self, arn: str) -> Any:
        """The table or stream of moto with an ARN; None if there is none. See `LambdaService.foreign`."""
        world = self._service.world
        if ":dynamodb:" not in arn:
            return None
        name = table_named(arn, world.region, world.account)
        table = self.adopt(name) if name is not None else None
        _, _, label = arn.partition("/stream/")
        if table is None or not label:
            return table
        pair = self._pairs[table.name]
        return next((stream for stream in pair.streams if stream.label == pair.labels.get(label)), None)

    # ---- which items -------------------------------------------------------------------------------------------

    def known(self, name: object = None) -> bool:
        """Whether a table is on both sides; without a name, whether any is."""
        return bool(self._pairs) if name is None else self._pair(name) is not None

    def expect(self, name: object, keyed: Mapping[str, Any]) -> None:
        """An item is about to be written: the types of its key are those of a table that had none yet."""
        pair = self._pair(name)
        if pair is None or len(pair.types) == len(pair.table.key_schema.names):
            return
        given = {each: keyed[each] for each in pair.table.key_schema.names if isinstance(keyed.get(each), dict)}
        types = {**{each: next(iter(value), "") for each, value in given.items()}, **pair.table.key_schema.types}
        if types.keys() == set(pair.table.key_schema.names) and set(types.values()) <= set(KEY_TYPES):
            pair.types = types
            self._moto.delete_table(pair.table.name)
            self._moto.make(_description(pair.table, types))

    def changed(self, name: object, keyed: Mapping[str, Any]) -> None:
        """An item of moto may have changed: the service's changes as well.

        Args:
            name: of the table, or its ARN.
            keyed: the item, or its key.
        """
        pair = self._pair(name)
        if pair is None or any(each not in keyed for each in pair.table.key_schema.names):
            return
        key = {each: keyed[each] for each in pair.table.key_schema.names}
        image = self._moto.item(pair.table.name, key)
        if image is None:
            pair.table.delete_item(key)
        else:
            pair.table.put_item(image)

    def anything_changed(self) -> None:
        """Any item of moto may have changed."""
        for name, pair in list(self._pairs.items()):
            table = pair.table
            here = {table.key_schema.identity(image): image for image in table.images}
            there = {}
            for image in self._moto.items(name):
                checked = table.key_schema.image(image)
                there[table.key_schema.identity(checked)] = checked
            for identity, image in here.items():
                if identity not in there:
                    table.delete_item(table.key_schema.keys_of(image))
            for image in there.values():
                table.put_item(image)

    def nothing_changed(self, name: object, keyed: Mapping[str, Any]) -> None:
        """A request was refused: an item of moto is as it was before."""
        pair = self._pair(name)
        if pair is None or any(each not in keyed for each in pair.table.key_schema.names):
            return
        try:
            key = pair.table.key_schema.key({each: keyed[each] for each in pair.table.key_schema.names})
        except (EventError, RequestRefused):
            return  # that was why
        self._write(pair.table, key, pair.table.image_of(key))

    # ---- within ------------------------------------------------------------------------------------------------

    def _pair(self, name: object) -> Pair | None:
        world = self._service.world
        return self._pairs.get(table_named(name, world.region, world.account) or "")

    def _join(self, table: DynamoDBTable, *, own: bool) -> Pair:
        def tell(key: Image, image: Image | None) -> None:
            if self._same_mock() and self._pairs.get(table.name) is pair:
                self.expect(table.name, key)
                self._write(table, key, image)

        pair = Pair(table, own, tell)
        table.on_change.append(tell)
        self._pairs[table.name] = pair
        return pair

    def _part(self, pair: Pair, *, forget: bool = False) -> None:
        del self._pairs[pair.table.name]
        pair.table.on_change.remove(pair.tell)
        if forget:
            for resource in (pair.table, *pair.streams):
                self._service.forget_resource(resource)

    def _leave(self, name: str, pair: Pair) -> None:
        if pair.own:
            self._moto.delete_table(name)
        elif pair.found is not None:
            self._moto.relabel(name, pair.found)

    def _tells(self, name: str) -> bool:
        return self._moto.describe(name).stream_view_type is not None

    def _make_twin(self, table: DynamoDBTable) -> None:
        if self._moto.has(table.name):
            raise ConfigurationError(
                f"The service has a table {table.name!r} of its own, and so has moto: make it in one place only, with "
                "lambda_service.dynamodb_table() or with create_table()."
            )
        self._moto.make(_description(table, table.key_schema.types))
        for image in table.images:
            self._moto.put(table.name, image)
        pair = self._join(table, own=True)
        pair.types = dict(table.key_schema.types)
        if table.stream_arn is not None:
            pair.labels[table.stream.label] = table.stream.label
            pair.streams.append(table.stream)

    def _enable_stream(self, pair: Pair, description: TableDescription) -> None:
        label = _exact(str(description.label), self._service.epoch())
        self._moto.relabel(description.name, label)
        pair.found = description.label
        pair.labels |= {label: label, str(description.label): label}
        stream = pair.table.enable_stream(str(description.stream_view_type), label=label)
        pair.streams.append(stream)
        self._service.add_resource(stream)

    def _write(self, table: DynamoDBTable, key: Image, image: Image | None) -> None:
        """Let moto have an item, unless it has."""
        theirs = self._moto.item(table.name, key)
        if theirs is not None and image is not None and checked_image(theirs, "an item of moto", typed=True) == image:
            return
        if image is not None:
            self._moto.put(table.name, image)
        elif theirs is not None:
            self._moto.delete(table.name, key)


def _description(table: DynamoDBTable, types: Mapping[str, str]) -> TableDescription:
    stream = table.stream if table.stream_arn is not None else None
    return TableDescription(
        table.name,
        tuple((name, types.get(name)) for name in table.key_schema.names),
        None if stream is None else stream.stream_view_type,
        None if stream is None else stream.label,
        table.time_to_live_attribute,
        table.secondary_indexes,
    )


def _exact(label: str, now: float) -> str:
    """A label as AWS writes it, to the millisecond, and not in the future: moto may have another clock."""
    moment = datetime.fromisoformat(label).replace(tzinfo=timezone.utc).timestamp()
    return iso_milliseconds(min(moment, now))[:-1]
