"""The environments of one version: idle ones wait for the next invocation, and go after a while (G5)."""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.runtime.environment import ExecutionEnvironment
from pytest_lambda.runtime.workshop import Workshop

#: (tenant, whether it is one of provisioned concurrency)
_Kind = tuple[str | None, bool]


class _Idle:
    """What is known of an environment besides itself."""

    __slots__ = ("kind", "since_us", "timed")

    def __init__(self, kind: _Kind) -> None:
        self.kind = kind
        self.since_us = 0
        self.timed = False


class EnvironmentPool:
    """Gives out environments of one version.

    Args:
        workshop: makes them.
        clock: the service's.
        idle_us: microseconds after which an idle one is reclaimed.
        reclaim: ends one: runs its shutdown phase, then throws it away.
        furnish: gives a new one its extensions.
    """

    __slots__ = (
        "_clock", "_furnish", "_idle", "_idle_us", "_known", "_reclaim", "ending", "provisioned_limit", "retired",
        "snapshot", "snapshot_taken", "workshop",
    )  # fmt: skip

    def __init__(
        self,
        workshop: Workshop,
        clock: VirtualClock,
        idle_us: int,
        reclaim: Callable[[EnvironmentPool, ExecutionEnvironment], None],
        furnish: Callable[[ExecutionEnvironment], None],
    ) -> None:
        self.workshop = workshop
        self._clock = clock
        self._idle_us = idle_us
        self._reclaim = reclaim
        self._furnish = furnish
        self._known: dict[ExecutionEnvironment, _Idle] = {}
        self._idle: dict[_Kind, list[ExecutionEnvironment]] = {}
        #: the configuration has changed since: environments go when they are free
        self.retired = False
        #: so many environments of provisioned concurrency stay
        self.provisioned_limit = 0
        #: those in their shutdown phase
        self.ending: set[ExecutionEnvironment] = set()
        #: the environment whose snapshot the next one is restored from, as long as nobody has been (G8)
        self.snapshot: ExecutionEnvironment | None = None
        self.snapshot_taken = False

    @property
    def environments(self) -> tuple[ExecutionEnvironment, ...]:
        """All that exist, oldest first."""
        return tuple(self._known)

    def has_idle(self, tenant_id: str | None, *, provisioned: bool = False) -> bool:
        """Whether an invocation need not start a new one."""
        return bool(self._idle.get((tenant_id, provisioned)))

    def take(self, tenant_id: str | None, *, provisioned: bool = False) -> ExecutionEnvironment:
        """An idle environment, the one used last; else a new one."""
        idle = self._idle.get((tenant_id, provisioned))
        return idle.pop() if idle else self.start(tenant_id, provisioned=provisioned)

    def start(self, tenant_id: str | None, *, provisioned: bool = False) -> ExecutionEnvironment:
        """A new environment, not idle."""
        environment, self.snapshot = self.snapshot, None
        environment = environment or self.new(provisioned=provisioned)
        self._known[environment] = _Idle((tenant_id, provisioned))
        return environment

    def new(self, *, provisioned: bool = False) -> ExecutionEnvironment:
        """A new environment that the pool does not know yet."""
        environment = self.workshop.environment(provisioned=provisioned)
        environment.replays = self.snapshot_taken
        self._furnish(environment)
        return environment

    def give_back(self, environment: ExecutionEnvironment) -> None:
        """It is free."""
        known = self._known.get(environment)
        if known is None:
            return
        if self.retired or (known.kind[1] and len(self.provisioned) > self.provisioned_limit):
            self.end(environment)
            return
        self._idle.setdefault(known.kind, []).append(environment)
        known.since_us = self._clock.scheduler.now_us
        if not known.timed and not known.kind[1]:
            self._look_later(environment, known)

    def end(self, environment: ExecutionEnvironment) -> None:
        """Reclaim one, busy or idle."""
        known = self._known.pop(environment, None)
        if known is None:
            return
        idle = self._idle.get(known.kind, [])
        if environment in idle:
            idle.remove(environment)
        self._reclaim(self, environment)

    def close(self) -> None:
        """The service is over: nothing of an environment runs any more."""
        for environment in (*self._known, *self.ending):
            self.workshop.end(environment)
        self._end_snapshot()
        self._known.clear()
        self._idle.clear()
        self.ending.clear()

    @property
    def provisioned(self) -> tuple[ExecutionEnvironment, ...]:
        """Those of provisioned concurrency."""
        return tuple(environment for environment, known in self._known.items() if known.kind[1])

    def hold_provisioned(self, number: int) -> None:
        """Keep at most so many environments of provisioned concurrency; busy ones go when they are free."""
        self.provisioned_limit = number
        surplus = len(self.provisioned) - number
        idle = [environment for kind, idle in self._idle.items() if kind[1] for environment in idle]
        for environment in idle[: max(0, surplus)]:
            self.end(environment)

    def retire(self) -> None:
        """The configuration has changed: idle environments go now, busy ones when they are free."""
        self.retired = True
        self._end_snapshot()
        for idle in self._idle.values():
            for environment in tuple(idle):
                self.end(environment)

    def _end_snapshot(self) -> None:
        if self.snapshot is not None:
            self.workshop.end(self.snapshot)
            self.snapshot = None

    def primary(self) -> ExecutionEnvironment:
        """The environment that test code sees the modules of: the oldest one, made if there is none."""
        for environment in self._known:
            return environment
        environment = self.start(None)
        self.give_back(environment)
        return environment

    def _look_later(self, environment: ExecutionEnvironment, known: _Idle) -> None:
        known.timed = True
        due_us = known.since_us + self._idle_us
        self._clock.at(due_us, lambda: self._look(environment, known), "an idle environment", housekeeping=True)

    def _look(self, environment: ExecutionEnvironment, known: _Idle) -> None:
        known.timed = False
        idle = self._idle.get(known.kind, [])
        if environment not in self._known or environment not in idle:
            return  # it is busy: looked at again when it is free
        if self._clock.scheduler.now_us >= known.since_us + self._idle_us:
            self.end(environment)
        else:
            self._look_later(environment, known)
