"""When items of a DynamoDB table are over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from heapq import heappop, heappush
from typing import Any

from pytest_lambda.clock.agenda import Entry
from pytest_lambda.clock.virtual import running_clock
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.dynamodb_item import StoredItem
from pytest_lambda.service.resources.dynamodb_keys import Identity
from pytest_lambda.service.resources.moments import MICROSECONDS

#: DynamoDB developer guide, Using time to live: what is longer over is not removed
_LONGEST_PAST_SECONDS = 5 * 365 * 86_400
#: 9999-12-31: what is over later, a moment in milliseconds say, never is
_LATEST_SECONDS = 253_402_300_799


class TimeToLive:
    """Watches over the items that have a time to live.

    Args:
        attribute: holds the second since 1970 at which an item is over, as a number; None: items are never over.
        delay_seconds: how long DynamoDB takes to remove an item; AWS promises only "within a few days".
        settle: removes what is over by now.
        what: for the agenda of the clock.

    Raises:
        ConfigurationError: an argument is out of range.
    """

    __slots__ = ("_delay_us", "_due", "_entry", "_settle", "_what", "attribute")

    def __init__(self, attribute: str | None, delay_seconds: float, settle: Callable[[], object], what: str) -> None:
        if attribute is not None and not (isinstance(attribute, str) and attribute):
            raise ConfigurationError(f"time_to_live_attribute is {attribute!r}: expected the name of an attribute.")
        if isinstance(delay_seconds, bool) or not isinstance(delay_seconds, (int, float)) or not delay_seconds >= 0:
            raise ConfigurationError(f"time_to_live_delay_seconds is {delay_seconds!r}: expected 0 or more.")
        self.attribute = attribute
        self._delay_us = round(delay_seconds * MICROSECONDS)
        self._settle = settle
        self._what = what
        self._due: list[tuple[int, Identity]] = []
        self._entry: Entry | None = None

    def note(self, identity: Identity, image: Mapping[str, Mapping[str, Any]], now_us: int) -> None:
        """An item was written.

        Args:
            identity: of the item.
            image: the item.
            now_us: when, in microseconds since 1970.
        """
        over_us = self._over_us(image, now_us)
        if over_us is not None:
            heappush(self._due, (max(over_us + self._delay_us, now_us), identity))
            self._plan()

    def over(self, items: Mapping[Identity, StoredItem], now_us: int) -> Iterator[tuple[int, Identity]]:
        """What is to be removed by now, and when that was, in the order of time.

        Args:
            items: of the table: what was changed since may not be over.
            now_us: in microseconds since 1970.
        """
        while self._due and self._due[0][0] <= now_us:
            at_us, identity = heappop(self._due)
            item = items.get(identity)
            over_us = None if item is None else self._over_us(item.image, at_us)
            if over_us is not None and over_us + self._delay_us <= at_us:
                yield at_us, identity

    def due_before(self, now_us: int) -> bool:
        """Whether something was to be removed earlier than now."""
        return bool(self._due) and self._due[0][0] < now_us

    def _over_us(self, image: Mapping[str, Mapping[str, Any]], now_us: int) -> int | None:
        number = image.get(self.attribute, {}).get("N") if self.attribute is not None else None
        if number is None:
            return None
        seconds = int(Decimal(number))
        if not now_us // MICROSECONDS - _LONGEST_PAST_SECONDS <= seconds <= _LATEST_SECONDS:
            return None
        return seconds * MICROSECONDS

    def _plan(self) -> None:
        """One entry in the agenda, for what comes first; nobody waits for it."""
        clock = running_clock()
        if clock is None or not self._due:
            return
        first_us = self._due[0][0]
        if self._entry is not None and self._entry.action is not None:
            if self._entry.due_us <= first_us:
                return
            clock.scheduler.cancel(self._entry)
        self._entry = clock.at(first_us, self._happens, self._what, housekeeping=True)

    def _happens(self) -> None:
        self._entry = None
        self._settle()
        self._plan()
