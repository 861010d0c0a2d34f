"""Message attributes, as people write them and as SQS and SNS send them."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import base64_text

_LOGICAL_TYPES = ("String", "Number", "Binary")


@dataclass(frozen=True, slots=True)
class MessageAttribute:
    """One attribute.

    Attributes:
        data_type: `String`, `Number` or `Binary`, and perhaps `.` and a label of the sender's.
        value: text, or bytes of a Binary.
    """

    data_type: str
    value: str | bytes


def attributes_of(given: Mapping[str, Any] | None) -> dict[str, MessageAttribute]:
    """The attributes that a caller gives as `{name: value}`.

    Args:
        given: each value is text, a number, bytes, or the form that boto3's `send_message` and `publish` take:
            `{"DataType": "Number.int", "StringValue": "1"}`.

    Raises:
        EventError: a value is of none of these kinds.
    """
    return {name: _attribute(name, value) for name, value in given.items()} if given else {}


def md5_of(attributes: Mapping[str, MessageAttribute]) -> str:
    """SQS' digest of message attributes (Q-md5attr): sorted by name, each part after its length."""
    digest = hashlib.md5(usedforsecurity=False)
    for name in sorted(attributes):
        attribute = attributes[name]
        binary = attribute.data_type.startswith("Binary")
        value = attribute.value if isinstance(attribute.value, bytes) else attribute.value.encode()
        for part in (name.encode(), attribute.data_type.encode()):
            digest.update(len(part).to_bytes(4, "big") + part)
        digest.update((b"\2" if binary else b"\1") + len(value).to_bytes(4, "big") + value)
    return digest.hexdigest()


def from_sqs(sent: Mapping[str, Any]) -> dict[str, MessageAttribute]:
    """The attributes of a record of SQS."""
    return {
        name: MessageAttribute(
            each["dataType"],
            b64decode(each["binaryValue"]) if "binaryValue" in each else each["stringValue"],
        )
        for name, each in sent.items()
    }


def as_sqs(attribute: MessageAttribute) -> dict[str, Any]:
    """As a record of SQS has it (Q-attrshape)."""
    value = attribute.value
    key, shown = ("binaryValue", base64_text(value)) if isinstance(value, bytes) else ("stringValue", value)
    return {key: shown, "stringListValues": [], "binaryListValues": [], "dataType": attribute.data_type}


def as_sns(attribute: MessageAttribute) -> dict[str, str]:
    """As SNS has it, in events and envelopes alike (N-binary)."""
    value = attribute.value
    return {"Type": attribute.data_type, "Value": base64_text(value) if isinstance(value, bytes) else value}


def _attribute(name: str, value: Any) -> MessageAttribute:
    if isinstance(value, Mapping):
        return _from_parts(name, {key[:1].lower() + key[1:]: part for key, part in value.items()})
    if isinstance(value, str):
        return MessageAttribute("String", value)
    if isinstance(value, (bytes, bytearray)):
        return MessageAttribute("Binary", bytes(value))
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return MessageAttribute("Number", str(value))
    raise EventError(
        f"message attribute {name!r} is {value!r}: expected text, a number, bytes, or a mapping with DataType and "
        "StringValue or BinaryValue."
    )


def _from_parts(name: str, parts: Mapping[str, Any]) -> MessageAttribute:
    data_type = parts.get("dataType")
    if not isinstance(data_type, str) or data_type.partition(".")[0] not in _LOGICAL_TYPES:
        raise EventError(
            f"message attribute {name!r} has DataType {data_type!r}: expected String, Number or Binary, perhaps "
            "with a label behind a dot."
        )
    key, kind = ("binaryValue", bytes) if data_type.startswith("Binary") else ("stringValue", str)
    value = parts.get(key)
    if not isinstance(value, kind):
        raise EventError(
            f"message attribute {name!r} of DataType {data_type} has {key} {value!r}: expected {kind.__name__}."
        )
    return MessageAttribute(data_type, value)
