"""Which threads are the environment's: those that it started; others serve the test, and know its `/tmp` only."""

from __future__ import annotations

import threading
from threading import get_ident

#: the running threads by their ids; `threading.enumerate` would take a lock that a cut handler may hold
ACTIVE: dict[int, threading.Thread] = threading._active  # type: ignore[attr-defined]


class Threads:
    """The threads that one environment started."""

    __slots__ = ("_own", "_strangers")

    def __init__(self) -> None:
        self._own: frozenset[int] = frozenset()
        self._strangers: frozenset[int] = frozenset()

    def strangers(self) -> dict[int, int]:
        """At the thaw: the ids of all others, as `Current.outsiders` takes them."""
        here = get_ident()
        self._strangers = frozenset(thread for thread in list(ACTIVE) if thread != here and thread not in self._own)
        return dict.fromkeys(self._strangers, 1)

    def note_own(self) -> None:
        """At the freeze: what runs now and did not at the thaw was started in between."""
        here = get_ident()
        self._own = frozenset(thread for thread in list(ACTIVE) if thread != here and thread not in self._strangers)
