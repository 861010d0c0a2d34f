"""What moto says of S3 itself: its own notifications are wrong, and stand back for those of the service.

`send_event(account_id, event_name, bucket, key)` and `send_test_event(account_id, bucket)` of `moto.s3.notifications`
are exchanged for as long as somebody listens.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Protocol

from pytest_lambda.boto import mock


class Listener(Protocol):
    """Who makes the notifications of buckets of moto."""

    def heard(self, account: str, bucket: Any, event_name: str | None, key: Any) -> bool:
        """moto is about to tell of something.

        Args:
            account: of the bucket.
            bucket: moto's.
            event_name: with `s3:` before it; None for the test event.
            key: moto's object; None for the test event.

        Returns:
            Whether moto is to be silent.
        """
        ...


_listeners: list[Listener] = []
_originals: dict[str, Callable[..., Any]] = {}


def listen(listener: Listener) -> None:
    """Be told from now on, if a mock of S3 is there."""
    if listener not in _listeners:
        _listeners.append(listener)
    module = sys.modules.get("moto.s3.notifications")
    if module is None or _originals:
        return
    for name, stand_in in (("send_event", _send_event), ("send_test_event", _send_test_event)):
        original = getattr(module, name, None)
        if original is None:
            raise mock.unknown_moto(f"there is no moto.s3.notifications.{name}")
        _originals[name] = original
        setattr(module, name, stand_in)


def leave(listener: Listener) -> None:
    """Be told no longer; after the last one moto is as it was."""
    if listener in _listeners:
        _listeners.remove(listener)
    if _listeners:
        return
    module = sys.modules.get("moto.s3.notifications")
    for name, original in _originals.items():
        setattr(module, name, original)
    _originals.clear()


def _send_event(account_id: str, event_name: Any, bucket: Any, key: Any) -> Any:
    name = str(getattr(event_name, "value", event_name))
    if any(each.heard(account_id, bucket, name, key) for each in tuple(_listeners)):
        return None
    return _originals["send_event"](account_id, event_name, bucket, key)


def _send_test_event(account_id: str, bucket: Any) -> Any:
    if any(each.heard(account_id, bucket, None, None) for each in tuple(_listeners)):
        return None
    return _originals["send_test_event"](account_id, bucket)
