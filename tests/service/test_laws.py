"""Laws of the whole service, for any sequence of invocations, failures, throttles, timeouts and changes."""

from __future__ import annotations

import math
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pytest_lambda import (
    Accepted,
    Account,
    InvalidParameterValueException,
    InvocationResult,
    LambdaService,
    ResourceNotFoundException,
    ServiceFunction,
    TooManyRequestsException,
)

EXAMPLES = min(100, int(os.environ.get("STRATEGY_EXAMPLES", "100")))
BEGIN = 1_767_225_600.0
#: small enough that every limit is met
ACCOUNT = Account(concurrent_executions=6, minimum_unreserved=2, requests_per_second_per_environment=None)

NAMES = st.sampled_from(["a", "b", "c"])
QUALIFIERS = st.sampled_from([None, None, None, "1", "2", "live"])
ACTS = st.sampled_from(["work", "work", "fail", "sleep", "late", "exit", "call", "send", "bytes"])
SECONDS = st.sampled_from([0, 0, 1, 1.5, 2, 59, 60, 120, 400, 3600])


class Simulation:
    """A service with three functions that do what their events say, and what is known of it by looking."""

    def __init__(self, *, schedule: str = "random", seed: int = 0, account: Account = ACCOUNT) -> None:
        self.service = LambdaService(schedule=schedule, seed=seed, account=account)
        self.account = account
        self.ok = self.service.sqs_queue("ok")
        self.bad = self.service.sqs_queue("bad")
        self.letters = self.service.sqs_queue("letters")
        self.every: dict[str, list[ServiceFunction]] = {}
        #: (moment, function, request id), when the handler began
        self.began: list[tuple[float, str, str]] = []
        self.accepted = 0
        self.refused: Counter[str] = Counter()
        #: when which reservation came into force
        self.reserved: dict[str, list[tuple[float, int | None]]] = {}
        for name in "abc":
            self.create(name)

    def handler(self, name: str) -> Callable[[Any, Any], Any]:
        def handler(event: Any, context: Any) -> Any:
            self.began.append((self.service.epoch(), name, context.aws_request_id))
            before = context.get_remaining_time_in_millis()
            answer = self.act(event)
            assert context.get_remaining_time_in_millis() <= before
            return answer

        return handler

    def act(self, event: Any) -> Any:
        act = event["do"]
        if act == "fail":
            raise RuntimeError("no")
        if act == "sleep":
            time.sleep(event["seconds"])
        if act == "late":
            time.sleep(100)
        if act == "exit":
            sys.exit(1)
        if act == "call":
            return self.service.invoke(event["other"], {"do": "sleep", "seconds": 0.5}).payload
        if act == "send":
            self.send(event["other"], {"do": "work"})
        return b"no JSON" if act == "bytes" else event

    def create(self, name: str) -> None:
        if name not in self.service:
            function = self.service.create_function(
                name, handler=self.handler(name), timeout=3, dead_letter_queue=self.letters if name == "a" else None
            )
            self.every.setdefault(name, []).append(function)
            self.reserved.setdefault(name, []).append((self.service.epoch(), None))

    def send(self, name: str, event: Any, qualifier: str | None = None) -> None:
        try:
            answer = self.service.invoke(name, event, invocation_type="Event", qualifier=qualifier)
        except ResourceNotFoundException:
            return
        assert isinstance(answer, Accepted)
        self.accepted += 1

    def invoke(self, name: str, event: Any, qualifier: str | None = None) -> None:
        try:
            answer = self.service.invoke(name, event, qualifier=qualifier)
        except ResourceNotFoundException:
            return
        except TooManyRequestsException as refused:
            assert refused.status_code == 429
            self.refused[name] += 1
            return
        assert isinstance(answer, InvocationResult)

    def reserve(self, name: str, number: int | None) -> None:
        function = self.service.find(name)
        if function is None:
            return
        if number is None:
            function.delete_function_concurrency()
        else:
            try:
                function.put_function_concurrency(reserved_concurrent_executions=number)
            except InvalidParameterValueException:
                return
        self.reserved[name].append((self.service.epoch(), number))

    def configure(self, name: str, retries: int, age: int, good: bool, bad: bool, qualifier: str | None) -> None:
        function = self.service.find(name)
        if function is None or (qualifier is not None and not function.aliases.knows(qualifier)):
            return
        function.put_function_event_invoke_config(
            qualifier=qualifier, maximum_retry_attempts=retries, maximum_event_age_in_seconds=age,
            on_success=self.ok if good else None, on_failure=self.bad if bad else None,
        )  # fmt: skip

    def publish(self, name: str) -> None:
        function = self.service.find(name)
        if function is None:
            return
        function.update_function_configuration(description=str(self.service.world.request_id()))
        version = function.publish_version()
        if function.aliases.knows("live"):
            function.update_alias("live", function_version=version)
        else:
            function.create_alias("live", function_version=version)

    def provision(self, name: str, number: int) -> None:
        """Provisioned concurrency of the alias, or no more."""
        function = self.service.find(name)
        if function is None or not function.aliases.knows("live"):
            return
        if not number:
            function.delete_provisioned_concurrency_config(qualifier="live")
            return
        try:
            function.put_provisioned_concurrency_config(qualifier="live", provisioned_concurrent_executions=number)
        except InvalidParameterValueException:
            return

    def delete(self, name: str) -> None:
        if name in self.service:
            self.service.delete_function(name)

    def results(self, name: str) -> list[InvocationResult]:
        return [each for function in self.every[name] for each in function.invocations]

    def trace(self) -> list[tuple[float, float, str, str, str | None, str]]:
        """Everything that ran."""
        return sorted(
            (each.start_epoch, each.end_epoch, name, each.request_id, each.function_error, each.executed_version)
            for name in self.every
            for each in self.results(name)
        )

    def everything(self) -> Any:
        """The trace in its order, records, letters, metrics, the bill."""
        names = ("Invocations", "Errors", "Throttles", "AsyncEventAge", "ConcurrentExecutions", "Duration")
        return (
            self.began,
            self.trace(),
            [[each.body for each in queue.messages] for queue in (self.ok, self.bad, self.letters)],
            [[(point.epoch, point.value) for point in self.service.metrics[name].datapoints()] for name in names],
            self.service.bill.cost,
            self.service.ledger.ended,
            self.service.now(),
        )

    # ---- laws ------------------------------------------------------------------------------------------------

    def balance(self) -> None:
        """The ledger, its own check and ours."""
        ledger = self.service.ledger
        self.service.check_ledger()
        assert ledger.accepted == self.accepted
        assert len(ledger) + sum(ledger.ended.values()) == self.accepted
        for queue in (self.ok, self.bad, self.letters):
            assert ledger.deliveries[queue.arn] == len(queue.messages)

    def consistent_metrics(self) -> None:
        metrics, ledger = self.service.metrics, self.service.ledger
        for name in self.every:
            began = sum(1 for _, function, _ in self.began if function == name)
            assert metrics["Invocations"].sum(function=name) == began
            results = self.results(name)
            assert metrics["Errors"].sum(function=name) == sum(each.function_error is not None for each in results)
            assert metrics["Duration"].sample_count(function=name) == len(results)
            assert metrics["Throttles"].sum(function=name) >= self.refused[name]
        assert metrics["AsyncEventsReceived"].sum() == self.accepted
        assert metrics["AsyncEventsDropped"].sample_count() == sum(ledger.ended.values())

    def limits(self) -> None:
        """Nobody ran beside more others than allowed; only what takes time counts."""
        most = self.account.concurrent_executions
        spans = [(each.start_epoch, each.end_epoch, name) for name in self.every for each in self.results(name)]
        for start, end, name in spans:
            if end == start:
                continue
            beside = [other for begun, over, other in spans if begun <= start < over]
            assert len(beside) <= most
            allowed = self.allowed(name, start)
            assert allowed is None or beside.count(name) <= allowed
        highest = self.service.metrics["ConcurrentExecutions"].maximum()
        assert highest is None or highest <= most

    def allowed(self, name: str, moment: float) -> int | None:
        """The largest reservation in force at a moment: it may have changed in it."""
        history = self.reserved[name]
        in_force = [number for at, number in history if at == moment]
        before = [number for at, number in history if at < moment]
        found = [*before[-1:], *in_force]
        return None if None in found else max(number for number in found if number is not None)

    def end(self) -> None:
        self.service.run()
        self.balance()
        self.consistent_metrics()
        self.limits()
        assert len(self.service.ledger) == 0
        assert self.service.concurrency.account_running == 0


