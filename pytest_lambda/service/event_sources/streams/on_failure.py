"""What on-failure destinations of streams get: metadata of the records that were given up, not the records (C74)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import NotSimulated
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.notations import iso_milliseconds, iso_seconds
from pytest_lambda.service.event_sources.streams.piece import Item
from pytest_lambda.service.resources.s3_bucket import S3Bucket
from pytest_lambda.service.resources.sns_topic import SnsTopic
from pytest_lambda.service.resources.sqs_queue import SqsQueue

if TYPE_CHECKING:
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.streams.source import StreamKind

RETRIES_EXHAUSTED = "RetryAttemptsExhausted"
AGE_EXCEEDED = "RecordAgeExceeded"


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Records that are given up.

    Attributes:
        mapping: whose they are.
        kind: of stream.
        shard_id: where they are.
        items: the records, in order; none for the last invocation of a window.
        event: the one with them, as for an invocation.
        window: what the last invocation of a window was for (C86); else None.
        request_id: of the last attempt.
        condition: `RetryAttemptsExhausted`, `RecordAgeExceeded`, …
        attempts: on the piece that is given up.
        response: the last answer; None for what is too old, or was never sent (C33, C35).
    """

    mapping: EventSourceMapping
    kind: StreamKind
    shard_id: str
    items: Sequence[Item]
    event: Mapping[str, Any]
    window: Mapping[str, Any] | None
    request_id: str
    condition: str
    attempts: int
    response: InvocationResult | None


def batch_info(given_up: GivenUp) -> dict[str, Any]:
    """Which records they are: C70, D9; of the last invocation of a window, which window (C86)."""
    shard_id, stream_arn = given_up.shard_id, given_up.mapping.event_source_arn
    if given_up.window is not None:
        return {"shardId": shard_id, "streamArn": stream_arn, "timeWindowInfo": given_up.window}
    first, last = given_up.items[0].record, given_up.items[-1].record
    return {
        "shardId": shard_id,
        "startSequenceNumber": first.sequence_number,
        "endSequenceNumber": last.sequence_number,
        "approximateArrivalOfFirstRecord": given_up.kind.arrival(first.arrival_us),
        "approximateArrivalOfLastRecord": given_up.kind.arrival(last.arrival_us),
        "batchSize": len(given_up.items),
        "streamArn": stream_arn,
    }


def message(given_up: GivenUp, info: Mapping[str, Any]) -> dict[str, Any]:
    """The message, its members in AWS's order (C70-C73).

    Args:
        given_up: what it is about.
        info: which records they are.
    """
    mapping, response = given_up.mapping, given_up.response
    made: dict[str, Any] = {
        "requestContext": {
            "requestId": given_up.request_id,
            "functionArn": mapping.function_arn,  # C71
            "condition": given_up.condition,
            "approximateInvokeCount": max(given_up.attempts, 1),  # C35
        }
    }
    if response is not None:
        made["responseContext"] = {
            "statusCode": response.status_code,
            "executedVersion": response.executed_version,
            "functionError": response.function_error,
        }
    made["version"] = "1.0"
    made["timestamp"] = iso_milliseconds(mapping.function.service.epoch())
    made[given_up.kind.batch_info] = info
    return made


def send(given_up: GivenUp, record: dict[str, Any]) -> None:
    """Deliver a message to the mapping's destination, which there is.

    Args:
        given_up: what it is about; a bucket gets its event, too (C74).
        record: what `message` made.

    Raises:
        DeliveryRefused: the destination does not take it (C76).
        NotSimulated: it is a resource of another kind.
    """
    target = given_up.mapping.settings.on_failure
    assert target is not None
    found = target.resource
    resource = found if found is not None else given_up.mapping.function.service.resource(target.arn)
    if isinstance(resource, S3Bucket):
        with_payload = {**record, "payload": json_text(given_up.event, "the event")}
        key = _key(given_up.mapping, given_up.shard_id, resource, record)
        resource.deliver(json_text(with_payload, "the record"), key=key)
    elif isinstance(resource, (SqsQueue, SnsTopic)):
        resource.deliver(json_text(record, "the record"))
    else:
        raise NotSimulated(
            f"The on-failure destination {target.arn} is no queue, topic or bucket of this service: make one with "
            "sqs_queue(), sns_topic() or s3_bucket()."
        )


def _key(mapping: EventSourceMapping, shard_id: str, bucket: S3Bucket, record: dict[str, Any]) -> str:
    """C75."""
    day, _, clock = iso_seconds(mapping.function.service.epoch())[:-1].partition("T")
    context = record["requestContext"]
    identity = bucket.ids_for(context["requestId"], context["condition"], shard_id).uuid()
    return f"aws/lambda/{mapping.uuid}/{shard_id}/{day.replace('-', '/')}/{day}T{clock.replace(':', '.')}-{identity}"
