"""Events of Kinesis data streams (facts 2.9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.streams import (
    SEQUENCE_STEP,
    first_sequence_number,
    region_of,
    shard_id_of,
    stream_data,
)
from pytest_lambda.events.builders.time_window import Window, windowed
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.overrides import Absent, Fields, fields_of, without_absent
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.kinesis import KinesisEvent, KinesisTimeWindowEvent
from pytest_lambda.world import World


def kinesis(
    *data: object,
    stream_name: str = "clicks",
    shard: int = 0,
    partition_key: str = "1",
    encryption_type: str | None = None,
    records: Iterable[Mapping[str, Any]] = (),
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> KinesisEvent:
    """A batch of records of one shard of a Kinesis data stream.

    Args:
        data: one per record: bytes, text, or an object for JSON. An event of CloudWatch Logs becomes what a
            subscription sends to a stream.
        stream_name: of the stream.
        shard: its number, from 0 on.
        partition_key: of each record.
        encryption_type: `"KMS"` for a stream with encryption.
        records: ready-made records, which follow those of the data.
        time: when the records arrived; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of a record; they hold for each record. `ABSENT` leaves one out.

    Raises:
        EventError: data cannot be sent, or a parameter is none that Kinesis takes.
    """
    scene = Scene(world, time, "kinesis", data, stream_name, shard, partition_key)
    shard_id = shard_id_of(shard)
    _check(partition_key, encryption_type)
    given = fields_of("kinesis", fields, parameters_of(kinesis))
    ready = list(records)
    if not data and not ready:
        data = ("Hello from Kinesis!",)
    made = records_of(scene, given, data, stream_name, shard_id, partition_key, encryption_type)
    return cast(KinesisEvent, {"Records": [*made, *ready]})


def kinesis_time_window(
    *data: object,
    stream_name: str = "clicks",
    shard: int = 0,
    partition_key: str = "1",
    encryption_type: str | None = None,
    window_seconds: int = 120,
    state: Mapping[str, Any] | Absent | None = None,
    is_final_invoke_for_window: bool = False,
    is_window_terminated_early: bool = False,
    records: Iterable[Mapping[str, Any]] = (),
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> KinesisTimeWindowEvent:
    """A batch of records of a Kinesis data stream whose event source mapping has a tumbling window.

    Args:
        data: one per record: bytes, text, or an object for JSON.
        stream_name: of the stream.
        shard: its number, from 0 on.
        partition_key: of each record.
        encryption_type: `"KMS"` for a stream with encryption.
        window_seconds: how long a window is, 1 to 900. The window is the one that `time` falls into.
        state: what the invocation before returned as its state; `{}` for the first one of a window.
        is_final_invoke_for_window: whether the window ends with this invocation.
        is_window_terminated_early: whether it ends because the state outgrew 1 MB.
        records: ready-made records, which follow those of the data.
        time: when the records arrived; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event and of a record. `ABSENT` leaves one out.

    Raises:
        EventError: data cannot be sent, or a parameter is none that Kinesis takes.
    """
    window = Window(window_seconds, state, is_final_invoke_for_window, is_window_terminated_early)
    scene = Scene(world, time, "kinesis", data, stream_name, shard, partition_key)
    shard_id = shard_id_of(shard)
    _check(partition_key, encryption_type)
    given = fields_of("kinesis_time_window", fields, parameters_of(kinesis_time_window))
    ready = list(records)
    if not data and not ready and not is_final_invoke_for_window:
        data = ("Hello from Kinesis!",)
    beside = windowed(scene, given, window, shard_id, scene.arn("kinesis", f"stream/{stream_name}"))
    made = records_of(scene, given, data, stream_name, shard_id, partition_key, encryption_type)
    return cast(KinesisTimeWindowEvent, without_absent({"Records": [*made, *ready], **beside}))


def records_of(
    scene: Scene,
    fields: Fields,
    data: Iterable[object],
    stream_name: str,
    shard_id: str,
    partition_key: str,
    encryption_type: str | None = None,
) -> list[dict[str, Any]]:
    """The records that a stream makes of data."""
    arn = fields("eventSourceARN", scene.arn("kinesis", f"stream/{stream_name}"))
    inner = fields.at("kinesis")
    arrival = inner("approximateArrivalTimestamp", scene.epoch)
    number = first_sequence_number(scene, int(shard_id[8:]), arrival)
    shared = {
        "eventSource": fields("eventSource", "aws:kinesis"),
        "eventVersion": fields("eventVersion", "1.0"),
        "eventID": "",  # its place, for the order of the keys
        "eventName": fields("eventName", "aws:kinesis:record"),
        "invokeIdentityArn": fields("invokeIdentityArn", scene.global_arn("iam", "role/lambda-kinesis-role")),
        "awsRegion": fields("awsRegion", region_of(arn, scene)),
        "eventSourceARN": arn,
    }
    made = []
    for content in data:
        sequence_number = inner("sequenceNumber", str(number))
        payload = {
            "kinesisSchemaVersion": inner("kinesisSchemaVersion", "1.0"),
            "partitionKey": inner("partitionKey", partition_key),
            "sequenceNumber": sequence_number,
            "data": inner("data", base64_text(stream_data(content))),
            "approximateArrivalTimestamp": arrival,
        }
        if encryption_type is not None or inner.says("encryptionType"):
            payload["encryptionType"] = inner("encryptionType", encryption_type)
        record = {"kinesis": inner.done(payload), **shared}
        record["eventID"] = fields("eventID", f"{shard_id}:{sequence_number}")
        made.append(fields.done(record))
        number += SEQUENCE_STEP
    return made


def _check(partition_key: object, encryption_type: object) -> None:
    if not isinstance(partition_key, str) or not 1 <= len(partition_key) <= 256:
        raise EventError(f"partition_key is {partition_key!r}: expected text of 1 to 256 characters.")
    if encryption_type not in (None, "NONE", "KMS"):
        raise EventError(f"encryption_type is {encryption_type!r}: expected 'KMS', or None for a stream without it.")
