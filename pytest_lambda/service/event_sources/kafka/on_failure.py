"""What becomes of records of Kafka that are given up.

Source: Developer Guide, "Capturing discarded batches for Amazon MSK and self-managed Apache Kafka event sources" and
"Using a Kafka topic as an on-failure destination".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_lambda.events.building.contents import json_text
from pytest_lambda.service.event_sources.streams.on_failure import RETRIES_EXHAUSTED, GivenUp, message, send
from pytest_lambda.service.event_sources.streams.rules import StreamRules
from pytest_lambda.service.metrics.lambda_metrics import Target, offset_lag
from pytest_lambda.service.resources.kafka_record import KafkaRecord
from pytest_lambda.service.resources.kafka_topic import KafkaTopic

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
    from pytest_lambda.service.event_sources.streams.piece import Item
    from pytest_lambda.service.event_sources.streams.shard_reader import ShardReader

#: what "any number of retries" means beside a destination (M3)
MOST_RETRIES_WITH_DESTINATION = 10
#: the condition in the page on topics as destinations; that on other destinations has another word for it
_EXHAUSTED_FOR_TOPICS = "RetriesExhausted"


class KafkaRules(StreamRules):
    """Where Kafka differs from Kinesis when a batch fails."""

    too_large = "MaximumPayloadSizeExceeded"

    def most_retries(self, settings: MappingSettings) -> int:
        """M3."""
        if settings.maximum_retry_attempts < 0 and settings.on_failure is not None:
            return MOST_RETRIES_WITH_DESTINATION
        return settings.maximum_retry_attempts

    def measure(self, reader: ShardReader, last: Item, target: Target, began_us: int) -> None:
        """OffsetLag of the partition after a batch (H7): how many records there are behind it."""
        lag = reader.shard.end - last.position - 1
        offset_lag(reader.mapping.function.service.metrics, target, began_us / 1e6, lag)

    def deliver(self, given_up: GivenUp) -> None:
        """Metadata for queues and SNS topics, with the event for buckets; a message for each record for a topic."""
        target = given_up.mapping.settings.on_failure
        assert target is not None
        if isinstance(target.resource, KafkaTopic):
            _to_topic(given_up, target.resource)
            return
        info = _info(given_up, given_up.event)
        info["recordsInfo"] = {given_up.shard_id: _span(given_up.kind.arrival, given_up.items)}
        send(given_up, _message(given_up, info))


def _to_topic(given_up: GivenUp, topic: KafkaTopic) -> None:
    """Each with the key that it had, or without one."""
    if given_up.condition == RETRIES_EXHAUSTED:
        given_up = replace(given_up, condition=_EXHAUSTED_FOR_TOPICS)
    for item in given_up.items:
        record = item.record
        assert isinstance(record, KafkaRecord)
        event = {**given_up.event, "records": {given_up.shard_id: [each.event for each in item.events]}}
        info = _info(replace(given_up, items=(item,)), event)
        timestamp = given_up.kind.arrival(record.arrival_us)
        info["recordInfo"] = {"offset": record.sequence_number, "timestamp": timestamp}
        topic.send({**_message(given_up, info), "payload": event}, key=record.key)


def _message(given_up: GivenUp, info: dict[str, Any]) -> dict[str, Any]:
    made = message(given_up, info)
    context = made.pop("requestContext")
    # of what was never sent it is null, not absent as with Kinesis
    return {"requestContext": context, "responseContext": made.pop("responseContext", None), **made}


def _info(given_up: GivenUp, event: Any) -> dict[str, Any]:
    info: dict[str, Any] = {"batchSize": len(given_up.items)}
    if "eventSourceArn" in event:
        info["eventSourceArn"] = event["eventSourceArn"]
    info["bootstrapServers"] = event["bootstrapServers"]
    info["payloadSize"] = len(json_text(event, "the event").encode())
    return info


def _span(shown: Any, items: Sequence[Item]) -> dict[str, str]:
    first, last = items[0].record, items[-1].record
    return {
        "firstRecordOffset": first.sequence_number,
        "lastRecordOffset": last.sequence_number,
        "firstRecordTimestamp": shown(first.arrival_us),
        "lastRecordTimestamp": shown(last.arrival_us),
    }


KAFKA_RULES = KafkaRules()
