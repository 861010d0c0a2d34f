"""The events of Amazon MSK and of self-managed Kafka (with-msk and with-kafka in Lambda's guide)."""

from __future__ import annotations

from typing import Literal, TypedDict


class KafkaSchemaMetadata(TypedDict):
    """The schema by which Lambda has validated a key or a value, if a registry is set up."""

    dataFormat: str
    schemaId: str


class KafkaRecordBase(TypedDict):
    """What every record has."""

    topic: str
    partition: int
    offset: int
    #: milliseconds since 1970
    timestamp: int
    timestampType: Literal["CREATE_TIME", "LOG_APPEND_TIME", "NO_TIMESTAMP_TYPE"]
    #: each with one name, and its value's bytes as numbers from -128 to 127
    headers: list[dict[str, list[int]]]


class KafkaRecord(KafkaRecordBase, total=False):
    """One record."""

    #: base64
    key: str | None
    #: base64; null deletes the key in a compacted topic
    value: str | None
    keySchemaMetadata: KafkaSchemaMetadata
    valueSchemaMetadata: KafkaSchemaMetadata


class MskEvent(TypedDict):
    """A batch of records by topic and partition, `orders-0` say."""

    eventSource: Literal["aws:kafka"]
    eventSourceArn: str
    bootstrapServers: str
    records: dict[str, list[KafkaRecord]]


class SelfManagedKafkaEvent(TypedDict):
    """A batch of records by topic and partition, `orders-0` say."""

    eventSource: Literal["SelfManagedKafka", "aws:SelfManagedKafka"]
    bootstrapServers: str
    records: dict[str, list[KafkaRecord]]
