"""Kinesis Data Streams for clients of botocore."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.boto.messaging.adoption import Adoption
from pytest_lambda.boto.messaging.door import ResourceDoor
from pytest_lambda.boto.messaging.kinesis import shards
from pytest_lambda.boto.messaging.kinesis.iterators import Iterator, iterator_of, read, stream_arn_of
from pytest_lambda.boto.messaging.paging import page
from pytest_lambda.service.resources.kinesis_consumer import StreamConsumer
from pytest_lambda.service.resources.kinesis_stream import KinesisStream
from pytest_lambda.service.resources.refusals import RequestRefused

_NOTHING: Mapping[str, Any] = {}
#: API reference, CreateStream: how many a stream on demand begins with
_SHARDS_ON_DEMAND = 4
#: API reference, ListStreams
_MOST_STREAMS = 100
_CONSUMER = "/consumer/"


class KinesisDoor(ResourceDoor):
    """The streams of a service.

    Args:
        adoption: what its streams come from.
    """

    invalid_token = ("InvalidArgumentException", "Invalid NextToken.")

    def __init__(self, adoption: Adoption) -> None:
        super().__init__("kinesis", adoption)
        self._created: dict[str, datetime] = {}
        self._tags: dict[str, dict[str, str]] = {}
        self._modes: dict[str, str] = {}
        self.operations = {
            "AddTagsToStream": self._add_tags,
            "CreateStream": self._create,
            "DecreaseStreamRetentionPeriod": self._decrease_retention,
            "DeleteStream": self._delete,
            "DescribeStream": self._describe,
            "DescribeStreamConsumer": self._describe_consumer,
            "DescribeStreamSummary": self._summary,
            "GetRecords": self._records,
            "GetShardIterator": self._iterator,
            "IncreaseStreamRetentionPeriod": self._increase_retention,
            "ListShards": lambda given: shards.listed(self._stream(given), given),
            "ListStreamConsumers": self._list_consumers,
            "ListStreams": self._list,
            "ListTagsForStream": self._list_tags,
            "MergeShards": self._merge,
            "PutRecord": self._put,
            "PutRecords": self._put_all,
            "RegisterStreamConsumer": self._register,
            "RemoveTagsFromStream": self._remove_tags,
            "SplitShard": self._split,
        }

    def note(self, resource: Any) -> None:
        """See `ResourceDoor`."""
        if isinstance(resource, KinesisStream):
            self._created[resource.arn] = self.service.now()
            owner = self.in_moto(resource.arn)
            theirs = None if owner is None else owner.streams.get(resource.name)
            self._tags[resource.arn] = dict(theirs.tags) if theirs is not None else {}
            self._modes[resource.arn] = theirs.stream_mode["StreamMode"] if theirs is not None else "PROVISIONED"

    def is_ours(self, operation: str, given: Mapping[str, Any]) -> bool:
        """See `ResourceDoor`."""
        if operation == "ListStreams":
            return True
        arn = self._arn(given)
        return arn is not None and isinstance(self.adoption.known(arn), KinesisStream)

    # ---- which stream ----------------------------------------------------------------------------------------

    def _arn(self, given: Mapping[str, Any]) -> str | None:
        if "ShardIterator" in given:
            return stream_arn_of(given["ShardIterator"], self._named)
        arn: str | None = given.get("StreamARN") or given.get("ConsumerARN")
        if arn is not None:
            return arn.partition(_CONSUMER)[0]
        if "StreamName" in given:
            return self._named(given["StreamName"])
        return shards.stream_arn_of(given["NextToken"]) if "NextToken" in given else None

    def _named(self, name: str) -> str:
        world = self.service.world
        return f"arn:{world.partition}:kinesis:{world.region}:{world.account}:stream/{name}"

    def _stream(self, given: Mapping[str, Any]) -> KinesisStream:
        arn = self._arn(given)
        stream = None if arn is None else self.adoption.known(arn)
        if not isinstance(stream, KinesisStream):
            world = self.service.world
            if arn is None:
                raise RequestRefused(
                    "InvalidArgumentException", "Invalid StreamARN, StreamName, ShardIterator or NextToken."
                )
            known = ", ".join(each.name for each in self._streams()) or "none"
            raise RequestRefused(
                "ResourceNotFoundException",
                f"Stream {arn.rpartition('/')[2]} under account {world.account} not found. Streams in {world.region}: "
                f"{known}.",
            )
        return stream

    def _streams(self) -> list[KinesisStream]:
        return [each for each in self.service.known_resources if isinstance(each, KinesisStream)]

    # ---- records ---------------------------------------------------------------------------------------------

    def _put(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        stream = self._stream(given)
        record = stream.put_record(
            given["Data"], partition_key=given["PartitionKey"], explicit_hash_key=given.get("ExplicitHashKey")
        )
        put = {"ShardId": record.shard_id, "SequenceNumber": record.sequence_number}
        return {**put, **_encryption(stream)}

    def _put_all(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        stream = self._stream(given)
        put = [
            {"SequenceNumber": record.sequence_number, "ShardId": record.shard_id}
            for record in stream.put_records(given["Records"])
        ]
        return {"FailedRecordCount": 0, "Records": put, **_encryption(stream)}

    def _iterator(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"ShardIterator": iterator_of(self._stream(given), given, self.service.epoch()).text}

    def _records(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        stream = self._stream(given)
        return read(stream, Iterator.of(given["ShardIterator"]), given.get("Limit"), self.service.epoch())

    # ---- shards ----------------------------------------------------------------------------------------------

    def _split(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        self._stream(given).split_shard(given["ShardToSplit"], given["NewStartingHashKey"])
        return _NOTHING

    def _merge(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        self._stream(given).merge_shards(given["ShardToMerge"], given["AdjacentShardToMerge"])
        return _NOTHING

    # ---- streams ---------------------------------------------------------------------------------------------

    def _create(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        name, world = given["StreamName"], self.service.world
        if self.adoption.known(str(self._arn(given))) is not None:
            raise RequestRefused(
                "ResourceInUseException", f"Stream {name} under account {world.account} already exists."
            )
        mode = (given.get("StreamModeDetails") or {}).get("StreamMode", "PROVISIONED")
        count = given.get("ShardCount", 1) if mode == "PROVISIONED" else _SHARDS_ON_DEMAND
        stream = self.service.kinesis_stream(name, shard_count=count)
        self._modes[stream.arn] = mode
        self._tags[stream.arn] = dict(given.get("Tags") or {})
        return _NOTHING

    def _delete(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        stream = self._stream(given)
        if stream.consumers and not given.get("EnforceConsumerDeletion"):
            raise RequestRefused(
                "ResourceInUseException",
                f"Stream {stream.name} under account {self.service.world.account} has consumers: with "
                "EnforceConsumerDeletion it is deleted all the same.",
            )
        for each in (*stream.consumers, stream):
            self.service.forget_resource(each)
        owner = self.in_moto(stream.arn)
        if owner is not None:
            owner.streams.pop(stream.name, None)
        return _NOTHING

    def _list(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        names = [stream.name for stream in self._streams() if self.adoption.known(stream.arn) is stream]
        owner = mock.backend("kinesis", self.service.world)
        if owner is not None:
            names += [name for name in owner.streams if name not in names]
        names.sort()
        after = given.get("ExclusiveStartStreamName")
        if after is not None:
            names = [name for name in names if name > after]
        found = page(names, "StreamNames", given, most=_MOST_STREAMS, limit="Limit")
        return {"StreamNames": [], **found, "HasMoreStreams": "NextToken" in found}

    def _described(self, stream: KinesisStream) -> dict[str, Any]:
        encryption = stream.settings.encryption_type
        return {
            "StreamName": stream.name,
            "StreamARN": stream.arn,
            "StreamStatus": "ACTIVE",
            "StreamModeDetails": {"StreamMode": self._modes.get(stream.arn, "PROVISIONED")},
            "RetentionPeriodHours": stream.retention_period_hours,
            "StreamCreationTimestamp": self._created.get(stream.arn) or self.service.now(),
            "EnhancedMonitoring": [{"ShardLevelMetrics": []}],
            "EncryptionType": encryption,
        }

    def _describe(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        stream = self._stream(given)
        after = given.get("ExclusiveStartShardId") or ""
        found = [shards.told(shard) for shard in stream.shards if shard.shard_id > after]
        most = given.get("Limit") or shards.MOST_SHARDS
        told = {**self._described(stream), "Shards": found[:most], "HasMoreShards": len(found) > most}
        return {"StreamDescription": told}

    def _summary(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        stream = self._stream(given)
        counts = {"OpenShardCount": len(stream.open_shards), "ConsumerCount": len(stream.consumers)}
        return {"StreamDescriptionSummary": {**self._described(stream), **counts}}

    def _increase_retention(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        self._stream(given).increase_stream_retention_period(given["RetentionPeriodHours"])
        return _NOTHING

    def _decrease_retention(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        self._stream(given).decrease_stream_retention_period(given["RetentionPeriodHours"])
        return _NOTHING

    def _add_tags(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        self._tags.setdefault(self._stream(given).arn, {}).update(given["Tags"])
        return _NOTHING

    def _remove_tags(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        tags = self._tags.get(self._stream(given).arn, {})
        for key in given["TagKeys"]:
            tags.pop(key, None)
        return _NOTHING

    def _list_tags(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        tags = self._tags.get(self._stream(given).arn, {})
        return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()], "HasMoreTags": False}

    # ---- consumers -------------------------------------------------------------------------------------------

    def _register(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"Consumer": _consumer(self._stream(given).register_stream_consumer(given["ConsumerName"]))}

    def _list_consumers(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        found = [_consumer(each) for each in self._stream(given).consumers]
        return {"Consumers": [], **page(found, "Consumers", given, most=_MOST_STREAMS)}

    def _describe_consumer(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        stream = self._stream(given)
        for each in stream.consumers:
            if given.get("ConsumerARN") == each.arn or given.get("ConsumerName") == each.name.rpartition("/")[2]:
                return {"ConsumerDescription": {**_consumer(each), "StreamARN": stream.arn}}
        name = given.get("ConsumerName") or given.get("ConsumerARN")
        raise RequestRefused("ResourceNotFoundException", f"Consumer {name} of stream {stream.name} not found.")


def _consumer(consumer: StreamConsumer) -> dict[str, Any]:
    return {
        "ConsumerName": consumer.name.rpartition("/")[2],
        "ConsumerARN": consumer.arn,
        "ConsumerStatus": "ACTIVE",
        "ConsumerCreationTimestamp": consumer.consumer_creation_timestamp,
    }


def _encryption(stream: KinesisStream) -> dict[str, str]:
    kind = stream.settings.encryption_type
    return {} if kind == "NONE" else {"EncryptionType": kind}
