"""AWS's cron expressions: six fields, of which one of the two for days is `?`.

Source: EventBridge User Guide, cron expressions reference; EventBridge Scheduler User Guide, schedule types.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from typing import TypeAlias

from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.cron_fields import (
    DAY_OF_MONTH,
    DAY_OF_WEEK,
    HOURS,
    MINUTES,
    MONTH,
    YEAR,
    FieldRefused,
)

#: year, month, day, hour, minute
Minute: TypeAlias = tuple[int, int, int, int, int]
#: the days of a month of a year, in order
_Days: TypeAlias = Callable[[int, int], Sequence[int]]

_NEAREST = re.compile(r"(\d+)W", re.IGNORECASE)
_LAST = re.compile(r"(\d)L", re.IGNORECASE)
_NUMBERED = re.compile(r"(\w+)#(\d+)")
#: forms of other cron dialects, of which AWS's pages say nothing
_UNCONFIRMED_DAY_OF_MONTH = re.compile(r"L-\d+|LW|WL|.*,.*[LW].*|.*[LW].*,.*", re.IGNORECASE)
_UNCONFIRMED_DAY_OF_WEEK = re.compile(r"[A-Z]{3}L|.*/.*|.*,.*L|.*L,.*", re.IGNORECASE)


class Cron:
    """A cron expression, without `cron( )`.

    Args:
        fields: six of them, separated by white space.

    Raises:
        FieldRefused: AWS refuses it.
        NotSimulated: no source says what AWS makes of it.
    """

    __slots__ = ("_days", "_hours", "_minutes", "_months", "_years")

    def __init__(self, fields: str) -> None:
        given = fields.split()
        if len(given) != 6:
            raise FieldRefused(f"A cron expression has six fields (the last one is the year), and this {len(given)}.")
        minutes, hours, day, month, weekday, year = given
        self._minutes = MINUTES.numbers(minutes)
        self._hours = HOURS.numbers(hours)
        self._months = MONTH.numbers(month)
        self._years = YEAR.numbers(year)
        if (day == "?") == (weekday == "?"):
            raise FieldRefused("One of Day-of-month and Day-of-week is ?, and the other one is not.")
        self._days = _by_month(day) if weekday == "?" else _by_week(weekday)

    def next_from(self, start: Minute) -> Minute | None:
        """The first minute of the schedule that is not before another one; None if there is none up to 2199."""
        for year in self._years:
            for month in self._months:
                if (year, month) < start[:2]:
                    continue
                for day in self._days(year, month):
                    found = self._within_day((year, month, day), start)
                    if found is not None:
                        return found
        return None

    def _within_day(self, day: tuple[int, int, int], start: Minute) -> Minute | None:
        if day < start[:3]:
            return None
        for hour in self._hours:
            if (*day, hour) < start[:4]:
                continue
            for minute in self._minutes:
                if (*day, hour, minute) >= start:
                    return (*day, hour, minute)
        return None


def _by_month(text: str) -> _Days:
    if text.upper() == "L":
        return lambda year, month: (_length(year, month),)
    nearest = _NEAREST.fullmatch(text)
    if nearest is not None:
        wanted = DAY_OF_MONTH.number(nearest[1])
        return lambda year, month: _nearest_weekday(year, month, wanted)
    if _UNCONFIRMED_DAY_OF_MONTH.fullmatch(text):
        raise NotSimulated(f"Day-of-month has {text}: of L there is L alone, and of W 15W, say, alone.")
    numbers = DAY_OF_MONTH.numbers(text)
    return lambda year, month: [day for day in numbers if day <= _length(year, month)]


def _by_week(text: str) -> _Days:
    if text.upper() == "L":  # of the week
        return lambda year, month: _weekdays(year, month, (DAY_OF_WEEK.high,))
    last = _LAST.fullmatch(text)
    if last is not None:
        weekday = DAY_OF_WEEK.number(last[1])
        return lambda year, month: _weekdays(year, month, (weekday,))[-1:]
    numbered = _NUMBERED.fullmatch(text)
    if numbered is not None:
        weekday, which = DAY_OF_WEEK.number(numbered[1]), int(numbered[2])
        if not 1 <= which <= 5:
            raise FieldRefused(f"Day-of-week has {text}: expected # and 1 to 5.")
        return lambda year, month: _weekdays(year, month, (weekday,))[which - 1 : which]
    if "#" in text:
        raise FieldRefused(f"Day-of-week has {text}: with # there is one expression only, 3#2 say.")
    if _UNCONFIRMED_DAY_OF_WEEK.fullmatch(text):
        raise NotSimulated(f"Day-of-week has {text}: there are no increments, and L is alone, or 6L, say.")
    numbers = DAY_OF_WEEK.numbers(text)
    return lambda year, month: _weekdays(year, month, numbers)


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _weekday(year: int, month: int, day: int) -> int:
    """1 for Sunday."""
    return (monthrange(year, month)[0] + day) % 7 + 1


def _weekdays(year: int, month: int, wanted: Sequence[int]) -> list[int]:
    return [day for day in range(1, _length(year, month) + 1) if _weekday(year, month, day) in wanted]


def _nearest_weekday(year: int, month: int, wanted: int) -> Sequence[int]:
    """Monday to Friday, without leaving the month."""
    length = _length(year, month)
    if wanted > length:
        return ()
    weekday = _weekday(year, month, wanted)
    if weekday == DAY_OF_WEEK.low:
        return (wanted + 1 if wanted < length else wanted - 2,)
    if weekday == DAY_OF_WEEK.high:
        return (wanted - 1 if wanted > 1 else wanted + 2,)
    return (wanted,)
