"""Cron expressions of AWS: the grammar, and a law against a matcher that looks at every minute."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.cron import Cron
from pytest_lambda.service.resources.cron_fields import FieldRefused

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "50"))
START = (2026, 1, 1, 0, 0)  # a Thursday


def firsts(fields: str, number: int, start: tuple[int, ...] = START) -> list[str]:
    cron, found = Cron(fields), []
    at = start
    for _ in range(number):
        at = cron.next_from(at)
        if at is None:
            break
        found.append(f"{datetime(*at):%Y-%m-%d %H:%M}")
        following = datetime(*at) + timedelta(minutes=1)
        at = (following.year, following.month, following.day, following.hour, following.minute)
    return found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # the examples of EventBridge's User Guide
        ("0 10 * * ? *", ["2026-01-01 10:00", "2026-01-02 10:00"]),
        ("15 12 * * ? *", ["2026-01-01 12:15", "2026-01-02 12:15"]),
        ("0 18 ? * MON-FRI *", ["2026-01-01 18:00", "2026-01-02 18:00", "2026-01-05 18:00"]),
        ("0 8 1 * ? *", ["2026-01-01 08:00", "2026-02-01 08:00"]),
        ("0/15 * * * ? *", ["2026-01-01 00:00", "2026-01-01 00:15"]),
        ("0/10 * ? * MON-FRI *", ["2026-01-01 00:00", "2026-01-01 00:10"]),
        ("0/5 8-17 ? * MON-FRI *", ["2026-01-01 08:00", "2026-01-01 08:05"]),
        ("0/30 20-2 ? * MON-FRI *", None),
        ("0 9 ? * 2#1 *", ["2026-01-05 09:00", "2026-02-02 09:00"]),
        # the scheduler's
        ("15 10 ? * 6L 2022-2026", ["2026-01-30 10:15", "2026-02-27 10:15"]),
        # the wildcards, one by one
        ("1/10 0 1 1 ? *", [f"2026-01-01 00:{minute:02}" for minute in (1, 11, 21, 31, 41, 51)] + ["2027-01-01 00:01"]),
        ("0 0 L * ? *", ["2026-01-31 00:00", "2026-02-28 00:00", "2026-03-31 00:00", "2026-04-30 00:00"]),
        ("0 0 L 2 ? *", ["2026-02-28 00:00", "2027-02-28 00:00", "2028-02-29 00:00"]),
        ("0 0 ? * L *", ["2026-01-03 00:00", "2026-01-10 00:00"]),
        ("0 0 3W * ? *", ["2026-01-02 00:00", "2026-02-03 00:00"]),
        ("0 0 4W 1 ? *", ["2026-01-05 00:00", "2027-01-04 00:00"]),
        ("0 0 1W 8 ? *", ["2026-08-03 00:00", "2027-08-02 00:00"]),
        ("0 0 31W * ? *", ["2026-01-30 00:00", "2026-03-31 00:00", "2026-05-29 00:00"]),
        ("0 0 ? * 3#2 *", ["2026-01-13 00:00", "2026-02-10 00:00"]),
        ("0 0 ? * THU#5 *", ["2026-01-29 00:00", "2026-04-30 00:00"]),
        ("0 0 1 JAN,jul ? *", ["2026-01-01 00:00", "2026-07-01 00:00"]),
        ("0 0 ? * 1,SAT *", ["2026-01-03 00:00", "2026-01-04 00:00"]),
        ("0 0 1 */4 ? *", ["2026-01-01 00:00", "2026-05-01 00:00", "2026-09-01 00:00"]),
        ("0 0 10-14/2 1 ? 2027", ["2027-01-10 00:00", "2027-01-12 00:00", "2027-01-14 00:00"]),
        ("0 0 30 2 ? *", []),
        ("0 0 1 1 ? 2025", []),
        ("  0   10\t* * ? * ", ["2026-01-01 10:00"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_when(fields, expected):
    if expected is None:
        with pytest.raises(NotSimulated, match="ends before it begins"):
            Cron(fields)
    else:
        assert firsts(fields, max(1, len(expected))) == expected


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("0 10 * * ?", "six fields"),
        ("0 10 * * ? * *", "six fields"),
        ("", "six fields"),
        ("0 10 * * * *", "One of Day-of-month and Day-of-week"),
        ("0 10 ? * ? *", "One of Day-of-month and Day-of-week"),
        ("0 10 1 * 2 *", "One of Day-of-month and Day-of-week"),
        ("60 10 * * ? *", "Minutes"),
        ("0 24 * * ? *", "Hours"),
        ("-1 10 * * ? *", "Minutes"),
        ("0 10 0 * ? *", "Day-of-month"),
        ("0 10 32 * ? *", "Day-of-month"),
        ("0 10 32W * ? *", "Day-of-month"),
        ("0 10 * 13 ? *", "Month"),
        ("0 10 * JANUARY ? *", "Month"),
        ("0 10 ? * 8 *", "Day-of-week"),
        ("0 10 ? * 0 *", "Day-of-week"),
        ("0 10 ? * 8L *", "Day-of-week"),
        ("0 10 ? * 3#6 *", "expected # and 1 to 5"),
        ("0 10 ? * 3#1,6#3 *", "one expression only"),
        ("0 10 * * ? 1969", "Year"),
        ("0 10 * * ? 2200", "Year"),
        ("? 10 * * ? *", "Minutes"),
        ("0/0 10 * * ? *", "increment 0"),
        ("0/60 10 * * ? *", "increment 60"),
        ("0,,5 10 * * ? *", "Minutes"),
        ("1- 10 * * ? *", "Minutes"),
        ("a 10 * * ? *", "Minutes"),
        ("٣ 10 * * ? *", "Minutes"),
    ],
)
def test_what_aws_refuses(fields, reason):
    with pytest.raises(FieldRefused, match=reason):
        Cron(fields)


@pytest.mark.parametrize(
    "fields",
    [
        "0 10 L-3 * ? *", "0 10 LW * ? *", "0 10 1W,15W * ? *", "0 10 1,L * ? *", "0 10 ? * FRIL *",
        "0 10 ? * MON/2 *", "0 10 ? * 2,6L *", "0 22-2 * * ? *", "0 10 ? * FRI-MON *",
    ],
)  # fmt: skip
def test_what_no_source_confirms(fields):
    with pytest.raises(NotSimulated):
        Cron(fields)


# ---- against a naive matcher ---------------------------------------------------------------------------------------

NAMES = {"month": ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
         "weekday": ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]}  # fmt: skip


@st.composite
def elements(draw: st.DrawFn, low: int, high: int, names: str | None = None, *, steps: bool = True) -> object:
    """A field's text and what it means: a predicate of one number."""

    def shown(number: int) -> str:
        return NAMES[names][number - 1] if names and draw(st.booleans()) else str(number)

    texts, tests = [], []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["number", "range", "star", *(["from", "every", "range by"] if steps else [])]))
        first = draw(st.integers(low, high))
        last = draw(st.integers(first, high))
        step = draw(st.integers(1, high))
        if kind == "number":
            texts.append(shown(first))
            tests.append(lambda n, a=first: n == a)
        elif kind == "range":
            texts.append(f"{shown(first)}-{shown(last)}")
            tests.append(lambda n, a=first, b=last: a <= n <= b)
        elif kind == "star":
            texts.append("*")
            tests.append(lambda n: True)
        elif kind == "from":
            texts.append(f"{first}/{step}")
            tests.append(lambda n, a=first, s=step: n >= a and (n - a) % s == 0)
        elif kind == "every":
            texts.append(f"*/{step}")
            tests.append(lambda n, s=step: (n - low) % s == 0)
        else:
            texts.append(f"{first}-{last}/{step}")
            tests.append(lambda n, a=first, b=last, s=step: a <= n <= b and (n - a) % s == 0)
    return ",".join(texts), lambda n: any(test(n) for test in tests)


