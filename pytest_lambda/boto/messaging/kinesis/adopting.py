"""Streams of moto that a service takes over."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from pytest_lambda.boto.messaging.adoption import Adopted, Adoption
from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.kinesis_arrivals import bring_in
from pytest_lambda.service.resources.kinesis_consumer import StreamConsumer
from pytest_lambda.service.resources.kinesis_stream import KinesisStream
from pytest_lambda.service.resources.moments import microseconds

_CONSUMER = "/consumer/"


def adopt_stream(adoption: Adoption, arn: str, owner: Any) -> Adopted | None:
    """Take over a stream of moto's with its records and consumers, or one of its consumers; None if there is none.

    Args:
        adoption: of the service.
        arn: of the stream or consumer.
        owner: moto's backend.
    """
    name = arn.partition(":stream/")[2].partition("/")[0]
    theirs = owner.streams.get(name)
    if theirs is None:
        return None
    if _CONSUMER in arn:
        return _adopt_consumer(adoption, arn, theirs)
    if not all(shard.is_open for shard in theirs.shards.values()):
        raise NotSimulated(
            f"The stream {name} of moto was split or merged before the simulation got to know it, which it cannot take "
            "over. Name it earlier, in an event source mapping say."
        )
    made: dict[str, Any] = {"shard_count": len(theirs.shards)}
    if theirs.encryption_type != "NONE":
        made["encryption_type"] = theirs.encryption_type
    stream = KinesisStream(
        name,
        platform=adoption.service,
        announce=adoption.service.add_resource,
        retention_period_hours=int(theirs.retention_period_hours),
        **made,
    )
    records = (record for shard in theirs.shards.values() for record in shard.records.values())
    now_us = microseconds(adoption.service.epoch())
    for record in sorted(records, key=lambda each: float(each.created_at)):
        # what is from before virtual time began, by the clock on the wall, came now
        at_us = min(now_us, microseconds(record.created_at))
        bring_in(stream, b64decode(record.data), record.partition_key, record.explicit_hash_key, at_us)
    for shard in theirs.shards.values():
        shard.records.clear()

    # what moto puts there by itself, for a log group or a table of its own
    def put_record(partition_key: str, explicit_hash_key: str, data: str) -> tuple[str, str]:
        put = stream.put_record(
            b64decode(data), partition_key=partition_key, explicit_hash_key=explicit_hash_key or None
        )
        return put.sequence_number, put.shard_id

    theirs.put_record = put_record

    def release() -> None:
        vars(theirs).pop("put_record", None)

    return Adopted(stream, lambda backend: backend.streams.get(name) is theirs, release)


def _adopt_consumer(adoption: Adoption, arn: str, theirs: Any) -> Adopted | None:
    found = theirs.get_consumer_by_arn(arn)
    stream = adoption.service.resource(theirs.arn)
    if found is None or not isinstance(stream, KinesisStream):
        return None
    consumer = StreamConsumer(stream, found.consumer_name, microseconds(adoption.service.epoch()))
    consumer.arn = arn
    stream.take_in(consumer)
    return Adopted(
        consumer, lambda backend: backend.streams.get(stream.name) is theirs, lambda: None
    )
