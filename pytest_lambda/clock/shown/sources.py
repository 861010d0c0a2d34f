"""Where the moment comes from that Python code sees: our own, or a freezer or traveller of the test's."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import Any, Protocol

EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


class Source(Protocol):
    """Something that shows moments."""

    def read(self) -> int:
        """Microseconds since 1970."""
        ...

    def moment(self) -> datetime:
        """The same, naive, in UTC."""
        ...

    def move(self, by_us: int) -> None:
        """Let it show a later moment."""
        ...

    def let_go(self) -> None:
        """Virtual time is over: it is the test's alone again."""
        ...


class Own:
    """What no test moves."""

    __slots__ = ("_moment", "_us")

    def __init__(self, us: int) -> None:
        self._us = us
        self._moment: datetime | None = None

    def read(self) -> int:
        """See `Source`."""
        return self._us

    def moment(self) -> datetime:
        """See `Source`."""
        moment = self._moment
        if moment is None:
            moment = self._moment = EPOCH + timedelta(microseconds=self._us)
        return moment

    def move(self, by_us: int) -> None:
        """See `Source`."""
        self._us += by_us
        self._moment = None

    def let_go(self) -> None:
        """See `Source`."""


class Factory:
    """A freezer of freezegun. One that ticks by itself stands still while virtual time is in force."""

    __slots__ = ("_moment", "_real_datetime", "_us", "factory")

    def __init__(self, factory: Any, real_datetime: Any) -> None:
        self.factory = factory
        self._real_datetime = real_datetime
        self._moment: Any = None
        self._us = 0

    def stand_still(self) -> None:
        """It has been ticking for a while: let it show where it has got to."""
        if hasattr(self.factory, "start"):
            self.factory.time_to_freeze, self.factory.start = self.factory(), self._real_datetime.now()

    def read(self) -> int:
        """See `Source`."""
        moment = self.factory.time_to_freeze
        if moment is not self._moment:
            self._moment, self._us = moment, (moment - EPOCH) // _MICROSECOND
        return self._us

    def moment(self) -> datetime:
        """See `Source`; with `auto_tick_seconds` each look moves it."""
        moment: datetime = self.factory() if hasattr(self.factory, "step_width") else self.factory.time_to_freeze
        return moment

    def move(self, by_us: int) -> None:
        """See `Source`."""
        self.factory.time_to_freeze += timedelta(microseconds=by_us)

    def let_go(self) -> None:
        """See `Source`."""
        if hasattr(self.factory, "start"):
            self.factory.start = self._real_datetime.now()


class Traveller:
    """A traveller of time-machine. One that ticks by itself stands still while virtual time is in force."""

    __slots__ = ("_ticks", "traveller")

    def __init__(self, traveller: Any) -> None:
        self.traveller = traveller
        self._ticks = traveller._tick
        traveller._destination_timestamp_ns = traveller.time_ns()
        traveller._tick = False

    def read(self) -> int:
        """See `Source`."""
        us: int = self.traveller._destination_timestamp_ns // 1000
        return us

    def moment(self) -> datetime:
        """See `Source`."""
        return EPOCH + timedelta(microseconds=self.read())

    def move(self, by_us: int) -> None:
        """See `Source`."""
        self.traveller._destination_timestamp_ns += by_us * 1000

    def let_go(self) -> None:
        """See `Source`."""
        self.traveller._tick, self.traveller._requested = self._ticks, False


def travellers() -> Any:
    """The module time_machine, if it is in use."""
    machine = sys.modules.get("time_machine")
    return machine if hasattr(machine, "traveller_stack") and hasattr(machine, "travel") else None
