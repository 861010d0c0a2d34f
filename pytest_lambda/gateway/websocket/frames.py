"""What a client puts into frames, and which frames a WebSocket API takes."""

from __future__ import annotations

from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.builders.websocket_event import LARGEST_MESSAGE
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.gateway.exchange import Refusal
from pytest_lambda.gateway.websocket.connection import Closing

#: bytes; Developer Guide, WebSocket quotas
_LARGEST_FRAME = 32 * 1024
#: bytes of a reason beside its code, in a control frame of 125; RFC 6455, 5.5
_LONGEST_REASON = 123
#: a close without a status
_NO_STATUS = 1005


def message_of(data: Any) -> str | bytes:
    """Text as it is, bytes for a binary frame, all else as JSON."""
    if isinstance(data, (bytes, bytearray)):
        return bytes(data)
    return data if isinstance(data, str) else json_text(data, "the message")


def broken_limit(message: str | bytes, frame_bytes: int | None) -> tuple[Refusal, Closing] | None:
    """Why the API closes the connection when it gets this; None if it takes it.

    Args:
        message: text, or the content of binary frames.
        frame_bytes: of each frame; None for all in one.

    Raises:
        ConfigurationError: there are no such frames.
    """
    if isinstance(message, bytes):
        # Developer Guide, binary media types for WebSocket APIs
        return _broken("WS-binary", 1003, "binary frames are not taken; text that is bytes is sent as data.decode()")
    if frame_bytes is not None and (isinstance(frame_bytes, bool) or frame_bytes < 1):
        raise ConfigurationError(f"frame_bytes is {frame_bytes!r}: expected a number of bytes from 1 on, or None.")
    size = len(message.encode("utf-8", "surrogatepass"))
    frame = size if frame_bytes is None else min(frame_bytes, size)
    if size > LARGEST_MESSAGE:
        return _broken("WS-message-size", 1009, f"a message of {size:,} bytes is over {LARGEST_MESSAGE:,}")
    if frame > _LARGEST_FRAME:
        more = f"{_LARGEST_FRAME:,}; frame_bytes={_LARGEST_FRAME} sends it in several"
        return _broken("WS-frame-size", 1009, f"a frame of {frame:,} bytes is over {more}")
    return None


def closing_by_client(code: int | None, reason: str) -> Closing:
    """A client's close frame.

    Raises:
        ConfigurationError: there is none of this code and reason.
    """
    if code is None:
        if reason:
            raise ConfigurationError(f"reason is {reason!r}, but there is no code: expected close(1000, {reason!r}).")
        return Closing(_NO_STATUS, None, "the client closed it")
    if isinstance(code, bool) or not isinstance(code, int) or not (code == 1000 or 3000 <= code <= 4999):
        raise ConfigurationError(f"code is {code!r}: a client closes with 1000, or 3000 to 4999 (RFC 6455, 7.4.2).")
    if len(reason.encode("utf-8", "surrogatepass")) > _LONGEST_REASON:
        raise ConfigurationError(f"reason is {reason!r}: expected at most {_LONGEST_REASON} bytes (RFC 6455, 5.5).")
    return Closing(code, reason, "the client closed it")


def _broken(rule: str, code: int, reason: str) -> tuple[Refusal, Closing]:
    return Refusal(rule, reason), Closing(code, "", reason)
