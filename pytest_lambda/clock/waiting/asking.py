"""Who asks: virtual time is for the main thread, and for threads that were started in it."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.clock.virtual import VirtualClock


class Asking:
    """Knows the clock that runs."""

    __slots__ = ("running",)

    def __init__(self) -> None:
        self.running: VirtualClock | None = None

    def clock(self) -> tuple[VirtualClock | None, bool]:
        """The clock that holds for the thread that asks, None for real time; and whether that is the main thread."""
        clock = self.running
        if clock is None:
            return None, False
        if clock.in_main_thread():
            return clock, True
        return (clock, False) if clock.threads.is_ours(threading.get_ident()) else (None, False)


    def forget(self) -> None:
        """In a child that a test or function forked, nobody moves virtual time: it waits in real time."""
        self.running = None


asking = Asking()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=asking.forget)
