"""What a caller gives as body, message or data: text, bytes, or an object for JSON."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from pytest_lambda.errors import EventError

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def json_text(value: object, what: str) -> str:
    """Compact JSON of an object.

    Raises:
        EventError: JSON has no way to write it.
    """
    try:
        return _encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise EventError(
            f"{what} is {_shortened(value)}: expected text, bytes, or an object that JSON can write ({error})."
        ) from None


def text(value: Any, what: str) -> str:
    """What is sent as text: text as it is, UTF-8 bytes decoded, all else as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray)):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise EventError(
                f"{what} is {_shortened(value)}, which is not UTF-8 text. Only text can be sent there; encode it "
                "as the sender would, in base64 say."
            ) from None
    return json_text(value, what)


def data(value: Any, what: str) -> bytes:
    """What is sent as bytes: bytes as they are, text in UTF-8, all else as JSON."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    return (value if isinstance(value, str) else json_text(value, what)).encode("utf-8", "surrogatepass")


def base64_text(value: bytes) -> str:
    """Base64, as text."""
    return b64encode(value).decode("ascii")


def signed_bytes(content: bytes) -> list[int]:
    """Bytes as Java has them, with a sign: so headers of Kafka's records stand in events."""
    return [each - 256 if each > 127 else each for each in content]


def _shortened(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