def days_in_month(day: datetime) -> list[datetime]:
    first = day.replace(day=1)
    return [each for each in (first + timedelta(days=n) for n in range(31)) if each.month == day.month]


def weekday_of(day: datetime) -> int:
    return day.isoweekday() % 7 + 1


def nearest(day: datetime, wanted: int) -> bool:
    """Among the month's Mondays to Fridays, that closest to the wanted day; never more than two days away."""
    if not any(each.day == wanted for each in days_in_month(day)):
        return False
    work = [each.day for each in days_in_month(day) if each.isoweekday() <= 5]
    return day.day == min(work, key=lambda n: abs(n - wanted))


@st.composite
def days(draw: st.DrawFn) -> tuple[str, str, object]:
    """Both fields for days, and a predicate of a date."""
    kind = draw(st.sampled_from(["month", "week", "L", "W", "week L", "nL", "#"]))
    number, weekday, which = draw(st.integers(1, 31)), draw(st.integers(1, 7)), draw(st.integers(1, 5))

    def same(day: datetime) -> list[int]:
        return [each.day for each in days_in_month(day) if weekday_of(each) == weekday]

    if kind == "month":
        text, test = draw(elements(1, 31))
        return text, "?", lambda day: test(day.day)
    if kind == "week":
        text, test = draw(elements(1, 7, "weekday", steps=False))
        return "?", text, lambda day: test(weekday_of(day))
    if kind == "L":
        return "L", "?", lambda day: day.day == days_in_month(day)[-1].day
    if kind == "W":
        return f"{number}W", "?", lambda day: nearest(day, number)
    if kind == "week L":
        return "?", "L", lambda day: weekday_of(day) == 7
    if kind == "nL":
        return "?", f"{weekday}L", lambda day: day.day == same(day)[-1]
    return "?", f"{weekday}#{which}", lambda day: len(same(day)) >= which and day.day == same(day)[which - 1]


