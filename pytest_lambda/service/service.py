"""One account in one region: functions, what invokes them, and what becomes of it, on virtual time."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pytest_lambda.clock.settling import Limits
from pytest_lambda.clock.virtual import VirtualClock, running_clock
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.deadline import graveyard
from pytest_lambda.runtime.environment import ExecutionEnvironment
from pytest_lambda.runtime.request import NO_EVENT
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service import lineage
from pytest_lambda.service.administration import Administration
from pytest_lambda.service.asynchronous.backoff import Backoff
from pytest_lambda.service.asynchronous.queue import AsyncQueue
from pytest_lambda.service.billing.bill import Bill
from pytest_lambda.service.billing.prices import US_EAST_1, PriceTable
from pytest_lambda.service.call import REQUEST_RESPONSE
from pytest_lambda.service.concurrency.account import Account
from pytest_lambda.service.concurrency.account_concurrency import AccountConcurrency
from pytest_lambda.service.environment_pool import EnvironmentPool
from pytest_lambda.service.event_sources.mappings import Mappings
from pytest_lambda.service.event_sources.operations import MappingOperations
from pytest_lambda.service.execution import Executor
from pytest_lambda.service.extensions.lives import Lives
from pytest_lambda.service.faults import Faults
from pytest_lambda.service.front_door import Accepted, FrontDoor
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.functions import Functions
from pytest_lambda.service.ledger import Ledger
from pytest_lambda.service.log_groups import LogGroups
from pytest_lambda.service.metrics.emf import EmfProblem
from pytest_lambda.service.metrics.store import Metrics
from pytest_lambda.service.provisioning import Provisioning
from pytest_lambda.service.resources.resources import Resources
from pytest_lambda.service.stacks import Stacks
from pytest_lambda.service.timeline import Timeline
from pytest_lambda.service.watch import Watch
from pytest_lambda.world import World


@dataclass(frozen=True, slots=True)
class Tools:
    """What the tools of a test want of functions.

    Args:
        passes_through, listens: see `LambdaFunction`.
        complete: adds the settings in force to those of a call of `create_function`, `handler` among them.
        created: is told of each function that was made.
        stack: adds the settings in force to those of a call of `from_template`; `read` among them reads the template.
    """

    passes_through: tuple[type[BaseException], ...] = ()
    listens: Callable[[logging.Handler], bool] = lambda handler: False
    complete: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
    created: Callable[[ServiceFunction], None] = lambda function: None
    stack: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict


class LambdaService(Functions, Stacks, Resources, MappingOperations, Administration):
    """A Lambda service on virtual time.

    Args:
        world: account, region and ids.
        clock: virtual time; by default that of the process if it runs, else one that begins and ends with the service.
        schedule: `fifo` or `random`: the order of what happens at one moment, of a clock of the service's own.
        seed: of the order, of weighted aliases and of duplicates.
        start: when virtual time begins; default 2026-01-01T00:00:00Z.
        settling: how long `run()` goes on.
        account: the limits of the account: an `Account`, or the number of concurrent executions (F1).
        environment_idle_seconds: after which an idle environment is reclaimed. AWS promises no time (G5).
        throttle_backoff: how long throttled asynchronous events wait (E6).
        duplicate_rate: 0-1, the share of asynchronous events that are executed twice (E10).
        retain_invocations: how many results each function keeps, and its log group the logs; None keeps all.
        prices: what things cost.
        tools: what the tools of the test want.
    """

    def __init__(
        self,
        *,
        world: World | None = None,
        clock: VirtualClock | None = None,
        schedule: str = "fifo",
        seed: int | str = 0,
        start: datetime | None = None,
        settling: Limits | None = None,
        account: Account | int = 1000,
        environment_idle_seconds: float = 600.0,
        throttle_backoff: Backoff | None = None,
        duplicate_rate: float = 0.0,
        retain_invocations: int | None = None,
        prices: PriceTable = US_EAST_1,
        tools: Tools | None = None,
    ) -> None:
        if not 0 <= duplicate_rate <= 1:
            raise ConfigurationError(f"duplicate_rate is {duplicate_rate!r}: expected a share from 0 to 1.")
        if environment_idle_seconds < 0:
            raise ConfigurationError(f"environment_idle_seconds is {environment_idle_seconds!r}: expected 0 or more.")
        if retain_invocations is not None and retain_invocations < 0:
            raise ConfigurationError(f"retain_invocations is {retain_invocations!r}: expected 0 or more, or None.")
        super().__init__()
        self.world = world or World(seed=seed)
        # before virtual time begins: what is refused must not leave it behind
        self.concurrency = AccountConcurrency(
            account if isinstance(account, Account) else Account(concurrent_executions=account)
        )
        given = clock or running_clock()
        self._own_clock = given is None
        self.clock = given or VirtualClock(start=start, schedule=schedule, seed=seed, settling=settling).start()
        self.surroundings = tools or Tools()
        self.retain_invocations = retain_invocations
        self.idle_us = round(environment_idle_seconds * 1e6)
        self.watch = Watch(
            self.clock.epoch, self.concurrency, Metrics(), Bill(prices), LogGroups(retain=retain_invocations)
        )
        self.ledger = Ledger()
        self.faults = Faults()
        self.executor = Executor(self)
        self.lives = Lives(self)
        self.provisioning = Provisioning(self)
        self.queue = AsyncQueue(
            self, backoff=throttle_backoff or Backoff(), duplicates=duplicate_rate, seed=seed
        )
        self.front_door = FrontDoor(self)
        self.mappings = Mappings(self)
        self.timeline_entries = Timeline()
        self._functions: dict[str, ServiceFunction] = {}
        self._deleted: list[ServiceFunction] = []
        self._administer()
        self.test_turns = 0  # how often test code has asked for something: in between it may have changed files
        self._closed = False

    # ---- invoking --------------------------------------------------------------------------------------------

    def invoke(
        self,
        function_name: object,
        event: object = NO_EVENT,
        *,
        invocation_type: str = REQUEST_RESPONSE,
        payload: str | bytes | None = None,
        client_context: Mapping[str, Any] | str | None = None,
        cognito_identity: Mapping[str, str] | None = None,
        qualifier: str | None = None,
        tenant_id: str | None = None,
        trace_id: str | None = None,
    ) -> InvocationResult | Accepted:
        """Invoke a function, as the API operation Invoke does.

        From a test a synchronous invocation drives the clock until there is an answer; from a handler it parks the
        handler's environment. An asynchronous one is put into the queue: `run()` or `advance()` lets it happen.

        Args:
            function_name: name, ARN, either with a qualifier or without, or a function.
            event: anything that JSON can carry.
            invocation_type: `RequestResponse`, `Event` or `DryRun`.
            payload: the request body as raw text or bytes, instead of an event; 6 MB, 1 MB for `Event` (E2).
            client_context, cognito_identity, tenant_id, trace_id: as for `LambdaFunction.invoke`.
            qualifier: a version or an alias.

        Returns:
            An `InvocationResult`; `Accepted` for an event or a dry run.

        Raises:
            TooManyRequestsException: throttled (F6).
            ResourceNotFoundException: no such function, version or alias (F20).
            RecursiveInvocationException: a loop was stopped (G7).
            InvokeError: AWS would refuse the request.
        """
        __tracebackhide__ = True
        return self.front_door.invoke(
            function_name,
            event,
            invocation_type=invocation_type,
            payload=payload,
            client_context=client_context,
            cognito_identity=cognito_identity,
            qualifier=qualifier,
            tenant_id=tenant_id,
            trace_id=trace_id,
            caused_by=self.trace_header(),
        )

    def invoke_async(self, function_arn: str, payload: bytes, *, trace_header: str | None, source: str) -> None:
        """Hand an event to a function's queue; what topics, buses and buckets call (`Platform`)."""
        caused_by = lineage.unwatched(trace_header) if source == "eventbridge" else trace_header  # G7
        self.front_door.take(function_arn, payload, caused_by)

    def trace_header(self) -> str | None:
        """The X-Ray header of the invocation that runs now; None in test code (G7)."""
        return os.environ.get("_X_AMZN_TRACE_ID") if self.clock.occupant is not None else None

    def inject_system_errors(self, function: str | ServiceFunction, times: int = 1) -> None:
        """Let the next attempts to run a function fail inside Lambda, with HTTP 500, before the function runs.

        Asynchronous events go back to their queue and use up no retries (E6); 0 ends it.

        Args:
            function: it, or its name.
            times: how many attempts.
        """
        self.faults.inject(self[function if isinstance(function, str) else function.name].name, times)

    # ---- time ------------------------------------------------------------------------------------------------

    def epoch(self) -> float:
        """Virtual seconds since 1970."""
        return self.clock.epoch()

    def now(self) -> datetime:
        """The moment it is, in UTC."""
        return self.clock.now()

    def advance(self, duration: timedelta | None = None, **parts: float) -> datetime:
        """Let time pass; see `VirtualClock.advance`."""
        self.test_turns += 1
        return self.clock.advance(duration, **parts)

    def run(self) -> datetime:
        """Let everything happen until only housekeeping is left; see `VirtualClock.run`."""
        self.test_turns += 1
        return self.clock.run()

    def run_until(self, predicate: Callable[[], bool], *, timeout: timedelta | float = 3600.0) -> datetime:
        """Let things happen until something is true; see `VirtualClock.run_until`."""
        self.test_turns += 1
        return self.clock.run_until(predicate, timeout=timeout)

    # ---- what is known afterwards ----------------------------------------------------------------------------

    @property
    def metrics(self) -> Metrics:
        """CloudWatch's metrics: `metrics["Errors"].sum(function="orders")`."""
        return self.watch.metrics

    @property
    def log_groups(self) -> LogGroups:
        """CloudWatch's log groups: `log_groups["/aws/lambda/orders"].text`."""
        return self.watch.log_groups

    @property
    def bill(self) -> Bill:
        """What it cost."""
        return self.watch.bill

    def cost_of(self, result: InvocationResult) -> Decimal:
        """What one invocation of this service cost by itself, in US dollars: without free tier, in the first tier."""
        return self.watch.cost_of(result)

    @property
    def emf_problems(self) -> tuple[EmfProblem, ...]:
        """Lines that look like embedded metric format and that CloudWatch would not read."""
        return tuple(self.watch.emf_problems)

    def check_ledger(self) -> None:
        """See that every event is accounted for.

        Raises:
            EventsUnaccountedFor: one is not.
        """
        self.ledger.check(self.queue.request_ids())
        self.mappings.check()

    # ---- the end ---------------------------------------------------------------------------------------------

    def reclaim(self, pool: EnvironmentPool, environment: ExecutionEnvironment) -> None:
        """End an environment."""
        if self._closed:
            pool.workshop.end(environment)
        else:
            self.lives.end(pool, environment)

    def close(self) -> None:
        """End everything and put the process back as it was. Closing twice is fine."""
        if self._closed:
            return
        self._closed = True
        self.provisioning.settle_bill()
        for function in (*self._functions.values(), *self._deleted):
            function.close()
        self.packages.close()
        if self._own_clock:
            for task in self.clock.close():
                graveyard.bury(task)
        self._endings.close()

    def __enter__(self) -> LambdaService:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<LambdaService {self.world.account} {self.world.region}, {len(self._functions)} functions>"
