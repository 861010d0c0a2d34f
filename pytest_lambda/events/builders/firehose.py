"""Events of Firehose streams, for the transformation of their data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from pytest_lambda.events.builders.streams import (
    SEQUENCE_STEP,
    first_sequence_number,
    region_of,
    shard_id_of,
    stream_data,
)
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.notations import milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.firehose import FirehoseEvent
from pytest_lambda.world import World

#: the names of AWS that are fields of a record, not of the event
_OF_RECORDS = frozenset({"recordId", "approximateArrivalTimestamp", "data", "kinesisRecordMetadata"})


def firehose(
    *data: object,
    delivery_stream_name: str = "deliveries",
    source_stream_name: str | None = None,
    shard: int = 0,
    partition_key: str = "1",
    records: Iterable[Mapping[str, Any]] = (),
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> FirehoseEvent:
    """A batch of records that a Firehose stream wants to have transformed.

    Args:
        data: one per record: bytes, text, or an object for JSON. An event of CloudWatch Logs becomes what a
            subscription sends to a stream.
        delivery_stream_name: of the Firehose stream.
        source_stream_name: of the Kinesis data stream that it reads; without one, producers put records directly.
        shard: of the Kinesis data stream.
        partition_key: of each record of the Kinesis data stream.
        records: ready-made records, which follow those of the data.
        time: when the records arrived; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event, and of a record, which hold for each record. `ABSENT` leaves one
            out.

    Raises:
        EventError: data cannot be sent.
    """
    scene = Scene(world, time, "firehose", data, delivery_stream_name, source_stream_name)
    ready = list(records)
    if not data and not ready:
        data = ("Hello from Firehose!",)
    given = fields_of("firehose", fields, parameters_of(firehose))
    for name in _OF_RECORDS:
        given.says(name)
    source = None if source_stream_name is None else (shard, partition_key)
    made = _records(scene, given, data, source)
    arn = given("deliveryStreamArn", scene.arn("firehose", f"deliverystream/{delivery_stream_name}"))
    source_arn = ABSENT if source is None else scene.arn("kinesis", f"stream/{source_stream_name}")
    event = {
        "invocationId": given("invocationId", scene.ids.uuid()),
        "sourceKinesisStreamArn": given("sourceKinesisStreamArn", source_arn),
        "deliveryStreamArn": arn,
        "region": given("region", region_of(arn, scene)),
        "records": [*made, *ready],
    }
    return cast(FirehoseEvent, given.done(event))


def _records(
    scene: Scene, fields: Fields, data: Iterable[object], source: tuple[int, str] | None
) -> list[dict[str, Any]]:
    arrival = fields("approximateArrivalTimestamp", milliseconds(scene.epoch))
    shard_id = shard_id_of(0 if source is None else source[0])
    number = first_sequence_number(scene, int(shard_id[8:]), arrival / 1000 if isinstance(arrival, int) else None)
    inner = fields.at("kinesisRecordMetadata")
    made = []
    for content in data:
        record = {
            "recordId": "",  # its place, for the order of the keys
            "approximateArrivalTimestamp": arrival,
            "data": fields("data", base64_text(stream_data(content))),
        }
        sequence_number: Any = str(number)
        if source is not None:
            sequence_number = inner("sequenceNumber", sequence_number)
            record["kinesisRecordMetadata"] = inner.done(
                {
                    "sequenceNumber": sequence_number,
                    "subsequenceNumber": inner("subsequenceNumber", 0),
                    "partitionKey": inner("partitionKey", source[1]),
                    "shardId": inner("shardId", shard_id),
                    "approximateArrivalTimestamp": inner("approximateArrivalTimestamp", arrival),
                }
            )
        elif fields.says("kinesisRecordMetadata"):
            record["kinesisRecordMetadata"] = fields("kinesisRecordMetadata", ABSENT)
        record["recordId"] = fields("recordId", f"{sequence_number}000000")
        made.append({name: value for name, value in record.items() if value is not ABSENT})
        number += SEQUENCE_STEP
    return made
