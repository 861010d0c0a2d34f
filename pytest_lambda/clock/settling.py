"""How long a simulation may go on, and what it says when it does not come to an end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pytest_lambda.clock.scheduler import Scheduler
from pytest_lambda.errors import SimulationDidNotSettle


@dataclass(frozen=True, slots=True)
class Limits:
    """When `run()` gives up.

    Args:
        invocations: in one run.
        virtual_days: in one run.
        stalled_seconds: of real time in which nothing moves; or in which a thread runs, so that time stands still.
    """

    invocations: int = 10_000
    virtual_days: float = 7.0
    stalled_seconds: float = 30.0


def settle(
    scheduler: Scheduler,
    limits: Limits,
    invocations: Callable[[], int],
    *,
    until: Callable[[], bool] | None = None,
    limit_us: int | None = None,
) -> None:
    """Let things happen until only housekeeping is left, or until something is true.

    Raises:
        SimulationDidNotSettle: the limits, or the end of what can happen, came first.
    """
    most = invocations() + limits.invocations
    last_us = scheduler.now_us + round(limits.virtual_days * 86_400e6)
    began_us = scheduler.now_us
    while not (until is not None and until()):
        if scheduler.agenda.business == 0 and until is None:
            scheduler.outside.settle()
            if scheduler.agenda.business == 0 and not scheduler.waits_for_outside():
                return
        if invocations() >= most:
            raise _unsettled(scheduler, f"{limits.invocations:,} invocations", began_us)
        if scheduler.step(last_us if limit_us is None else min(limit_us, last_us)):
            continue
        if scheduler.waits_for_outside():
            scheduler.wait_for_outside()
        elif until is not None and limit_us is not None:
            raise _never_true(scheduler, began_us, limit_us)
        elif scheduler.agenda.business:
            raise _unsettled(scheduler, f"{limits.virtual_days:g} virtual days", began_us)
        else:
            return


def _unsettled(scheduler: Scheduler, bound: str, began_us: int) -> SimulationDidNotSettle:
    moving = "\n".join(f"  {number:,} × {label}" for label, number in scheduler.agenda.labels().most_common(10))
    passed = (scheduler.now_us - began_us) / 1e6
    return SimulationDidNotSettle(
        f"run() went on for {bound} ({passed:,.3f} virtual seconds) and found no end. Still to happen:\n{moving}\n"
        "Let a limited time pass with advance(...), or raise the limits (`settling=Limits(...)`)."
    )


def _never_true(scheduler: Scheduler, began_us: int, limit_us: int) -> SimulationDidNotSettle:
    left = scheduler.agenda.labels()
    moving = "\n".join(f"  {number:,} × {label}" for label, number in left.most_common(10)) or "  nothing"
    return SimulationDidNotSettle(
        f"run_until() waited {(limit_us - began_us) / 1e6:,.3f} virtual seconds and the condition did not become true. "
        f"Still to happen:\n{moving}"
    )
