"""What on-failure destinations of streams get: metadata of the records that were given up, not the records (C74)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def batch_info(
    kind: StreamKind, shard_id: str, stream_arn: str, items: Sequence[Item], window: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Which records they are: C70, D9; of the last invocation of a window, which window (C86).

    Args:
        kind: of stream.
        shard_id, stream_arn: where they are.
        items: the records, in order.
        window: what the last invocation of a window was for.
    """
    if window is not None:
        return {"shardId": shard_id, "streamArn": stream_arn, "timeWindowInfo": window}
    first, last = items[0].record, items[-1].record
    return {
        "shardId": shard_id,
        "startSequenceNumber": first.sequence_number,
        "endSequenceNumber": last.sequence_number,
        "approximateArrivalOfFirstRecord": kind.arrival(first.arrival_us),
        "approximateArrivalOfLastRecord": kind.arrival(last.arrival_us),
        "batchSize": len(items),
        "streamArn": stream_arn,
    }


def message(
    mapping: EventSourceMapping,
    *,
    request_id: str,
    condition: str,
    attempts: int,
    response: InvocationResult | None,
    info: tuple[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """The message, its members in AWS's order (C70-C73).

    Args:
        mapping: whose function it is.
        request_id: of the last attempt.
        condition: `RetryAttemptsExhausted` or `RecordAgeExceeded`.
        attempts: on the piece that is given up.
        response: the last answer; None for what is too old, or was never sent (C33, C35).
        info: what `batch_info` made, and its name.
    """
    made: dict[str, Any] = {
        "requestContext": {
            "requestId": request_id,
            "functionArn": mapping.function_arn,  # C71
            "condition": condition,
            "approximateInvokeCount": max(attempts, 1),  # C35
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
    made[info[0]] = info[1]
    return made


def send(mapping: EventSourceMapping, shard_id: str, record: dict[str, Any], event: Mapping[str, Any]) -> None:
    """Deliver a message to the mapping's destination, which there is.

    Args:
        mapping: whose destination it is.
        shard_id: for the key of an object.
        record: what `message` made.
        event: the invocation's, for a bucket (C74).

    Raises:
        DeliveryRefused: the destination does not take it (C76).
        NotSimulated: it is a resource of another kind.
    """
    target = mapping.settings.on_failure
    assert target is not None
    resource = target.resource if target.resource is not None else mapping.function.service.resource(target.arn)
    if isinstance(resource, S3Bucket):
        with_payload = {**record, "payload": json_text(event, "the event")}
        resource.deliver(json_text(with_payload, "the record"), key=_key(mapping, shard_id, resource, record))
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
