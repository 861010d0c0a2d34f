"""What happens to environments around their invocations when they have extensions (G4, G6, G63-G66)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pytest_lambda.clock.wakeups import Signal, Wait
from pytest_lambda.runtime.environment import ExecutionEnvironment, Served
from pytest_lambda.runtime.logs import written_events
from pytest_lambda.runtime.output import Written
from pytest_lambda.service.environment_pool import EnvironmentPool
from pytest_lambda.service.extensions.company import FAILURE, SPINDOWN, TIMEOUT, Company
from pytest_lambda.service.extensions.extension import Extension

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService

#: G6, R149: from this minor version of Python on a runtime that waits hears SIGTERM
SIGTERM_FROM_MINOR = 12


class Lives:
    """Extensions and shutdown phases of one service's environments."""

    __slots__ = ("_service",)

    def __init__(self, service: LambdaService) -> None:
        self._service = service

    def furnish(
        self, environment: ExecutionEnvironment, extensions: tuple[Extension, ...], *, log_group: str
    ) -> None:
        """Give a new environment the extensions of its function."""
        if extensions:
            clock, passes_through = self._service.clock, self._service.surroundings.passes_through
            environment.companions = Company(environment, extensions, clock, passes_through, log_group=log_group)

    def served(
        self, environment: ExecutionEnvironment, served: Served, timeout: float, then: Callable[[float], None]
    ) -> None:
        """The runtime is done: the environment is when its extensions are, too (G63).

        Args:
            timeout: seconds, the extensions' time included (G66).
            then: called when it is free, with the milliseconds since the runtime was done.
        """
        company = environment.companions
        if not isinstance(company, Company):
            then(0.0)
            return
        clock, found = self._service.clock, company
        now_us = clock.scheduler.now_us
        until_us = now_us + round(timeout * 1e6 - served.duration_ms * 1000)
        done = Signal()
        environment.busy = True

        def finish() -> None:
            post_ms = self._finish(environment, found, served, until_us)
            environment.busy = False
            then(post_ms)
            done.set()

        clock.spawn(finish, f"the end of extensions ({found.names})")
        # The caller has its answer at this moment, whatever they do; who takes no time is done by then.
        clock.wait(Wait("extensions that are done already", now_us, done))

    def end(self, pool: EnvironmentPool, environment: ExecutionEnvironment) -> None:
        """Reclaim an environment: after its shutdown phase, if an extension is registered, nothing is left (G6)."""
        company = environment.companions
        if not isinstance(company, Company) or not company.started:
            pool.workshop.end(environment)
            return
        found = company
        pool.ending.add(environment)
        self._service.clock.spawn(
            lambda: self._shut_down(pool, environment, found), f"the shutdown of extensions ({found.names})"
        )

    def _finish(self, environment: ExecutionEnvironment, company: Company, served: Served, until_us: int) -> float:
        clock = self._service.clock
        begun_us = clock.scheduler.now_us
        outcome = served.outcome
        reason = None if outcome.alive else TIMEOUT if outcome.status == "timeout" else FAILURE
        if reason is None:
            quiet = company.await_quiet(until_us)
            reason = FAILURE if company.failure is not None else None if quiet else TIMEOUT
        post_ms = (clock.scheduler.now_us - begun_us) / 1000
        if reason is not None:
            environment.reset()
            company.reset(reason)
        return post_ms

    def _shut_down(self, pool: EnvironmentPool, environment: ExecutionEnvironment, company: Company) -> None:
        scheduler = self._service.clock.scheduler
        until_us = scheduler.now_us + company.budget_us
        if pool.workshop.configuration.minor >= SIGTERM_FROM_MINOR:
            self._terminate(environment, company)
        environment.reset()
        company.shut_down(SPINDOWN, until_us)
        pool.ending.discard(environment)
        pool.workshop.end(environment)

    def _terminate(self, environment: ExecutionEnvironment, company: Company) -> None:
        """SIGTERM to the runtime; one that neither exits nor is cut is waited for, and killed."""
        clock = self._service.clock
        until_us = clock.scheduler.now_us + company.runtime_budget_us
        termination = environment.terminate(company.runtime_budget_us / 1e6)
        self._log(environment, termination.written, company.log_group)
        if not termination.exited and clock.scheduler.now_us < until_us:
            clock.wait(Wait("the runtime to end after SIGTERM", until_us))

    def _log(self, environment: ExecutionEnvironment, written: Sequence[Written], log_group: str) -> None:
        if written:
            self._service.watch.log_groups.append(log_group, environment.log_stream_name, written_events(written))
