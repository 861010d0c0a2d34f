"""The six notations of one moment, as the sources write it. All take seconds since 1970."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timezone
from functools import lru_cache

from pytest_lambda.errors import EventError

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class _Calendar:
    """Keeps the real function: freezegun exchanges what module globals hold."""

    __slots__ = ("fields",)

    def __init__(self) -> None:
        self.fields: Callable[[float], time.struct_time] = time.gmtime


_calendar = _Calendar()


@lru_cache(maxsize=256)
def iso_milliseconds(epoch: float) -> str:
    """`2026-01-31T12:00:00.000Z`: S3, SNS."""
    seconds, rest = divmod(milliseconds(epoch), 1000)
    return f"{iso_seconds(seconds)[:-1]}.{rest:03d}Z"


@lru_cache(maxsize=256)
def iso_seconds(epoch: float) -> str:
    """`2026-01-31T12:00:00Z`: EventBridge."""
    year, month, day, hour, minute, second = _calendar.fields(int(epoch))[:6]
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}Z"


@lru_cache(maxsize=256)
def common_log(epoch: float) -> str:
    """`31/Jan/2026:12:00:00 +0000`: the Common Log Format of the gateways."""
    year, month, day, hour, minute, second = _calendar.fields(int(epoch))[:6]
    return f"{day:02d}/{_MONTHS[month - 1]}/{year:04d}:{hour:02d}:{minute:02d}:{second:02d} +0000"


def milliseconds(epoch: float) -> int:
    """Whole milliseconds: the gateways, CloudWatch Logs; as text: SQS."""
    return round(epoch * 1000)


def epoch_of(moment: object) -> float:
    """Seconds since 1970 of what a caller calls a moment.

    Args:
        moment: a `datetime` (without a time zone it is UTC), seconds since 1970, or ISO text.

    Raises:
        EventError: it is none of these.
    """
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment.replace("Z", "+00:00"))
        except ValueError:
            raise _no_moment(moment) from None
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)
        return round(aware.timestamp(), 3)
    if isinstance(moment, (int, float)) and not isinstance(moment, bool):
        return round(float(moment), 3)
    raise _no_moment(moment)


def _no_moment(value: object) -> EventError:
    return EventError(
        f"time is {value!r}: expected a datetime, seconds since 1970, or ISO text such as '2026-01-31T12:00:00Z'."
    )
