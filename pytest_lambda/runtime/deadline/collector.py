"""Whether the garbage collector is at work.

A finalizer or a callback that it runs may be interrupted by the deadline's signal. A cut there would leave the
collector's own "collecting" flag set, and nothing would be collected any more in this process.
"""

from __future__ import annotations

import gc
from typing import Any

_collecting = False


def _begin(phase: str, _: dict[str, Any]) -> None:
    global _collecting
    if phase == "start":
        _collecting = True


def _end(phase: str, _: dict[str, Any]) -> None:
    global _collecting
    if phase == "stop":
        _collecting = False


def watch() -> None:
    """Begin to watch. The callbacks of others, Hypothesis' for one, must run between ours."""
    global _collecting
    unwatch()  # one of ours that somebody put back would end the watch before the callbacks after it
    _collecting = False
    gc.callbacks.insert(0, _begin)
    gc.callbacks.append(_end)


def unwatch() -> None:
    """Leave no callback behind."""
    for callback in (_begin, _end):
        while callback in gc.callbacks:
            gc.callbacks.remove(callback)


def collecting() -> bool:
    """Whether a collection is under way, as far as it was watched."""
    return _collecting
