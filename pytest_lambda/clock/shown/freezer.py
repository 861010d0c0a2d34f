"""A freezegun of our own, begun once and only moved after that."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


class Freezer:
    """Shows moments through freezegun.

    Args:
        start_us: the first one, microseconds since 1970.
    """

    __slots__ = ("_api", "_factory", "_frozen")

    def __init__(self, start_us: int) -> None:
        from freezegun import api

        self._api: Any = api
        self._frozen: Any = api.freeze_time(_EPOCH + timedelta(microseconds=start_us))
        self._factory: Any = None

    def start(self) -> None:
        """Freeze."""
        self._factory = self._frozen.start()
        # Without it each question for the time walks up the stack, and takes the test body for a tool that called it.
        self._api.ignore_lists[-1] = ()

    def stop(self) -> None:
        """Thaw: the computer's time is shown again."""
        self._frozen.stop()

    def read(self) -> int:
        """Microseconds since 1970 as shown."""
        shown: datetime = self._factory.time_to_freeze
        return (shown - _EPOCH) // _MICROSECOND

    def set(self, us: int) -> None:
        """Show a moment."""
        self._factory.time_to_freeze = _EPOCH + timedelta(microseconds=us)


def aware(us: int) -> datetime:
    """A moment as users see it: in UTC."""
    return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=us)