@st.composite
def expressions(draw: st.DrawFn) -> tuple[str, object]:
    minutes, minute = draw(elements(0, 59))
    hours, hour = draw(elements(0, 23))
    months, month = draw(elements(1, 12, "month"))
    day_of_month, day_of_week, day = draw(days())

    def matches(at: datetime) -> bool:
        return minute(at.minute) and hour(at.hour) and month(at.month) and day(at)

    return f"{minutes} {hours} {day_of_month} {months} {day_of_week} *", matches


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    expressions(),
    st.datetimes(min_value=datetime(1999, 1, 1), max_value=datetime(2104, 1, 1)),
    st.integers(1, 2_880),
)
def test_every_minute_is_as_a_naive_matcher_says(expression, start, length):
    """For a span of minutes: those of the schedule are those that match, no more and no less."""
    fields, matches = expression
    start = start.replace(second=0, microsecond=0)
    minutes = [start + timedelta(minutes=number) for number in range(length)]
    wanted = [at for at in minutes if matches(at)]

    cron, at, found = Cron(fields), start, []
    while True:
        following = cron.next_from((at.year, at.month, at.day, at.hour, at.minute))
        if following is None or datetime(*following) > minutes[-1]:
            break
        found.append(datetime(*following))
        at = found[-1] + timedelta(minutes=1)
    assert found == wanted


@settings(max_examples=EXAMPLES, deadline=None)
@given(days(), st.integers(1999, 2104), st.integers(1, 12))
def test_every_day_of_a_month_is_as_a_naive_matcher_says(given_days, year, month):
    day_of_month, day_of_week, matches = given_days
    cron = Cron(f"0 0 {day_of_month} {month} {day_of_week} {year}")
    wanted = [day for day in days_in_month(datetime(year, month, 1)) if matches(day)]

    found = []
    at = (year, month, 1, 0, 0)
    while (following := cron.next_from(at)) is not None:
        found.append(datetime(*following))
        at = (*following[:4], 1)
    assert found == wanted
