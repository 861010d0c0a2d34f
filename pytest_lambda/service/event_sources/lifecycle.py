"""The states that an event source mapping goes through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from pytest_lambda.errors import ServiceException

if TYPE_CHECKING:
    from pytest_lambda.clock.virtual import VirtualClock

ENABLED, DISABLED = "Enabled", "Disabled"
CREATING, ENABLING, DISABLING, UPDATING, DELETING = "Creating", "Enabling", "Disabling", "Updating", "Deleting"


class ResourceInUseException(ServiceException):
    """The mapping is between two states."""

    code = "ResourceInUseException"
    status_code = 400


class Lifecycle:
    """Where a mapping stands between what was asked for and what is in force (A6, A15).

    Args:
        clock: that changes wait on.
        name: of the mapping, for people.

    Attributes:
        announced: the state that the answer to the last operation shows: `Creating`, `Updating`, …
        last_modified: when the settings or the state changed.
    """

    __slots__ = ("_clock", "_name", "_settled", "_under_way", "announced", "last_modified")

    def __init__(self, clock: VirtualClock, name: str) -> None:
        self._clock = clock
        self._name = name
        self._settled = DISABLED
        self._under_way = False
        self.announced = CREATING
        self.last_modified: datetime = clock.now()

    @property
    def state(self) -> str:
        """As GetEventSourceMapping shows it."""
        return self.announced if self._under_way else self._settled

    def check_settled(self, verb: str) -> None:
        """Refuse an operation while another one is under way.

        Raises:
            ResourceInUseException: it is.
        """
        if self._under_way:
            # Seen in public deployment logs.
            raise ResourceInUseException(f"Cannot {verb} the event source mapping because it is in use.")

    def change(self, announced: str, settled: str, act: Callable[[], None], seconds: float) -> None:
        """Go from one state to the next.

        Args:
            announced: the state on the way.
            settled: the state afterwards.
            act: puts it in force.
            seconds: how long it takes; with 0 it is done when this returns.
        """
        self.announced = announced
        self.last_modified = self._clock.now()
        if seconds == 0:
            self._settle(settled, act)
            return
        self._under_way = True
        self._clock.at(
            self._clock.moment_in(seconds), lambda: self._settle(settled, act), f"{self._name} is {announced}"
        )

    def _settle(self, settled: str, act: Callable[[], None]) -> None:
        self._under_way = False
        self._settled = settled
        self.last_modified = self._clock.now()
        act()
