"""How fast a function may scale, and how many requests a second it takes."""

from __future__ import annotations

from collections import deque

SECOND_US = 1_000_000
WINDOW_US = 10 * SECOND_US


class ScalingRate:
    """New environments of one function: a store of `per_window`, refilled evenly over 10 seconds, never more (F4).

    The store is kept as the moment at which it is full again. Its unit is 1/per_window µs, so that one environment
    costs a whole number whatever the rate is.
    """

    __slots__ = ("_full_at", "_per_window")

    def __init__(self, per_window: int) -> None:
        self._per_window = per_window
        self._full_at = 0

    def wait_us(self, now_us: int) -> int:
        """Microseconds until one more environment may start; 0 or less: now."""
        over = self._full_at + WINDOW_US - (now_us + WINDOW_US) * self._per_window
        return -(-over // self._per_window)

    def take(self, now_us: int) -> None:
        """One environment starts."""
        now = now_us * self._per_window
        self._full_at = (now if now > self._full_at else self._full_at) + WINDOW_US


class RequestRate:
    """Requests admitted within the last second, so that no second of virtual time sees more than allowed (F5)."""

    __slots__ = ("_admitted_us",)

    def __init__(self) -> None:
        self._admitted_us: deque[int] = deque()

    def wait_us(self, now_us: int, limit: int) -> int:
        """Microseconds until one more request is allowed; 0: now. `limit` is at least 1."""
        admitted = self._admitted_us
        if len(admitted) < limit:
            return 0
        horizon = now_us - SECOND_US
        while admitted and admitted[0] <= horizon:
            admitted.popleft()
        return 0 if len(admitted) < limit else admitted[-limit] - horizon

    def take(self, now_us: int) -> None:
        """One request is admitted."""
        self._admitted_us.append(now_us)


def whole_seconds(wait_us: int) -> int:
    """A wait as the header `Retry-After` gives it."""
    return max(1, -(-wait_us // SECOND_US))
