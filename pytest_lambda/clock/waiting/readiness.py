"""Waits that end by what happens in real time, and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import greenlet


class Ready:
    """Whether what is waited for is there.

    Args:
        check: asked when nothing else can go on.

    Attributes:
        greenlet: that waits; its stack is shown when nothing moves any more.
    """

    __slots__ = ("_check", "_there", "greenlet")

    def __init__(self, check: Callable[[], bool]) -> None:
        self._check = check
        self._there = False
        self.greenlet: Any = greenlet.getcurrent()

    def __call__(self) -> bool:
        """Once it is there, it stays: the check may have taken a lock."""
        self._there = self._there or self._check()
        return self._there

    @property
    def there(self) -> bool:
        """Whether it was there when it was asked for."""
        return self._there


def stack_of(greenlet: Any) -> Iterator[FrameType]:
    """The frames of a greenlet that does not run, the innermost first."""
    frame: FrameType | None = getattr(greenlet, "gr_frame", None)
    while frame is not None:
        yield frame
        frame = frame.f_back