def event_of(act: str, other: str, seconds: float) -> dict[str, Any]:
    return {"do": act, "other": other, "seconds": min(seconds, 2)}


class Laws(RuleBasedStateMachine):
    """Any sequence of what tests and handlers can do."""

    def __init__(self) -> None:
        super().__init__()
        self.simulation = Simulation()
        self.last = self.simulation.service.now()

    @rule(name=NAMES, act=ACTS, other=NAMES, seconds=SECONDS, qualifier=QUALIFIERS, times=st.integers(1, 4))
    def send(self, name: str, act: str, other: str, seconds: float, qualifier: str | None, times: int) -> None:
        for _ in range(times):
            self.simulation.send(name, event_of(act, other, seconds), qualifier)

    @rule(name=NAMES, act=ACTS, other=NAMES, seconds=SECONDS, qualifier=QUALIFIERS)
    def invoke(self, name: str, act: str, other: str, seconds: float, qualifier: str | None) -> None:
        self.simulation.invoke(name, event_of(act, other, seconds), qualifier)

    @rule(name=NAMES)
    def dry_run(self, name: str) -> None:
        if name in self.simulation.service:
            assert self.simulation.service.invoke(name, {}, invocation_type="DryRun").status_code == 204

    @rule(name=NAMES, number=st.sampled_from([None, 0, 1, 2, 3]))
    def reserve(self, name: str, number: int | None) -> None:
        self.simulation.reserve(name, number)

    @rule(name=NAMES, retries=st.integers(0, 2), age=st.sampled_from([60, 90, 200, 21_600]), good=st.booleans(),
          bad=st.booleans(), qualifier=QUALIFIERS)  # fmt: skip
    def configure(self, name: str, retries: int, age: int, good: bool, bad: bool, qualifier: str | None) -> None:
        self.simulation.configure(name, retries, age, good, bad, qualifier)

    @rule(name=NAMES)
    def publish(self, name: str) -> None:
        self.simulation.publish(name)

    @rule(name=NAMES, number=st.integers(0, 2))
    def provision(self, name: str, number: int) -> None:
        self.simulation.provision(name, number)

    @rule(name=NAMES)
    def new_code(self, name: str) -> None:
        if name in self.simulation.service:
            self.simulation.service[name].update_function_code(handler=self.simulation.handler(name))

    @rule(name=NAMES)
    def cold(self, name: str) -> None:
        if name in self.simulation.service:
            self.simulation.service[name].cold_start()

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        self.simulation.delete(name)

    @rule(name=NAMES)
    def create(self, name: str) -> None:
        self.simulation.create(name)

    @rule(seconds=SECONDS)
    def advance(self, seconds: float) -> None:
        before = self.simulation.service.now()
        self.simulation.service.advance(seconds=seconds)
        assert (self.simulation.service.now() - before).total_seconds() == seconds

    @rule()
    def run_to_the_end(self) -> None:
        self.simulation.service.run()
        assert len(self.simulation.service.ledger) == 0

    @invariant()
    def time_goes_on(self) -> None:
        now: datetime = self.simulation.service.now()
        assert now >= self.last
        self.last = now
        moments = [at for at, _, _ in self.simulation.began]
        assert moments == sorted(moments)

    @invariant()
    def every_event_is_somewhere(self) -> None:
        self.simulation.balance()
        self.simulation.consistent_metrics()

    def teardown(self) -> None:
        try:
            self.simulation.end()
        finally:
            self.simulation.service.close()


