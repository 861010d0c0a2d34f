"""The fields of AWS's cron expressions, each as the numbers that it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pytest_lambda.errors import NotSimulated

_STEPPED = re.compile(r"([^/]+)/(\d+)")


class FieldRefused(ValueError):
    """A field that AWS refuses; the text says why."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        name: AWS's.
        low, high: its numbers.
        words: that stand for numbers, `JAN` say; the first one for the lowest.
    """

    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()

    def numbers(self, text: str) -> tuple[int, ...]:
        """What a list of elements stands for, in order.

        Raises:
            FieldRefused: AWS refuses it.
            NotSimulated: no source says what AWS makes of it.
        """
        found: set[int] = set()
        for element in text.split(","):
            found.update(self._element(element))
        return tuple(sorted(found))

    def number(self, text: str) -> int:
        """A number or a word.

        Raises:
            FieldRefused: it is neither, or out of range.
        """
        word = text.upper()
        if word in self.words:
            return self.low + self.words.index(word)
        if not (text.isascii() and text.isdigit() and self.low <= int(text) <= self.high):
            raise FieldRefused(f"{self.name} has {text!r}: expected {self._expected()}.")
        return int(text)

    def _element(self, text: str) -> range:
        stepped = _STEPPED.fullmatch(text)
        if stepped is None:
            return self._range(text, open_ended=False)
        step = int(stepped[2])
        if not 1 <= step <= self.high:
            raise FieldRefused(f"{self.name} has the increment {step}: expected 1 to {self.high}.")
        found = self._range(stepped[1], open_ended=True)
        return range(found.start, found.stop, step)

    def _range(self, text: str, *, open_ended: bool) -> range:
        if text == "*":
            return range(self.low, self.high + 1)
        first, dash, last = text.partition("-")
        low = self.number(first)
        high = self.number(last) if dash else self.high if open_ended else low
        if high < low:
            raise NotSimulated(f"{self.name} has {text}, a range that ends before it begins: give two ranges.")
        return range(low, high + 1)

    def _expected(self) -> str:
        words = f", or {self.words[0]} to {self.words[-1]}" if self.words else ""
        return f"{self.low} to {self.high}{words}"


_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

MINUTES = Field("Minutes", 0, 59)
HOURS = Field("Hours", 0, 23)
DAY_OF_MONTH = Field("Day-of-month", 1, 31)
MONTH = Field("Month", 1, 12, _MONTHS)
DAY_OF_WEEK = Field("Day-of-week", 1, 7, _DAYS)
YEAR = Field("Year", 1970, 2199)
