"""What authorizers remember: an answer for so many seconds, for each door alone."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.door import Door

T = TypeVar("T")

#: seconds: the longest that API Gateway keeps an answer
LONGEST = 3600
#: of the seconds of a difference: seconds since 1970 have no more in a float
_DIGITS = 6


class KeptAnswers(Generic[T]):
    """Answers by identity.

    Args:
        ttl_in_seconds: how long one is good, by the clock of the door's function; 0 to keep none.
    """

    __slots__ = ("_kept", "ttl_in_seconds")

    def __init__(self, ttl_in_seconds: int) -> None:
        if type(ttl_in_seconds) is not int or not 0 <= ttl_in_seconds <= LONGEST:
            raise ConfigurationError(
                f"authorizer_result_ttl_in_seconds is {ttl_in_seconds!r}: expected 0 (keep none) to {LONGEST}."
            )
        self.ttl_in_seconds = ttl_in_seconds
        self._kept: WeakKeyDictionary[Door, dict[Hashable, tuple[float, T]]] = WeakKeyDictionary()

    def find(self, door: Door, key: Hashable) -> T | None:
        """What was answered at a door for an identity; None if that is not known, or too old."""
        kept = self._kept.get(door, {}).get(key)
        if kept is None:
            return None
        since, answer = kept
        age = round(door.function.clock.epoch() - since, _DIGITS)
        return answer if age < self.ttl_in_seconds else None

    def keep(self, door: Door, key: Hashable, answer: T) -> None:
        """Remember what was answered, from now on."""
        if self.ttl_in_seconds:
            self._kept.setdefault(door, {})[key] = (door.function.clock.epoch(), answer)
