"""Events of Kafka: Amazon MSK, and clusters that one manages oneself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.streams import region_of
from pytest_lambda.events.building.contents import base64_text, data, signed_bytes
from pytest_lambda.events.building.notations import milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.kafka import MskEvent, SelfManagedKafkaEvent
from pytest_lambda.world import World

_Ready = Mapping[str, Sequence[Mapping[str, Any]]]
#: the names of AWS that are fields of a record, not of the event
_OF_RECORDS = ("timestamp", "timestampType", "value", "keySchemaMetadata", "valueSchemaMetadata")


@dataclass(frozen=True, slots=True)
class _Topic:
    """What all records of a call share."""

    name: str
    partition: int
    offset: int
    key: object
    headers: Mapping[str, object] | None

    def __post_init__(self) -> None:
        for name, number in (("partition", self.partition), ("offset", self.offset)):
            if not isinstance(number, int) or isinstance(number, bool) or number < 0:
                raise EventError(f"{name} is {number!r}: expected a number from 0 on.")


def msk(
    *values: object,
    topic: str = "orders",
    partition: int = 0,
    offset: int = 0,
    key: object = None,
    headers: Mapping[str, object] | None = None,
    cluster_name: str = "cluster",
    records: _Ready | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> MskEvent:
    """A batch of records from a cluster of Amazon MSK.

    Args:
        values: one per record: bytes, text, or an object for JSON.
        topic: of the records.
        partition: of the topic.
        offset: of the first record; the others follow.
        key: of each record: bytes, text, or an object for JSON. Without one the key is absent.
        headers: of each record: names and bytes or texts.
        cluster_name: of the cluster.
        records: ready-made records by topic and partition, `{"orders-1": [...]}`; they follow those of the values.
        time: when the records were written; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event, and of a record, which hold for each record. `ABSENT` leaves one
            out.

    Raises:
        EventError: a value, key or header cannot be sent.
    """
    scene = Scene(world, time, "kafka", values, topic, partition, cluster_name)
    given = fields_of("msk", fields, parameters_of(msk))
    made = _records(scene, given, values, _Topic(topic, partition, offset, key, headers), records)
    number = 1 + scene.ids.number(20)
    arn = given("eventSourceArn", scene.arn("kafka", f"cluster/{cluster_name}/{scene.ids.uuid()}-{number}"))
    hosts = f"{cluster_name}.{scene.ids.hexadecimal(6)}.c{number}.kafka.{region_of(arn, scene)}.{scene.dns_suffix}"
    event = {
        "eventSource": given("eventSource", "aws:kafka"),
        "eventSourceArn": arn,
        "bootstrapServers": given("bootstrapServers", f"b-1.{hosts}:9092,b-2.{hosts}:9092"),
        "records": made,
    }
    return cast(MskEvent, given.done(event))


def self_managed_kafka(
    *values: object,
    topic: str = "orders",
    partition: int = 0,
    offset: int = 0,
    key: object = None,
    headers: Mapping[str, object] | None = None,
    records: _Ready | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> SelfManagedKafkaEvent:
    """A batch of records from a Kafka cluster that is not Amazon's.

    Args:
        values: one per record: bytes, text, or an object for JSON.
        topic: of the records.
        partition: of the topic.
        offset: of the first record; the others follow.
        key: of each record: bytes, text, or an object for JSON. Without one the key is absent.
        headers: of each record: names and bytes or texts.
        records: ready-made records by topic and partition, `{"orders-1": [...]}`; they follow those of the values.
        time: when the records were written; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event (`bootstrapServers` say), and of a record, which hold for each
            record. `ABSENT` leaves one out.

    Raises:
        EventError: a value, key or header cannot be sent.
    """
    scene = Scene(world, time, "kafka", values, topic, partition)
    given = fields_of("self_managed_kafka", fields, parameters_of(self_managed_kafka))
    made = _records(scene, given, values, _Topic(topic, partition, offset, key, headers), records)
    event = {
        "eventSource": given("eventSource", "SelfManagedKafka"),
        "bootstrapServers": given("bootstrapServers", "broker-1.example.com:9092,broker-2.example.com:9092"),
        "records": made,
    }
    return cast(SelfManagedKafkaEvent, given.done(event))


def _records(
    scene: Scene, fields: Fields, values: Sequence[object], topic: _Topic, ready: _Ready | None
) -> dict[str, Any]:
    for name in _OF_RECORDS:
        fields.says(name)
    if not values and not ready:
        values = ("Hello from Kafka!",)
    made: dict[str, Any] = {}
    if values:
        made[f"{topic.name}-{topic.partition}"] = [
            _record(scene, fields, topic, value, number) for number, value in enumerate(values)
        ]
    for name, records in (ready or {}).items():
        made[name] = [*made.get(name, ()), *records]
    return made


def _record(scene: Scene, fields: Fields, topic: _Topic, value: object, number: int) -> dict[str, Any]:
    key = ABSENT if topic.key is None else base64_text(data(topic.key, "the key of a record"))
    record = {
        "topic": topic.name,
        "partition": topic.partition,
        "offset": topic.offset + number,
        "timestamp": fields("timestamp", milliseconds(scene.epoch)),
        "timestampType": fields("timestampType", "CREATE_TIME"),
        "key": key,
        "value": fields("value", base64_text(data(value, "the value of a record"))),
        "headers": [
            {name: signed_bytes(data(each, f"header {name!r}"))} for name, each in (topic.headers or {}).items()
        ],
        "keySchemaMetadata": fields("keySchemaMetadata", ABSENT),
        "valueSchemaMetadata": fields("valueSchemaMetadata", ABSENT),
    }
    return {name: each for name, each in record.items() if each is not ABSENT}
