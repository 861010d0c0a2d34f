"""Records of asynchronous invocations, and their delivery to destinations (E19-E31)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from json import loads
from typing import Any, Final, TypeAlias

from pytest_lambda.errors import InvokeError
from pytest_lambda.events.builders.lambda_destination import lambda_destination
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.endpoints import HasArn, checked_endpoint
from pytest_lambda.service.resources.event_bus import EventBus
from pytest_lambda.service.resources.refusals import DeliveryRefused
from pytest_lambda.service.resources.s3_bucket import S3Bucket
from pytest_lambda.service.resources.sns_topic import SnsTopic
from pytest_lambda.service.resources.sqs_queue import SqsQueue

SUCCESS: Final = "Success"
RETRIES_EXHAUSTED: Final = "RetriesExhausted"
EVENT_AGE_EXCEEDED: Final = "EventAgeExceeded"
ZERO_RESERVED_CONCURRENCY: Final = "ZeroReservedConcurrency"

#: E2
EVENT_BYTES = 1_048_576

#: a simulated resource, a function, or the ARN of one
DestinationTarget: TypeAlias = "SqsQueue | SnsTopic | EventBus | S3Bucket | HasArn | str"


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known when an asynchronous event is over.

    Attributes:
        request_id: the same one for all attempts (E7).
        function_arn: qualified, `…:$LATEST` if it was invoked without a qualifier (E20).
        condition: `Success`, `RetriesExhausted`, `EventAgeExceeded` or `ZeroReservedConcurrency` (E21).
        invoke_count: how often the function ran.
        request_payload: the event.
        epoch: when it was over, in seconds since 1970.
        response_payload: the last answer; None if there was none.
        status_code: of the last attempt: 200 if the function ran, 429 if it was throttled (E13), 404 if it was gone
            (E14); None without an attempt (E26).
        executed_version: the version that ran last; None if none did.
        function_error: `Unhandled`, or None.
        error_message: why it failed, where no answer tells it; only dead letters have it.
    """

    request_id: str
    function_arn: str
    condition: str
    invoke_count: int
    request_payload: bytes
    epoch: float
    response_payload: bytes | None = None
    status_code: int | None = None
    executed_version: str | None = None
    function_error: str | None = None
    error_message: str | None = None

    @property
    def succeeded(self) -> bool:
        """Whether it goes to the destination on success."""
        return self.condition == SUCCESS

    @property
    def function_name(self) -> str:
        """Of the function."""
        return self.function_arn.split(":")[6]


def destination_record(ending: Ending) -> dict[str, Any]:
    """The record that a destination gets; of a function that is one, the event."""
    request = _parsed(ending.request_payload)
    fields: dict[str, Any] = {} if request is not None else {"requestPayload": None}
    made = lambda_destination(
        request,
        condition=SUCCESS,  # those of other conditions differ in fields that are given here
        time=ending.epoch,
        requestContext={
            "requestId": ending.request_id,
            "functionArn": ending.function_arn,
            "condition": ending.condition,
            "approximateInvokeCount": 1 if ending.succeeded else ending.invoke_count,  # E24
        },
        responseContext=_response_context(ending),
        **_answer(ending),
        **fields,
    )
    return {**made}


def deliver_to_destination(
    target: DestinationTarget, ending: Ending, *, platform: Platform, trace_header: str | None = None
) -> None:
    """Send the record of an event to a destination.

    Args:
        target: where to.
        ending: of the event.
        platform: what hands events to functions.
        trace_header: of the invocation (E19, E31).

    Raises:
        DeliveryRefused: the target does not take it: without permission, too large, gone (E30).
        NotSimulated: the target is a resource of another kind.
    """
    record = destination_record(ending)
    for kind, send in _SENDERS:
        if isinstance(target, kind):
            return send(target, record, ending, trace_header)
    return _to_function(target, record, platform, trace_header)


def eventbridge_fields(bus: EventBus, ending: Ending) -> dict[str, Any]:
    """What an event bus is told besides the record (E28)."""
    outcome = "Success" if ending.succeeded else "Failure"
    return {
        "source": "lambda",
        "detail_type": f"Lambda Function Invocation Result - {outcome}",
        "resources": [bus.arn, ending.function_arn],
    }


