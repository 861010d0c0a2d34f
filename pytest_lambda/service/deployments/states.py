"""The states that functions go through: `Pending`, `Active`, and updates in progress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from pytest_lambda.errors import ResourceConflictException

if TYPE_CHECKING:
    from pytest_lambda.clock.virtual import VirtualClock

CREATING, UPDATING = "creating", "updating"

#: API::test_function_lifecycle, create_response and update_func_conf_response: of both
_REASON, _REASON_CODE = "The function is being created.", "Creating"


class States:
    """Where `$LATEST` of one function stands.

    A change is in force at once, unless the service has `transition_seconds`: AWS takes some seconds, refuses other
    changes meanwhile, and invocations as well before a function is `Active`.

    Args:
        clock: that changes wait on.
        name, arn: of the function.
        renew: gives `$LATEST` another revision id: AWS does when a change begins and when it is done.

    Attributes:
        under_way: `creating`, `updating`, or None.
        announced: what the answer to the operation that began the last change shows, with its revision id.
        last_modified: when code or configuration changed last.
    """

    __slots__ = (
        "_arn", "_clock", "_name", "_renew", "_settled_us", "announced", "last_modified", "published", "under_way",
    )  # fmt: skip

    def __init__(self, clock: VirtualClock, name: str, arn: str, renew: Callable[[], str]) -> None:
        self._clock = clock
        self._name = name
        self._arn = arn
        self._renew = renew
        self.under_way: str | None = None
        self.announced: tuple[str, str] = (CREATING, "")
        self.last_modified: datetime = clock.now()
        self._settled_us = 0
        #: version -> when what it holds was changed last
        self.published: dict[str, datetime] = {}

    def begin(self, change: str, revision_id: str, seconds: float) -> None:
        """A change begins.

        Args:
            change: `creating` or `updating`.
            revision_id: of `$LATEST` from now on, until the change is done.
            seconds: how long it takes; with 0 it is done when this returns.
        """
        self.announced = (change, revision_id)
        self.last_modified = self._clock.now()
        if seconds == 0:
            self._renew()
            return
        self.under_way = change

        def settle() -> None:
            self.under_way = None
            self._renew()

        self._settled_us = self._clock.moment_in(seconds)
        self._clock.at(self._settled_us, settle, f"{self._name} is {change}")

    @property
    def pending_seconds(self) -> float:
        """How long the function cannot be invoked yet, from now on; 0 if it can."""
        return (self._settled_us - self._clock.moment_in(0)) / 1e6 if self.under_way == CREATING else 0.0

    def fields(self, change: str | None) -> dict[str, str]:
        """`State`, `LastUpdateStatus` and what belongs to them, during a change or after it."""
        if change == CREATING:
            return {"State": "Pending", "StateReason": _REASON, "StateReasonCode": _REASON_CODE}
        if change == UPDATING:
            return {
                "State": "Active",
                "LastUpdateStatus": "InProgress",
                "LastUpdateStatusReason": _REASON,
                "LastUpdateStatusReasonCode": _REASON_CODE,
            }
        return {"State": "Active", "LastUpdateStatus": "Successful"}

    def check_invocable(self) -> None:
        """Refuse an invocation before the function is active.

        Raises:
            ResourceConflictException: it is not.
        """
        if self.under_way == CREATING:
            raise self._pending()

    def check_settled(self) -> None:
        """Refuse a change while another one is under way.

        Raises:
            ResourceConflictException: it is.
        """
        if self.under_way == CREATING:
            raise self._pending()
        if self.under_way == UPDATING:
            raise ResourceConflictException(
                "The operation cannot be performed at this time. An update is in progress for resource: "
                f"{self._arn}"
            )

    def _pending(self) -> ResourceConflictException:
        return ResourceConflictException(
            "The operation cannot be performed at this time. The function is currently in the following state: Pending",
            "Wait for it: client.get_waiter('function_active_v2').wait(FunctionName=…), or service.advance(…).",
        )
