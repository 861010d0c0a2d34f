"""A deadline: so many seconds for a handler, then it is cut."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import inf
from types import FrameType
from typing import Any

import greenlet

from pytest_lambda.runtime.deadline.alarm import alarm
from pytest_lambda.runtime.deadline.repair import Stacks, repair
from pytest_lambda.runtime.deadline.stacks import frames_of
from pytest_lambda.runtime.deadline.timebase import now
from pytest_lambda.runtime.deadline.timers import TimerKind, choose_timer
from pytest_lambda.runtime.deadline.tracing import trace_on
from pytest_lambda.runtime.deadline.watchdog import HandlerCut, Watchdog


class Killed:
    """What a hub gets instead of its victim's message."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "KILLED"


#: Any, since it takes the place of whatever the victim would have said
KILLED: Any = Killed()


class Deadline:
    """Cuts a greenlet after so many seconds of real time, without running anything of it any more (R120).

    The clock starts with the first `arm` and goes on between `disarm` and the next `arm`, unless suspended.

    Args:
        seconds: how long, more than 0.

    Attributes:
        killed: whether the victim was cut. Its greenlet is buried then, and must not be switched to.
        mended: what had to be put right after the cut, for people.
    """

    __slots__ = (
        "_expires_at", "_frames", "_late", "_left", "_seconds", "_watchdog", "hub", "killed", "mended", "over_since",
        "put_off", "victim", "wake_at",
    )  # fmt: skip

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._expires_at: float | None = None
        self._left: float | None = None
        self._late = False
        self._watchdog: Watchdog | None = None
        self._frames: Sequence[FrameType] = ()
        self.hub: Any = None
        self.victim: Any = None
        self.wake_at = inf
        self.over_since: float | None = None
        self.put_off = 0
        self.killed = False
        self.mended: tuple[str, ...] = ()

    def arm(self, hub: greenlet.greenlet, victim: greenlet.greenlet) -> None:
        """Begin to watch.

        Args:
            hub: the running greenlet, which will switch to the victim. At the deadline that switch returns `KILLED`.
            victim: the greenlet to cut, and with it all those that have it among their parents.
        """
        if self._expires_at is None:
            self._expires_at = now() + self._seconds
        self.hub, self.victim = hub, victim
        self.wake_at, self.over_since, self.put_off = self._expires_at, None, 0
        self._watchdog = None
        kind = choose_timer()
        if kind is TimerKind.WATCHDOG:
            self._watchdog = Watchdog(self)
            self._watchdog.start()
        else:
            alarm.add(self, kind)

    def disarm(self) -> None:
        """Stop watching. After a cut, mend what it has left behind: to be the first thing that the hub does."""
        if self._watchdog is not None:
            self._watchdog.stop()
            self.killed = self._watchdog.fired
        else:
            alarm.remove(self)
        self._late = self._is_over()
        self.wake_at = inf
        if self._frames:
            trace_on()
            stacks = Stacks(self._frames, _living())
            self._frames = ()
            self.mended = repair(stacks)

    @property
    def expired(self) -> bool:
        """Whether the time was over when the victim was cut or came back.

        A victim may come back late, by itself: from a long call into C, or while its cut was put off.
        """
        return self.killed or self._late or (self.wake_at < inf and self._is_over())

    @property
    def left(self) -> float:
        """Seconds until it comes: infinite while a debugger is in use, negative when it is over."""
        if self._left is not None:
            return self._left
        return self._seconds if self._expires_at is None else self._expires_at - now()

    def suspend(self) -> None:
        """Stop the clock."""
        if self._expires_at is None or self._left is not None:
            return
        self._left = self._expires_at - now()
        self._move(inf)

    def resume(self) -> None:
        """Let the clock go on."""
        if self._left is None:
            return
        left, self._left = self._left, None
        self._move(now() + left)

    def switch_off(self) -> None:
        """Let the victim run for as long as it wants: a debugger is in use."""
        self._left = None
        self._move(inf)

    def fall(self, frames: Sequence[FrameType]) -> object:
        """The victim is being cut. For the alarm, not for users."""
        self.killed = True
        self.wake_at = inf
        self._frames = frames
        return KILLED

    def raised(self, error: HandlerCut) -> bool:
        """Whether an exception is what cuts the victim of this deadline, where no signal can."""
        return self._watchdog is not None and type(error) is self._watchdog.exception

    def _is_over(self) -> bool:
        return self._expires_at is not None and now() >= self._expires_at

    def _move(self, moment: float) -> None:
        """Expire at another moment."""
        self._expires_at = moment
        if self.hub is None:
            return
        self.wake_at, self.over_since, self.put_off = moment, None, 0
        if self._watchdog is not None:
            self._watchdog.look_again()
        else:
            alarm.moved(self)


def _living() -> tuple[FrameType, ...]:
    """The frames that stay: this greenlet's and its parents'."""
    found = list(frames_of(sys._getframe(2)))
    parent: Any = greenlet.getcurrent().parent
    while parent is not None:
        found.extend(frames_of(parent.gr_frame))
        parent = parent.parent
    return tuple(found)