def s3_key(bucket: S3Bucket, ending: Ending) -> str:
    """The key of a record in a bucket (E29)."""
    day, _, clock = iso_seconds(ending.epoch)[:-1].partition("T")
    folder = day.replace("-", "/")
    identity = bucket.ids_for(ending.request_id, ending.condition).uuid()
    return f"aws/lambda/async/{ending.function_name}/{folder}/{day}T{clock.replace(':', '.')}-{identity}"


def _response_context(ending: Ending) -> Any:
    if ending.status_code is None:
        return ABSENT
    return {
        "statusCode": ending.status_code,
        "executedVersion": _or_absent(ending.executed_version),
        "functionError": _or_absent(ending.function_error),  # E22
    }


def _answer(ending: Ending) -> dict[str, Any]:
    """E23, E27."""
    if ending.response_payload is None:
        return {"responsePayload": ABSENT}
    try:
        answer = _strict(ending.response_payload)
    except ValueError as error:
        refusal = {
            "statusCode": 400,
            "errorCode": "InvalidRequestContentException",
            "errorMessage": f"Could not parse request body into json: Could not parse payload into json: {error}",
        }
        return {"responsePayload": ABSENT, "deliveryError": refusal}
    return {"response_payload": answer, "responsePayload": answer}


def _or_absent(value: str | None) -> Any:
    return ABSENT if value is None else value


def _parsed(payload: bytes) -> Any:
    """An event that was accepted is JSON; should it be more than Python can hold, its text stands for it."""
    try:
        return _strict(payload)
    except ValueError:
        return payload.decode("utf-8", "replace")


def _strict(payload: bytes) -> Any:
    """What is no JSON for AWS, NaN say, is none here."""
    try:
        return loads(payload.decode(), parse_constant=_refused, parse_float=_finite)
    except RecursionError as error:
        raise ValueError(str(error)) from None


def _refused(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refused(text)


def _text(record: dict[str, Any]) -> str:
    """UTF-8 has no single surrogates, which JSON can name."""
    return json_text(record, "the record").encode("utf-8", "replace").decode()


def _to_queue(queue: SqsQueue, record: dict[str, Any], ending: Ending, trace_header: str | None) -> None:
    queue.deliver(_text(record), trace_header=trace_header)


def _to_topic(topic: SnsTopic, record: dict[str, Any], ending: Ending, trace_header: str | None) -> None:
    topic.deliver(_text(record), trace_header=trace_header)


def _to_bus(bus: EventBus, record: dict[str, Any], ending: Ending, trace_header: str | None) -> None:
    bus.deliver(_text(record), **eventbridge_fields(bus, ending), trace_header=trace_header)


def _to_bucket(bucket: S3Bucket, record: dict[str, Any], ending: Ending, trace_header: str | None) -> None:
    bucket.deliver(_text(record), key=s3_key(bucket, ending), trace_header=trace_header)


_SENDERS: Final[tuple[tuple[type, Callable[[Any, dict[str, Any], Ending, str | None], None]], ...]] = (
    (SqsQueue, _to_queue),
    (SnsTopic, _to_topic),
    (EventBus, _to_bus),
    (S3Bucket, _to_bucket),
)


def _to_function(target: HasArn | str, record: dict[str, Any], platform: Platform, trace_header: str | None) -> None:
    arn = checked_endpoint(target, "Lambda")
    assert isinstance(arn, str), "queues are in the table"
    payload = _text(record).encode()
    if len(payload) > EVENT_BYTES:
        raise DeliveryRefused(
            "RequestEntityTooLargeException",
            f"{len(payload)} byte payload is too large for the Event invocation type (limit {EVENT_BYTES} bytes)",
        )
    try:
        platform.invoke_async(arn, payload, trace_header=trace_header, source="lambda")
    except InvokeError as refused:
        raise DeliveryRefused(refused.code, refused.message, refused.hint) from refused
