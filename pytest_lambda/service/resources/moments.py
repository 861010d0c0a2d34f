"""Moments as resources keep them, whole microseconds since 1970, and as they show them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

MICROSECONDS = 1_000_000


class _Calendar:
    """Keeps the real class: freezegun exchanges what module globals hold."""

    __slots__ = ("_begin", "_tick")

    def __init__(self) -> None:
        self._begin = datetime(1970, 1, 1, tzinfo=timezone.utc)
        self._tick = timedelta(microseconds=1)

    def moment(self, epoch_us: int) -> datetime:
        return self._begin + epoch_us * self._tick


_calendar = _Calendar()


def microseconds(epoch: float) -> int:
    """Seconds since 1970 as whole microseconds."""
    return round(epoch * MICROSECONDS)


def seconds(epoch_us: int) -> float:
    """Whole microseconds since 1970 as seconds."""
    return epoch_us / MICROSECONDS


def moment(epoch_us: int) -> datetime:
    """As an aware `datetime` in UTC."""
    return _calendar.moment(epoch_us)
