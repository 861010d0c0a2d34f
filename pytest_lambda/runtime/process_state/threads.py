"""Threads that the function starts: AWS freezes them with the environment, a process cannot (R143, G5)."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_threading: Any = threading
_START: Callable[..., None] = threading.Thread.start


@dataclass(frozen=True, slots=True)
class StartedThread:
    """A thread and the line that started it."""

    thread: threading.Thread
    started_at: str


class Threads:
    """Notes who starts which thread."""

    __slots__ = ("_host", "_host_counter", "_own_counter", "started")

    def __init__(self) -> None:
        self.started: list[StartedThread] = []
        self._host: Any = _START
        # Names of threads count from 1 in each process: "Thread-1 (work)".
        self._own_counter: Any = itertools.count(1).__next__
        self._host_counter: Any = _threading._counter

    def swap_in(self) -> None:
        """Thaw."""
        self._host = threading.Thread.start
        self._host_counter, _threading._counter = _threading._counter, self._own_counter
        note = self._note

        def start(self: threading.Thread) -> None:
            note(self)
            _START(self)

        threading.Thread.start = start  # type: ignore[method-assign]

    def swap_out(self) -> None:
        """Freeze."""
        _threading._counter = self._host_counter
        threading.Thread.start = self._host  # type: ignore[method-assign]
        if self.started:
            self.started = [entry for entry in self.started if entry.thread.is_alive()]

    def runs_now(self) -> bool:
        """Whether the function has started the thread that asks."""
        current = threading.get_ident()
        return any(entry.thread.ident == current for entry in self.started)

    def join(self) -> None:
        """Wait for the threads that keep an interpreter from exiting (R068)."""
        for entry in self.started:
            if not entry.thread.daemon and entry.thread is not threading.current_thread():
                entry.thread.join()

    def _note(self, thread: threading.Thread) -> None:
        frame = sys._getframe(2)
        while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(
            ("threading", "concurrent.", "asyncio.")
        ):
            frame = frame.f_back
        place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        self.started.append(StartedThread(thread, place))
