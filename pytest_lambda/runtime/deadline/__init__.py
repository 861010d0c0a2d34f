"""What cuts a handler at its timeout (interval timer only, for now)."""

from __future__ import annotations

import signal
from typing import Any

import greenlet


class _Killed:
    __slots__ = ()


KILLED: Any = _Killed()


class Deadline:
    """Cuts a greenlet after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def arm(self, hub: Any, victim: Any) -> None:
        """Start the clock."""

        def expire(*_: object) -> None:
            current: Any = greenlet.getcurrent()
            while current is not None:
                if current is victim:
                    hub.switch(KILLED)
                current = current.parent

        self._before = signal.signal(signal.SIGALRM, expire)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def disarm(self) -> None:
        """Stop it."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)
