"""Dead letters: the event itself, and three message attributes that tell what became of it (E40-E45)."""

from __future__ import annotations

from json import loads
from typing import Any, Final

from pytest_lambda.service.asynchronous.records import ZERO_RESERVED_CONCURRENCY, Ending
from pytest_lambda.service.resources.sns_topic import SnsTopic
from pytest_lambda.service.resources.sqs_queue import SqsQueue

#: E41
ERROR_MESSAGE_BYTES = 1_024

_THROTTLED, _GONE = 429, 404
#: the blank that is missing is missing in the only source, a third party's copy of AWS's answers
_NOT_INVOKED: Final = "Function not invoked. Function isconfigured with zero reserved concurrent executions"


def deliver_to_dead_letter_queue(
    target: SqsQueue | SnsTopic, ending: Ending, *, trace_header: str | None = None
) -> None:
    """Send an event that failed to the dead-letter queue or topic of its function.

    Args:
        target: where to.
        ending: of the event.
        trace_header: of the invocation.

    Raises:
        DeliveryRefused: the target does not take it: the event is lost (E45).
    """
    target.deliver(dead_letter_body(ending), attributes=dead_letter_attributes(ending), trace_header=trace_header)


def dead_letter_body(ending: Ending) -> str:
    """The event as it came (E40)."""
    return ending.request_payload.decode("utf-8", "replace")


def dead_letter_attributes(ending: Ending) -> dict[str, dict[str, str]]:
    """The message attributes, as boto3's `send_message` takes them (E41, E42)."""
    made = {"RequestID": _attribute("String", ending.request_id)}
    if ending.status_code is not None and ending.condition != ZERO_RESERVED_CONCURRENCY:
        made["ErrorCode"] = _attribute("Number", str(ending.status_code))
    message = _cut(_error_message(ending))
    if message:  # neither SQS nor SNS takes an empty one
        made["ErrorMessage"] = _attribute("String", message)
    return made


def _error_message(ending: Ending) -> str:
    if ending.error_message is not None:
        return ending.error_message
    if ending.condition == ZERO_RESERVED_CONCURRENCY:
        return _NOT_INVOKED
    if ending.status_code == _THROTTLED:
        return "Rate Exceeded."
    if ending.status_code == _GONE:
        return f"Function not found: {ending.function_arn}"
    return _answered(ending.response_payload)


def _answered(payload: bytes | None) -> str:
    """`errorMessage` of the answer."""
    try:
        answer: Any = loads(payload or b"null")
    except (ValueError, RecursionError):
        return ""
    message = answer.get("errorMessage") if isinstance(answer, dict) else None
    return message if isinstance(message, str) else ""


def _cut(text: str) -> str:
    """The first kilobyte, without half a character at its end."""
    return text.encode("utf-8", "replace")[:ERROR_MESSAGE_BYTES].decode("utf-8", "ignore")


def _attribute(data_type: str, value: str) -> dict[str, str]:
    return {"DataType": data_type, "StringValue": value}
