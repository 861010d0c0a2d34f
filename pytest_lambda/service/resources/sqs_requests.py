"""What a caller wants to send to a queue, checked as SendMessage checks it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context
from types import MappingProxyType
from typing import Any, Final

from pytest_lambda.events.builders.nesting import message_text
from pytest_lambda.events.building.message_attributes import MessageAttribute, attributes_of, md5_of
from pytest_lambda.service.resources.attribute_forms import size_of_attributes
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sqs_settings import DELAY_SECONDS, QueueSettings

#: SendMessage, MessageBody
_ALLOWED = re.compile("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
#: SendMessage, MessageGroupId and MessageDeduplicationId
_FIFO_ID = re.compile("[!-~]{1,128}")
#: SQS Developer Guide, message attributes
_MOST_ATTRIBUTES = 10
#: SQS Developer Guide, message attributes: 38 digits; nothing here shows in the caller's context
_NUMBERS = Context(prec=38, traps=[])
#: shared by all messages without attributes
_NONE: Final[Mapping[str, MessageAttribute]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that the queue will take.

    Attributes:
        group: of a FIFO queue, or of a standard one that is shared fairly; empty if there is none.
        deduplication_id: of a FIFO queue, else empty.
        delay_seconds: until it becomes visible.
    """

    body: str
    attributes: Mapping[str, MessageAttribute]
    md5_of_attributes: str | None
    group: str
    deduplication_id: str
    delay_seconds: int


def checked_draft(
    settings: QueueSettings,
    content: object,
    message_attributes: Mapping[str, Any] | None,
    delay_seconds: int | None,
    group: str | None,
    deduplication_id: str | None,
) -> Draft:
    """A message that a queue with these settings takes.

    Raises:
        EventError: the body or an attribute is of a kind that cannot be sent.
        RequestRefused: SQS refuses the message.
    """
    body = _body(content)
    attributes = attributes_of(message_attributes) or _NONE
    encoded = body.encode()
    if attributes:
        _check_attributes(attributes)
    if len(encoded) + size_of_attributes(attributes) > settings.maximum_message_size:
        raise _invalid(
            "One or more parameters are invalid. Reason: Message must be shorter than "
            f"{settings.maximum_message_size} bytes."
        )
    delay = _delay(settings, delay_seconds)
    _check_fifo_id("MessageGroupId", group)
    _check_fifo_id("MessageDeduplicationId", deduplication_id)
    if settings.fifo_queue:
        deduplication_id = _deduplication_id(settings, encoded, group, deduplication_id)
    elif deduplication_id is not None:
        raise _not_for_this_type(deduplication_id, "MessageDeduplicationId")
    return Draft(
        body,
        attributes,
        md5_of(attributes) if attributes else None,
        group or "",
        deduplication_id or "",
        delay,
    )


def normalised(attributes: Mapping[str, MessageAttribute]) -> tuple[Mapping[str, MessageAttribute], str | None]:
    """The attributes as receivers get them, with their digest: numbers in their shortest form (A84)."""
    if not attributes:
        return attributes, None
    made = {
        name: MessageAttribute(each.data_type, _shortest(each.value)) if _is_number(each) else each
        for name, each in attributes.items()
    }
    return made, md5_of(made)


def _body(content: object) -> str:
    body = message_text(content, "the body of a message")
    if not body:
        raise _missing("MessageBody")
    if not (body.isascii() and body.isprintable()) and not _ALLOWED.fullmatch(body):
        raise _not_allowed()
    return body


def _check_attributes(attributes: Mapping[str, MessageAttribute]) -> None:
    if len(attributes) > _MOST_ATTRIBUTES:
        raise _invalid(
            f"Number of message attributes [{len(attributes)}] exceeds the allowed maximum [{_MOST_ATTRIBUTES}]."
        )
    for name, each in attributes.items():
        if not each.value:
            kind = each.data_type.partition(".")[0]
            raise _invalid(f"Message (user) attribute '{name}' must contain a non-empty value of type '{kind}'.")
        if not _ALLOWED.fullmatch(f"{name}{each.value if isinstance(each.value, str) else ''}"):
            raise _not_allowed()
        if _is_number(each) and not _finite(each.value):
            raise _invalid(f"Can't cast the value of message (user) attribute '{name}' to a number.")


def _is_number(attribute: MessageAttribute) -> bool:
    return attribute.data_type.partition(".")[0] == "Number"


def _finite(value: str | bytes) -> bool:
    return isinstance(value, str) and _NUMBERS.create_decimal(value).is_finite()


def _shortest(value: str | bytes) -> str | bytes:
    number = _NUMBERS.normalize(_NUMBERS.create_decimal(str(value)))
    return f"{number:f}" if number else "0"


def _delay(settings: QueueSettings, given: int | None) -> int:
    if given is None:
        return settings.delay_seconds
    low, high = DELAY_SECONDS
    if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
        raise _invalid(
            f"Value {given} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= {low} and <= {high}."
        )
    if given and settings.fifo_queue:
        raise _not_for_this_type(given, "DelaySeconds")
    return given


def _deduplication_id(settings: QueueSettings, body: bytes, group: str | None, given: str | None) -> str:
    if group is None:
        raise _missing("MessageGroupId")
    if given is not None:
        return given
    if not settings.content_based_deduplication:
        raise _invalid(
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
            "explicitly"
        )
    return hashlib.sha256(body).hexdigest()


def _check_fifo_id(parameter: str, value: str | None) -> None:
    if value is not None and not _FIFO_ID.fullmatch(value):
        raise _invalid(
            f"Value {value} for parameter {parameter} is invalid. Reason: {parameter} can only include alphanumeric "
            "and punctuation characters. 1 to 128 in length."
        )


def _not_allowed() -> RequestRefused:
    return RequestRefused(
        "InvalidMessageContents",
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | "
        "#xE000 to #xFFFD | #x10000 to #x10FFFF",
    )


def _missing(parameter: str) -> RequestRefused:
    return RequestRefused("MissingParameter", f"The request must contain the parameter {parameter}.")


def _not_for_this_type(value: object, parameter: str) -> RequestRefused:
    return _invalid(
        f"Value {value} for parameter {parameter} is invalid. Reason: The request include parameter that is not "
        "valid for this queue type."
    )


def _invalid(message: str) -> RequestRefused:
    return RequestRefused("InvalidParameterValue", message)
