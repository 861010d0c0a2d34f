"""What a poller has planned next."""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.clock.agenda import Entry
from pytest_lambda.clock.virtual import VirtualClock


class Appointment:
    """One entry of the agenda at a time, moved when its moment changes.

    Args:
        clock: whose agenda it is.
    """

    __slots__ = ("_clock", "_entry")

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._entry: Entry | None = None

    @property
    def due_us(self) -> int | None:
        """When it is, in microseconds since 1970; None: there is none, or it was kept."""
        entry = self._entry
        return None if entry is None or entry.action is None else entry.due_us

    @property
    def label(self) -> str | None:
        """What it is, for people; None: there is none, or it was kept."""
        entry = self._entry
        return None if entry is None or entry.action is None else entry.label

    def is_at(self, due_us: int) -> bool:
        """Whether it is at that moment already, so that `plan` would change nothing."""
        entry = self._entry
        return (
            entry is not None and entry.action is not None and entry.due_us == max(due_us, self._clock.scheduler.now_us)
        )

    def plan(
        self,
        due_us: int | None,
        action: Callable[[], object],
        label: str,
        *,
        housekeeping: bool = False,
        task: bool = False,
    ) -> None:
        """Have it at a moment; one that is at that moment already stays what it is, in its place.

        Args:
            due_us: in microseconds since 1970, what has passed means now; None: have none.
            action: what happens then.
            label: what that is, for people.
            housekeeping: whether nobody waits for it.
            task: whether the action may wait itself.
        """
        if due_us is not None and self.is_at(due_us):
            return
        self.cancel()
        if due_us is None:
            return
        if task:
            self._entry = self._clock.spawn(action, label, due_us=due_us)
        else:
            self._entry = self._clock.at(due_us, action, label, housekeeping=housekeeping)

    def cancel(self) -> None:
        """Have none."""
        if self._entry is not None:
            self._clock.scheduler.cancel(self._entry)
            self._entry = None