TestLaws = Laws.TestCase
TestLaws.settings = settings(
    max_examples=max(1, EXAMPLES // 4), stateful_step_count=25, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip

OPERATIONS = st.one_of(
    st.tuples(st.just("send"), NAMES, ACTS, NAMES, SECONDS, QUALIFIERS),
    st.tuples(st.just("send"), NAMES, ACTS, NAMES, SECONDS, QUALIFIERS),
    st.tuples(st.just("invoke"), NAMES, ACTS, NAMES, SECONDS, QUALIFIERS),
    st.tuples(st.just("reserve"), NAMES, st.sampled_from([None, 0, 1, 2])),
    st.tuples(st.just("configure"), NAMES, st.integers(0, 2), st.sampled_from([60, 200]), st.booleans(), st.booleans(),
              QUALIFIERS),
    st.tuples(st.just("publish"), NAMES),
    st.tuples(st.just("provision"), NAMES, st.integers(0, 2)),
    st.tuples(st.just("delete"), NAMES),
    st.tuples(st.just("create"), NAMES),
    st.tuples(st.just("advance"), SECONDS),
)  # fmt: skip


def played(script: list[tuple[Any, ...]], *, schedule: str, seed: int) -> Any:
    """Everything that can be seen of a run."""
    simulation = Simulation(schedule=schedule, seed=seed)
    try:
        for what, *arguments in script:
            if what in ("send", "invoke"):
                name, act, other, seconds, qualifier = arguments
                getattr(simulation, what)(name, event_of(act, other, seconds), qualifier)
            elif what == "advance":
                simulation.service.advance(seconds=arguments[0])
            else:
                getattr(simulation, what)(*arguments)
        simulation.end()
        return simulation.everything()
    finally:
        simulation.service.close()


@settings(max_examples=max(1, EXAMPLES // 4), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(script=st.lists(OPERATIONS, max_size=15), schedule=st.sampled_from(["fifo", "random"]), seed=st.integers(0, 99))
def test_the_same_seed_gives_the_same_run(script: list[tuple[Any, ...]], schedule: str, seed: int) -> None:
    assert played(script, schedule=schedule, seed=seed) == played(script, schedule=schedule, seed=seed)


def test_other_seeds_give_other_orders_of_the_same_work() -> None:
    script: list[tuple[Any, ...]] = [("send", name, "sleep", "a", 1, None) for name in "abc"] * 2
    orders = set()
    for seed in range(6):
        began, *_ = played(script, schedule="random", seed=seed)
        orders.add(tuple(name for _, name, _ in began))
        assert Counter(name for _, name, _ in began) == {"a": 2, "b": 2, "c": 2}
    assert len(orders) > 1


def test_the_seed_makes_no_difference_first_come_first_served() -> None:
    script: list[tuple[Any, ...]] = [("send", name, act, "a", 1, None) for name in "abc" for act in ("work", "fail")]
    runs = [played(script, schedule="fifo", seed=seed)[0] for seed in range(3)]
    assert len({tuple((at, name) for at, name, _ in began) for began in runs}) == 1


# ---- costs -------------------------------------------------------------------------------------------------------


def effort(number: int, act: str, apart_s: float) -> tuple[int, int]:
    """How many things happened on the clock, and how many calls of Python functions it took, for so many events."""
    calls = 0

    def count(frame: Any, what: str, argument: Any) -> None:
        nonlocal calls
        calls += what == "call"

    def handler(event: Any, context: Any) -> None:
        if act == "fail":
            raise RuntimeError
        if act == "sleep":
            time.sleep(1)

    with LambdaService() as service:
        function = service.create_function("orders", handler=handler)
        for _ in range(3):
            function.invoke({"do": "first"}, invocation_type="Event")
        service.run()
        steps = service.clock.scheduler.steps
        before = sys.getprofile()
        sys.setprofile(count)
        try:
            for _ in range(number):
                function.invoke({}, invocation_type="Event")
                if apart_s:
                    service.advance(seconds=apart_s)
            service.run()
        finally:
            sys.setprofile(before)
        assert len(service.ledger) == 0
        return service.clock.scheduler.steps - steps, calls


@pytest.mark.parametrize(("act", "apart_s"), [("work", 0), ("work", 0.1), ("sleep", 0.1), ("sleep", 0), ("fail", 0.1)])
def test_a_run_of_n_events_costs_n_log_n(act: str, apart_s: float) -> None:
    small, large = 60, 480
    few, many = effort(small, act, apart_s), effort(large, act, apart_s)
    grown = large * math.log(large) / (small * math.log(small))
    assert many[0] <= few[0] * grown
    assert many[1] <= few[1] * grown


def test_throttled_events_do_not_look_at_each_other() -> None:
    """What waits for concurrency costs its own attempts only."""

    def attempts(number: int) -> tuple[int, float]:
        with LambdaService() as service:
            function = service.create_function("orders", handler=lambda event, context: time.sleep(1))
            function.put_function_concurrency(reserved_concurrent_executions=1)
            function.put_function_event_invoke_config(maximum_event_age_in_seconds=60, maximum_retry_attempts=0)
            for _ in range(number):
                function.invoke({}, invocation_type="Event")
            service.run()
            return service.clock.scheduler.steps, service.metrics["Throttles"].sum()

    (few, throttled), (many, more) = attempts(50), attempts(400)
    # Alone an event has six attempts in a minute; one that is spread in a crowd has one more at most.
    assert throttled <= 7 * 50
    assert more <= 7 * 400
    assert many <= few * 9
