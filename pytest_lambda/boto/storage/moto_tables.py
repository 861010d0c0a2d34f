"""The DynamoDB tables of moto, in one account and region.

Read are, of `moto.dynamodb.models`: the backend's `tables`, and of a `Table` `name`, `table_arn`, `schema`, `attr`,
`stream_specification`, `latest_stream_label`, `stream_shard.items`, `ttl`, `all_items()` and `get_item()`, of an item
`attrs`, and of a value `type` and `value`. `latest_stream_label` and `stream_shard` are written. All else is asked for
in requests, as a client would.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.boto.storage.moto_resources import MotoResources
from pytest_lambda.errors import PytestLambdaError
from pytest_lambda.service.resources.dynamodb_indexes import SecondaryIndexes
from pytest_lambda.service.resources.dynamodb_values import Image
from pytest_lambda.world import World


@dataclass(frozen=True, slots=True)
class TableDescription:
    """What moto has of a table besides its items.

    Args:
        name: of the table.
        key: each key attribute's name and type, the partition key first.
        stream_view_type: None if it has no stream.
        label: of the stream, as moto writes it.
        time_to_live: the attribute, if it is in force.
        indexes: what a table of the service has.
    """

    name: str
    key: tuple[tuple[str, str | None], ...]
    stream_view_type: str | None
    label: str | None
    time_to_live: str | None
    indexes: SecondaryIndexes = field(default_factory=SecondaryIndexes)


class MotoTables(MotoResources):
    """The tables of one account and region in the mock that is active.

    Args:
        world: says which.
    """

    def __init__(self, world: World) -> None:
        super().__init__("dynamodb", world, everywhere=False, kept="tables of DynamoDB")

    def names(self) -> list[str]:
        """Of all tables."""
        with self._known():
            return list(self.generation().tables)

    def has(self, name: str) -> bool:
        """Whether there is such a table."""
        with self._known():
            return name in self.generation().tables

    def describe(self, name: str) -> TableDescription:
        """What there is to know of a table."""
        with self._known():
            table = self.generation().tables[name]
            types = {each["AttributeName"]: each["AttributeType"] for each in table.attr}
            ordered = sorted(table.schema, key=lambda each: str(each["KeyType"]))  # HASH, RANGE
            stream = table.stream_specification or {}
            enabled = bool(stream.get("StreamEnabled"))
            alive = table.ttl.get("TimeToLiveStatus") == "ENABLED"
            return TableDescription(
                name,
                tuple((each["AttributeName"], types.get(each["AttributeName"])) for each in ordered),
                stream.get("StreamViewType") if enabled else None,
                table.latest_stream_label if enabled else None,
                table.ttl.get("AttributeName") if alive else None,
            )

    def item(self, name: str, key: Mapping[str, Any]) -> Image | None:
        """One item."""
        with self._known():
            table = self.generation().tables.get(name)
            if table is None:
                return None
            typed = importlib.import_module("moto.dynamodb.models.dynamo_type").DynamoType
            names = [each["AttributeName"] for each in sorted(table.schema, key=lambda each: str(each["KeyType"]))]
            if any(each not in key for each in names):
                return None
            found = table.get_item(*[typed(key[each]) for each in names])
            return None if found is None else _image(found)

    def items(self, name: str) -> list[Image]:
        """All items of a table."""
        with self._known():
            return [_image(item) for item in self.generation().tables[name].all_items()]

    def history(self, name: str) -> list[Mapping[str, Any]]:
        """What moto has put into the table's stream: `eventName`, and in `dynamodb` keys, images and the moment."""
        with self._known():
            shard = self.generation().tables[name].stream_shard
            return [] if shard is None else [_value(record.to_json()) for record in shard.items]

    def relabel(self, name: str, label: str) -> None:
        """Give the table's stream another label."""
        with self._known():
            self.generation().tables[name].latest_stream_label = label

    def end_stream(self, name: str) -> None:
        """Take the table's stream away: moto disables it, and then cannot write any more."""
        with self._known():
            self.generation().tables[name].stream_shard = None

    def make(self, description: TableDescription) -> None:
        """Make a table.

        Raises:
            PytestLambdaError: moto refuses it.
        """
        kinds = ("HASH", "RANGE")
        request: dict[str, Any] = {
            "TableName": description.name,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                {"AttributeName": name, "AttributeType": type_ or "S"}
                for name, type_ in {**dict(description.indexes.types), **dict(description.key)}.items()
            ],
            "KeySchema": [
                {"AttributeName": name, "KeyType": kind}
                for (name, _), kind in zip(description.key, kinds, strict=False)
            ],
        }
        if description.stream_view_type is not None:
            request["StreamSpecification"] = {
                "StreamEnabled": True,
                "StreamViewType": description.stream_view_type,
            }
        indexes = description.indexes
        for parameter, found in (("Global", indexes.everywhere), ("Local", indexes.local)):
            if found:
                request[f"{parameter}SecondaryIndexes"] = list(found)
        self._ask("CreateTable", request)
        if description.label is not None:
            self.relabel(description.name, description.label)
        if description.time_to_live is not None:
            lives = {"Enabled": True, "AttributeName": description.time_to_live}
            self._ask("UpdateTimeToLive", {"TableName": description.name, "TimeToLiveSpecification": lives})

    def put(self, name: str, image: Image) -> None:
        """Put an item in the place of the one with its key."""
        self._ask("PutItem", {"TableName": name, "Item": image})

    def delete(self, name: str, key: Image) -> None:
        """Delete an item, if it is there."""
        self._ask("DeleteItem", {"TableName": name, "Key": key})

    def delete_table(self, name: str) -> None:
        """Delete a table."""
        self._ask("DeleteTable", {"TableName": name})

    def _ask(self, operation: str, request: Mapping[str, Any]) -> None:
        region = self._world.region
        status, body = mock.ask(
            "POST",
            f"https://dynamodb.{region}.{self._world.dns_suffix}/",
            region=region,
            service="dynamodb",
            account=self._world.account,
            headers={"X-Amz-Target": f"DynamoDB_20120810.{operation}", "Content-Type": "application/x-amz-json-1.0"},
            body=json.dumps(request).encode(),
        )
        if status != 200:
            raise PytestLambdaError(
                f"moto refuses {operation} for a table of the service: {body.decode()} The request: {request!r}"
            )


def _image(item: Any) -> Image:
    return {name: _value(value) for name, value in item.attrs.items()}


def _value(value: Any) -> Any:
    """An attribute value, in which moto has those of its own in lists and maps."""
    if hasattr(value, "type") and hasattr(value, "value"):
        return {value.type: _value(value.value)}
    if isinstance(value, dict):
        return {name: _value(each) for name, each in value.items()}
    return [_value(each) for each in value] if isinstance(value, list) else value


def named(key: Sequence[tuple[str, str | None]]) -> dict[str, Any]:
    """The key of a description as `dynamodb_table` takes it."""
    (partition_key, partition_type), *sort = key
    made = {"partition_key": partition_key, "partition_key_type": partition_type}
    for sort_key, sort_type in sort:
        made |= {"sort_key": sort_key, "sort_key_type": sort_type}
    return made
