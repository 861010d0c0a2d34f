"""Message attributes in the form of the APIs of SQS and SNS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.events.building.message_attributes import MessageAttribute


def shown_attributes(attributes: Mapping[str, MessageAttribute]) -> dict[str, dict[str, Any]]:
    """As boto3 takes and gives them: `{"kind": {"StringValue": "a", "DataType": "String"}}`."""
    return {name: _shown(each) for name, each in attributes.items()} if attributes else {}


def is_encodable(text: str) -> bool:
    """Whether UTF-8 can write it, which single surrogates are not."""
    return text.isascii() or text == text.encode("utf-8", "replace").decode()


def size_of_attributes(attributes: Mapping[str, MessageAttribute]) -> int:
    """How many bytes they count for in the size of a message: names, types and values."""
    return sum(
        size_of_text(name)
        + len(each.data_type)
        + (len(each.value) if isinstance(each.value, bytes) else size_of_text(each.value))
        for name, each in attributes.items()
    )


def size_of_text(text: str) -> int:
    """How many bytes UTF-8 takes; one for what it cannot write, which is refused elsewhere."""
    return len(text.encode("utf-8", "replace"))


def _shown(attribute: MessageAttribute) -> dict[str, Any]:
    key = "BinaryValue" if isinstance(attribute.value, bytes) else "StringValue"
    return {key: attribute.value, "DataType": attribute.data_type}
