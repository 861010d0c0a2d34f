"""Kinesis streams and DynamoDB tables, as cases describe them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda import ConfigurationError, LambdaService

from .async_case import UnknownKey, known
from .source_case import CONSUMER, SourceCase
from .source_whereabouts import Whereabouts, body_of

NAME = "source"
INFO = ("KinesisBatchInfo", "DDBStreamBatchInfo")
TTL = ("ttl", "ttl_delete", "expire")
_TOPOLOGY = frozenset({"parent", "children", "merged"})


@dataclass(frozen=True, slots=True)
class Put:
    """A record that is in a stream."""

    key: str
    shard_id: str
    sequence_number: str


class StreamSource:
    """What both kinds have; see `CaseSource`."""

    defaults: Mapping[str, Any] = {}
    #: part of a record that has its sequence number, and what it is called there
    part = ("", "")

    def __init__(self) -> None:
        self.put: list[Put] = []
        self.mapped: Any = None
        self._keys: dict[str, str] = {}

    def records(self, event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Those of an event, in order."""
        return list(event["Records"])

    def identifier(self, record: Mapping[str, Any]) -> Any:
        """What `itemIdentifier` calls it."""
        return record[self.part[0]][self.part[1]]

    def key(self, record: Mapping[str, Any]) -> str:
        """Of the message in a record."""
        return self._keys[self.identifier(record)]

    def keep(self, put: Put) -> None:
        """A record is in the stream."""
        self.put.append(put)
        self._keys[put.sequence_number] = put.key

    def identifier_of(self, key: str) -> Any:
        """The sequence number of a message."""
        found = [each.sequence_number for each in self.put if each.key == key]
        if not found:
            raise UnknownKey(f"$id({key}): no record with that key was put.")
        return found[0]

    def covered(self, record: Mapping[str, Any]) -> list[str]:
        """The keys of the records that a destination's record is about: from a sequence number to another."""
        info = next(record[name] for name in INFO if name in record)
        if "startSequenceNumber" not in info:
            return []
        first, last = int(info["startSequenceNumber"]), int(info["endSequenceNumber"])
        return [
            each.key
            for each in self.put
            if each.shard_id == info["shardId"] and first <= int(each.sequence_number) <= last
        ]

    def resend(self, record: Mapping[str, Any]) -> None:
        """Streams have no loops that Lambda sees (G7)."""
        raise UnknownKey("the mode resend_to_same_queue is for queues.")

    def perform(self, action: str, given: Mapping[str, Any]) -> bool:
        """What streams of one kind have."""
        return False

    def look(self, mapping: Any) -> Whereabouts:
        """Which records the iterator has passed."""
        passed = [each.key for each in self.put if mapping is not None and self._has_passed(mapping, each)]
        ahead = [each.key for each in self.put if each.key not in passed]
        return Whereabouts({"passed": passed, "ahead": ahead})

    def _has_passed(self, mapping: Any, put: Put) -> bool:
        try:
            checkpoint = mapping.checkpoint(put.shard_id)
        except ConfigurationError:  # not met yet: the mapping was never enabled since
            return False
        return checkpoint is not None and int(put.sequence_number) <= int(checkpoint)


class KinesisSource(StreamSource):
    """A stream, with a consumer of enhanced fan-out if the case has one."""

    part = ("kinesis", "sequenceNumber")

    def __init__(self, service: LambdaService, case: SourceCase) -> None:
        super().__init__()
        self._topology = case.config.get("topology") or {}
        known("config.topology", self._topology, _TOPOLOGY)
        self.stream = service.kinesis_stream(
            NAME,
            shard_count=case.config.get("shards", 1),
            retention_period_hours=case.config.get("retention_hours", 24),
            max_record_size_in_kib=10_240,
        )
        self.mapped = self.stream
        if any(case.config.get(name) for name in CONSUMER):
            self.mapped = self.stream.register_stream_consumer("consumer")
        if case.source_missing:
            self.mapped = f"{self.stream.arn}-which-is-missing"

    def send(self, message: Mapping[str, Any]) -> None:
        """Put a record."""
        if "kpl_user_records" in message:
            made = self._aggregate(message)
        else:
            data = base64.b64decode(message["data_base64"]) if "data_base64" in message else body_of(message, "data")
            if message.get("kpl_malformed"):
                data = b"\xf3\x89\x9a\xc2" + b"no aggregate" * 3
            made = self.stream.put_record(
                data,
                partition_key=message.get("partition_key", message["key"]),
                explicit_hash_key=self._hash_key(message.get("shard")),
            )
        self.keep(Put(message["key"], made.shard_id, made.sequence_number))

    def _aggregate(self, message: Mapping[str, Any]) -> Any:
        inner = message["kpl_user_records"]
        parts = [f"{message['key']}-{number}" for number in range(inner)] if isinstance(inner, int) else inner
        return self.stream.put_aggregated_record(parts, partition_key=message.get("partition_key", message["key"]))

    def _hash_key(self, shard: Any) -> int | None:
        """One that leads to the shard; reshards before the first record for a shard that is still to come."""
        if shard is None:
            return None
        children = list(self._topology.get("children") or ())
        if shard in children or (shard == "merged" and children):
            self._reshard(shard, children)
        names: Mapping[Any, Any] = {"parent": 0, "merged": 0, **{name: at for at, name in enumerate(children)}}
        ids = {each.shard_id: at for at, each in enumerate(self.stream.open_shards)}
        at = ids.get(shard, names.get(shard, shard))
        if not isinstance(at, int):
            raise UnknownKey(f"message.shard is {shard!r}: the replay knows {', '.join(map(str, [*names, *ids]))}.")
        key: int = self.stream.open_shards[at].starting_hash_key
        return key

    def _reshard(self, shard: str, children: list[str]) -> None:
        if len(self.stream.shards) == 1:
            self.stream.split_shard(self.stream.open_shards[0].shard_id)
        if shard == "merged" and len(self.stream.open_shards) == len(children):
            first, second = self.stream.open_shards
            self.stream.merge_shards(first.shard_id, second.shard_id)

    def perform(self, action: str, given: Mapping[str, Any]) -> bool:
        """Split or merge, by the numbers of the open shards."""
        shards = self.stream.open_shards
        if action in ("split_shard", "split"):
            known("the action split_shard", given, {"shard", "new_starting_hash_key"})
            self.stream.split_shard(shards[given.get("shard", 0)], given.get("new_starting_hash_key"))
        elif action in ("merge_shards", "merge"):
            known("the action merge_shards", given, {"shards"})
            first, second = given.get("shards", (0, 1))
            self.stream.merge_shards(shards[first], shards[second])
        else:
            return False
        return True


