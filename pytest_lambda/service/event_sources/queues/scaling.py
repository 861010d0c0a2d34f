"""How many batches of a queue are processed at a time (A23-A27)."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_lambda.service.event_sources.mapping_settings import MappingSettings

_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the number grows while there is more to do.

    Args:
        first: batches at a time to begin with.
        per_minute: how many more after a minute; the growth is spread evenly.
        most: at a time.
    """

    first: int
    per_minute: int
    most: int


#: A23: since 2023; before, 60 more a minute, up to 1,000
STANDARD = Pace(first=5, per_minute=300, most=1_250)
#: A27: invocations at a time of a provisioned poller, and how many more a minute
_PER_POLLER, _PROVISIONED_PER_MINUTE = 10, 1_000
#: A27: what is in force for the one that is not given
_MINIMUM_POLLERS, _MAXIMUM_POLLERS = 2, 200


def pace_of(settings: MappingSettings) -> Pace:
    """The pace of a mapping by its settings."""
    if settings.provisioned:
        first = settings.minimum_pollers or _MINIMUM_POLLERS
        most = max(first, settings.maximum_pollers or _MAXIMUM_POLLERS)
        return Pace(first * _PER_POLLER, _PROVISIONED_PER_MINUTE, most * _PER_POLLER)
    ceiling = settings.maximum_concurrency
    return STANDARD if ceiling is None else Pace(min(STANDARD.first, ceiling), STANDARD.per_minute, ceiling)


class Scaling:
    """The number of batches that may be processed at a time now.

    Args:
        pace: of its growth.
    """

    __slots__ = ("_since_us", "pace")

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._since_us: int | None = None

    def limit(self, now_us: int) -> int:
        """Batches at a time."""
        return min(self.pace.most, self.pace.first + self._grown(now_us))

    def grows_at(self, now_us: int) -> int | None:
        """There is more to do than the limit allows: when will it be higher? None if it is the highest."""
        if self._since_us is None:
            self._since_us = now_us
        if self.limit(now_us) >= self.pace.most:
            return None
        steps = self._grown(now_us) + 1
        return self._since_us - -steps * _MINUTE_US // self.pace.per_minute

    def rest(self) -> None:
        """Begin again with few: there is nothing to do, or the function is throttled."""
        self._since_us = None

    def _grown(self, now_us: int) -> int:
        if self._since_us is None:
            return 0
        return (now_us - self._since_us) * self.pace.per_minute // _MINUTE_US
