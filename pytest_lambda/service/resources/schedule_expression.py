"""When schedules fire: `rate(5 minutes)`, `cron(0 12 * * ? *)` and `at(2026-01-01T00:00:00)`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timezone, tzinfo
from typing import TypeAlias
from zoneinfo import ZoneInfo

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.cron import Cron, Minute
from pytest_lambda.service.resources.cron_fields import FieldRefused
from pytest_lambda.service.resources.moments import MICROSECONDS, moment

#: gives the first moment after another one, both in microseconds since 1970; None if there is none
Next: TypeAlias = "Callable[[int], int | None]"

_RATE = re.compile(r"rate\((\d+)\s+(minutes?|hours?|days?)\)")
_CRON = re.compile(r"cron\((.*)\)", re.DOTALL)
_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")
_SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400}
_MINUTE_US = 60 * MICROSECONDS
#: EventBridge API reference, PutRule, ScheduleExpression
_CHARACTERS = 256


class ExpressionRefused(ValueError):
    """An expression that AWS refuses; the text says why."""


def zone_of(name: str) -> tzinfo:
    """A time zone by its name in the IANA database.

    Raises:
        ConfigurationError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise ConfigurationError(f"timezone is {name!r}: expected a name such as Europe/Berlin ({error}).") from None


def interval_us(expression: str, *, strict: bool) -> int | None:
    """Microseconds of a `rate( )`; None if the expression is none.

    Args:
        expression: as AWS has it.
        strict: whether a value of 1 goes with a singular unit only, and others with a plural: EventBridge User Guide.

    Raises:
        ExpressionRefused: AWS refuses it.
    """
    if not expression.startswith("rate("):
        return None
    found = _RATE.fullmatch(expression)
    if found is None:
        raise ExpressionRefused("expected rate(5 minutes), say: a whole number and minutes, hours or days.")
    value, unit = int(found[1]), found[2]
    if value == 0:
        raise ExpressionRefused("the value of a rate is a positive number.")
    if strict and (value == 1) == unit.endswith("s"):
        wanted = unit.removesuffix("s") + ("" if value == 1 else "s")
        raise ExpressionRefused(f"the unit is {wanted} with {value}: rate({value} {wanted}).")
    return value * _SECONDS[unit.removesuffix("s")] * MICROSECONDS


def next_by_cron(expression: str, zone: tzinfo) -> Next | None:
    """When a `cron( )` fires; None if the expression is none.

    A local time that daylight saving time leaves out is skipped, and one that comes twice counts once: EventBridge
    Scheduler User Guide, daylight saving time.

    Raises:
        ExpressionRefused: AWS refuses it.
        NotSimulated: no source says what AWS makes of it.
    """
    found = _CRON.fullmatch(expression)
    if found is None:
        return None
    try:
        cron = Cron(found[1])
    except FieldRefused as refused:
        raise ExpressionRefused(str(refused)) from None

    def following(after_us: int) -> int | None:
        local = moment(after_us).astimezone(zone)
        start: Minute | None = (local.year, local.month, local.day, local.hour, local.minute)
        while start is not None:
            start = cron.next_from(start)
            if start is None:
                return None
            at_us = _moment_of(start, zone)
            if at_us is not None and at_us > after_us:
                return at_us
            start = _after(start)
        return None

    return following


def once(expression: str, zone: tzinfo) -> int | None:
    """The moment of an `at( )` in microseconds since 1970; None if the expression is none.

    Raises:
        ExpressionRefused: there is no such moment.
    """
    if not expression.startswith("at("):
        return None
    found = _AT.fullmatch(expression)
    try:
        local = datetime.fromisoformat(found[1] if found else "")
    except ValueError:
        raise ExpressionRefused("expected at(2026-01-31T12:00:00), say: without a time zone.") from None
    at_us = _moment_of((local.year, local.month, local.day, local.hour, local.minute), zone)
    if at_us is None:
        raise ExpressionRefused("there is no such local time in the time zone: clocks go forward then.")
    return at_us + local.second * MICROSECONDS


def check_length(expression: object) -> str:
    """The expression, if it is a text that AWS would look at.

    Raises:
        ConfigurationError: it is no text.
        ExpressionRefused: it is too long.
    """
    if not isinstance(expression, str):
        raise ConfigurationError(f"The schedule is {expression!r}: expected rate(...), cron(...) or at(...) as text.")
    if len(expression) > _CHARACTERS:
        raise ExpressionRefused(f"it has {len(expression)} characters, of which {_CHARACTERS} are allowed.")
    return expression


def _moment_of(minute: Minute, zone: tzinfo) -> int | None:
    """Microseconds since 1970; None for a local time that is left out."""
    year, month, day, hour, number = minute
    local = moment(0).replace(year=year, month=month, day=day, hour=hour, minute=number, tzinfo=zone)
    at_us = (local.astimezone(timezone.utc) - moment(0)) // (moment(1) - moment(0))
    back = moment(at_us).astimezone(zone)
    there = (back.year, back.month, back.day, back.hour, back.minute) == minute
    return at_us if there else None


def _after(minute: Minute) -> Minute:
    """The minute after, on the clock without a time zone."""
    at_us = _moment_of(minute, timezone.utc)
    assert at_us is not None, "UTC leaves nothing out"
    following = moment(at_us + _MINUTE_US)
    return (following.year, following.month, following.day, following.hour, following.minute)
