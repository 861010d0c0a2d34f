"""The stacks of those who wait, for people."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Iterable, Iterator
from types import FrameType

from pytest_lambda.clock.waiting.readiness import stack_of
from pytest_lambda.clock.wakeups import Wakeup

_OURS = "pytest_lambda."


def printed(frames: Iterable[FrameType]) -> str:
    """A stack as a traceback shows it, without our own frames at either end."""
    lines = []
    for frame in list(frames)[::-1]:
        if not str(frame.f_globals.get("__name__", "")).startswith(_OURS):
            file, line = frame.f_code.co_filename, frame.f_lineno
            lines.append(f'  File "{file}", line {line}, in {frame.f_code.co_name}')
            source = linecache.getline(file, line, frame.f_globals).strip()
            if source:
                lines.append(f"    {source}")
    return "\n".join(lines) or "  (no Python code)"


def stalled_text(
    waiting: Iterable[Wakeup], threads: Iterable[tuple[str, Iterator[FrameType]]], seconds: float
) -> str:
    """What a simulation says that does not move any more."""
    parts = [_part(wakeup) for wakeup in waiting]
    parts += [f"{what}\n{printed(frames)}" for what, frames in threads]
    since = f"Nothing has moved for {seconds:g} real seconds" if seconds else "Nothing can move any more"
    return f"{since}: nothing is due on virtual time, and these wait:\n" + "\n".join(parts)


def _part(wakeup: Wakeup) -> str:
    greenlet = getattr(wakeup.wait.ready, "greenlet", None) or wakeup.task
    who = "test code" if wakeup.task is None else "a function"
    frames = list(stack_of(greenlet)) or _running(wakeup)
    return f"{who}: {wakeup.wait.what}\n{printed(frames)}"


def _running(wakeup: Wakeup) -> list[FrameType]:
    found: list[FrameType] = []
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and wakeup.task is None:
        found.append(frame)
        frame = frame.f_back
    return found