class DynamoDbSource(StreamSource):
    """A table and its stream.

    Messages without an item change the item with their partition key, within which order holds.
    """

    part = ("dynamodb", "SequenceNumber")
    VIEW = "NEW_AND_OLD_IMAGES"
    OVER = "ttl"

    def __init__(self, service: LambdaService, case: SourceCase) -> None:
        super().__init__()
        self._names = _key_names(case)
        self._start = service.epoch()
        self._removals = {
            _identity(message["keys"]): message.get("at_s", 0) for message in case.messages if message.get("op") in TTL
        }
        self.table = service.dynamodb_table(
            NAME,
            partition_key=self._names[0],
            sort_key=self._names[1] if len(self._names) > 1 else None,
            stream_view_type=case.config.get("stream_view", self.VIEW),
            shards=case.config.get("shards", 1),
            time_to_live_attribute=self.OVER if self._removals else None,
        )
        self.mapped = self.table
        if case.source_missing:
            self.mapped = f"{self.table.stream_arn}-which-is-missing"

    def send(self, message: Mapping[str, Any]) -> None:
        """Change an item; what leaves no record in the stream has no identity (D6)."""
        item = dict(message.get("item") or self._item(message))
        keys = message.get("keys") or {name: item[name] for name in self._names}
        if _identity(keys) in self._removals:
            item[self.OVER] = {"N": str(int(self._start + self._removals[_identity(keys)]))}
        operation = message.get("op", "put")
        if operation not in _OPERATIONS:
            raise UnknownKey(f"message.op is {operation!r}: expected one of {', '.join(_OPERATIONS)}.")
        _OPERATIONS[operation](self.table, keys, item)
        for record in (*self.table.stream.expired, *self.table.stream.records)[len(self.put) :]:
            shard = next(shard for shard in self.table.stream.shards if record in shard.records)
            self.keep(Put(message["key"], shard.shard_id, record.sequence_number))

    def _item(self, message: Mapping[str, Any]) -> Mapping[str, Any]:
        key, data = message["key"], body_of(message, "data")
        return {"id": {"S": message.get("partition_key", key)}, "key": {"S": key}, "data": {"S": data}}


def _key_names(case: SourceCase) -> list[str]:
    """The attributes of the table's key: those that a message names; else `id`, or what the items begin with."""
    named = [list(message["keys"]) for message in case.messages if "keys" in message]
    items = [message["item"] for message in case.messages if "item" in message]
    if named:
        return named[0]
    return ["id"] if all("id" in item for item in items) else list(items[0])[:1]


def _update(table: Any, keys: Mapping[str, Any], item: Mapping[str, Any]) -> None:
    table.update_item(keys, set={name: value for name, value in item.items() if name not in keys})


#: reading a table lets the removals happen that are due
_OPERATIONS: Mapping[str, Callable[[Any, Mapping[str, Any], Mapping[str, Any]], object]] = {
    "put": lambda table, keys, item: table.put_item(item),
    "insert": lambda table, keys, item: table.put_item(item),
    "update": _update,
    "modify": _update,
    "delete": lambda table, keys, item: table.delete_item(keys),
    "remove": lambda table, keys, item: table.delete_item(keys),
    **dict.fromkeys(TTL, lambda table, keys, item: len(table)),
}


def _identity(keys: Mapping[str, Any]) -> str:
    return json.dumps(keys, sort_keys=True)
