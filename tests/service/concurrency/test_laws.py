"""Laws that hold for any order of requests, ends, settings and time."""

from __future__ import annotations

import os
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pytest_lambda.errors import InvalidParameterValueException, NotSimulated, ResourceConflictException
from pytest_lambda.service.concurrency.account import Account
from pytest_lambda.service.concurrency.account_concurrency import AccountConcurrency
from pytest_lambda.service.concurrency.permit import Permit
from pytest_lambda.service.concurrency.rates import RequestRate, ScalingRate
from pytest_lambda.service.concurrency.throttle import Throttle
from tests.service.concurrency.model import SECOND, Execution, Model, Pool

EXAMPLES = min(100, int(os.environ.get("STRATEGY_EXAMPLES", "100")))

#: small enough that every limit is met
ACCOUNTS = (
    Account(concurrent_executions=7, minimum_unreserved=2, new_environments_per_10_seconds=3,
            requests_per_second_per_environment=2),
    Account(concurrent_executions=5, minimum_unreserved=1, new_environments_per_10_seconds=None,
            requests_per_second_per_environment=None),
)  # fmt: skip

FUNCTIONS = st.sampled_from(["a", "b", "c"])
VERSIONS = st.sampled_from(["$LATEST", "1", "2"])
QUALIFIERS = st.sampled_from(["1", "2", "live", "blue"])


class Concurrency(RuleBasedStateMachine):
    """The counters against a model that counts by looking."""

    account: Account

    def __init__(self) -> None:
        super().__init__()
        self.real = AccountConcurrency(self.account)
        self.model = Model(self.account)
        self.permits: list[tuple[Permit, Execution]] = []
        self.aliases = {(function, alias): "1" for function in "abc" for alias in ("live", "blue")}

    @rule(function=FUNCTIONS, version=VERSIONS, kind=st.sampled_from(["RequestResponse", "Event", "esm"]),
          new=st.booleans(), times=st.integers(1, 4))  # fmt: skip
    def invoke(self, function: str, version: str, kind: str, new: bool, times: int) -> None:
        for _ in range(times):
            self.invoke_once(function, version, kind, new)

    def invoke_once(self, function: str, version: str, kind: str, new: bool) -> None:
        claimed = self.real.claimed
        expected = self.model.answer(function, version, kind, new)
        got = self.real.admit(function, version, now_us=self.model.now, kind=kind, needs_new_environment=new)
        if isinstance(expected, str):
            assert isinstance(got, Throttle)
            assert got.reason == expected
            return
        assert isinstance(got, Permit)
        provisioned = expected.pool is not None
        assert got.initialization_type == ("provisioned-concurrency" if provisioned else "on-demand")
        assert got.starts_environment == (new and not provisioned)
        self.permits.append((got, expected))
        reserved = self.model.reserved.get(function)
        assert reserved is None or self.real.running(function) <= reserved
        if reserved is None and not provisioned:
            assert claimed + 1 == self.real.claimed <= self.account.concurrent_executions

    @precondition(lambda self: self.permits)
    @rule(data=st.data(), again=st.booleans())
    def end(self, data: st.DataObject, again: bool) -> None:
        permit, execution = self.permits.pop(data.draw(st.integers(0, len(self.permits) - 1)))
        self.model.running.remove(execution)
        permit.release(self.model.now)
        if again:
            permit.release(self.model.now + 1)
        assert permit.released_us == self.model.now

    @rule(us=st.one_of(st.integers(1, 20 * SECOND), st.sampled_from([SECOND - 1, SECOND, 10 * SECOND])))
    def wait(self, us: int) -> None:
        self.model.now += us

    @rule(function=FUNCTIONS, reserved=st.integers(0, 8))
    def reserve(self, function: str, reserved: int) -> None:
        model = self.model
        held = model.reserved.get(function, model.requested(function))
        left = model.unreserved_concurrency + held - reserved
        if reserved < model.requested(function) or (reserved > held and left < self.account.minimum_unreserved):
            with pytest.raises(InvalidParameterValueException):
                self.real.put_function_concurrency(function, reserved)
        else:
            self.real.put_function_concurrency(function, reserved)
            model.reserved[function] = reserved
        assert self.real.get_function_concurrency(function) == model.reserved.get(function)

    @rule(function=FUNCTIONS)
    def unreserve(self, function: str) -> None:
        self.real.delete_function_concurrency(function)
        self.model.reserved.pop(function, None)

    @rule(function=FUNCTIONS, qualifier=QUALIFIERS, count=st.integers(1, 5))
    def provision(self, function: str, qualifier: str, count: int) -> None:
        version = self.aliases.get((function, qualifier), qualifier)
        model = self.model
        pool = model.pool_of(function, version)
        before = pool.requested if pool is not None and pool.qualifier == qualifier else 0
        left = model.unreserved_concurrency + before - count
        if function in model.reserved:
            fits = model.requested(function) - before + count <= model.reserved[function]
        else:
            fits = left >= self.account.minimum_unreserved
        conflict = pool is not None and pool.qualifier != qualifier
        if not fits or conflict:
            refused = ResourceConflictException if fits else InvalidParameterValueException
            with pytest.raises(refused):
                self.put(function, qualifier, version, count)
            return
        self.put(function, qualifier, version, count)
        if pool is None:
            model.pools.append(Pool(function, qualifier, version, count))
        else:
            pool.requested, pool.allocated = count, min(count, pool.allocated)

    def put(self, function: str, qualifier: str, version: str, count: int) -> None:
        self.real.put_provisioned_concurrency_config(function, qualifier, count, now_us=self.model.now, version=version)

    @precondition(lambda self: self.model.pools)
    @rule(data=st.data())
    def ready(self, data: st.DataObject) -> None:
        pool = data.draw(st.sampled_from(self.model.pools))
        pool.allocated = data.draw(st.one_of(st.just(pool.requested), st.integers(0, pool.requested)))
        assert self.real.provisioned_ready(pool.function, pool.qualifier, pool.allocated)

    @precondition(lambda self: self.model.pools)
    @rule(data=st.data())
    def unprovision(self, data: st.DataObject) -> None:
        pool = data.draw(st.sampled_from(self.model.pools))
        self.model.pools.remove(pool)
        self.real.delete_provisioned_concurrency_config(pool.function, pool.qualifier)

    @rule(function=FUNCTIONS, alias=st.sampled_from(["live", "blue"]), version=st.sampled_from(["1", "2"]))
    def move_alias(self, function: str, alias: str, version: str) -> None:
        pool = next((p for p in self.model.pools if (p.function, p.qualifier) == (function, alias)), None)
        taken = self.model.pool_of(function, version)
        if pool is not None and taken is not None and taken is not pool:
            with pytest.raises(NotSimulated):
                self.real.alias_moved(function, alias, version, now_us=self.model.now)
            return
        self.aliases[function, alias] = version
        moved = self.real.alias_moved(function, alias, version, now_us=self.model.now)
        assert (moved is not None) == (pool is not None and taken is None)
        if pool is not None and taken is None:
            self.model.pools.remove(pool)
            self.model.pools.append(Pool(function, alias, version, pool.requested))

    @rule(function=FUNCTIONS)
    def delete_function(self, function: str) -> None:
        self.real.delete_function(function)
        self.model.pools = [p for p in self.model.pools if p.function != function]
        self.model.reserved.pop(function, None)
        if not self.model.of(function):
            self.model.requests_us.pop(function, None)
            self.model.starts_us.pop(function, None)

    @invariant()
    def counts_agree(self) -> None:
        real, model = self.real, self.model
        assert real.account_running == len(model.running) <= self.account.concurrent_executions
        assert real.unreserved_running == model.unreserved_running
        assert real.claimed == model.claimed
        assert real.unreserved_concurrency == model.unreserved_concurrency
        for function in ("a", "b", "c"):
            assert real.running(function) == len(model.of(function))
            for version in ("$LATEST", "1", "2"):
                assert real.running(function, version) == len(model.of(function, version))

    @invariant()
    def pools_agree(self) -> None:
        for pool in self.model.pools:
            usage = self.real.provisioned_usage(pool.function, pool.version)
            assert usage is not None
            assert (usage.allocated, usage.in_use) == (pool.allocated, self.model.on_pool(pool))
            shown = self.real.get_provisioned_concurrency_config(pool.function, pool.qualifier)
            assert shown.requested_provisioned_concurrent_executions == pool.requested
            assert shown.available_provisioned_concurrent_executions == max(0, pool.allocated - usage.in_use)

    def teardown(self) -> None:
        for permit, _ in self.permits:
            permit.release(self.model.now)
        assert (self.real.account_running, self.real.unreserved_running) == (0, 0)


class WithRates(Concurrency):
    account = ACCOUNTS[0]


class WithoutRates(Concurrency):
    account = ACCOUNTS[1]


for machine in (WithRates, WithoutRates):
    machine.TestCase.settings = settings(max_examples=EXAMPLES, stateful_step_count=40, deadline=None)

TestConcurrencyWithRates = WithRates.TestCase
TestConcurrencyWithoutRates = WithoutRates.TestCase


@given(st.lists(st.one_of(st.none(), st.integers(0, 50)), max_size=80), st.integers(1, 4))
@settings(max_examples=EXAMPLES)
def test_a_reservation_never_starves(steps: list[int | None], reserved: int) -> None:
    """Others ask (None) or end whenever they like: the function gets its whole reservation at any time."""
    service = AccountConcurrency(Account(concurrent_executions=8, minimum_unreserved=2))
    service.put_function_concurrency("guarded", reserved)
    others: list[Permit] = []
    for step in steps:
        if step is None:
            answers = [service.admit(f"other-{i}", "$LATEST", now_us=1, kind="Event") for i in range(4)]
            others += [answer for answer in answers if isinstance(answer, Permit)]
        elif others:
            others.pop(step % len(others)).release(2)
        guarded = [service.admit("guarded", "$LATEST", now_us=3, kind="Event") for _ in range(reserved + 1)]
        assert [type(answer) for answer in guarded] == [Permit] * reserved + [Throttle]
        for answer in guarded:
            if isinstance(answer, Permit):
                answer.release(4)


gaps = st.lists(st.one_of(st.just(0), st.integers(0, 3 * SECOND), st.integers(0, 20 * SECOND)), max_size=60)


@given(gaps, st.integers(1, 7), st.booleans())
@settings(max_examples=EXAMPLES)
def test_no_span_of_time_sees_more_new_environments_than_the_store_and_its_refill(
    gaps: list[int], rate: int, patient: bool
) -> None:
    scaling, now, started = ScalingRate(rate), 10**15, []
    for gap in gaps:
        now += gap
        if patient:
            now += max(0, scaling.wait_us(now))
        if scaling.wait_us(now) <= 0:
            scaling.take(now)
            started.append(now)
    for first, last in combinations_with_replacement(range(len(started)), 2):
        span = started[last] - started[first]
        assert (last - first + 1 - rate) * 10 * SECOND <= rate * span


@given(gaps, st.integers(1, 7))
@settings(max_examples=EXAMPLES)
def test_a_wait_for_a_new_environment_is_exact(gaps: list[int], rate: int) -> None:
    scaling, now = ScalingRate(rate), 10**15
    for gap in gaps:
        now += gap
        wait = scaling.wait_us(now)
        if wait > 0:
            assert scaling.wait_us(now + wait - 1) > 0
            now += wait
        assert scaling.wait_us(now) <= 0
        scaling.take(now)


@given(st.lists(st.tuples(st.integers(0, SECOND), st.integers(1, 9)), max_size=60))
@settings(max_examples=EXAMPLES)
def test_no_second_sees_more_requests_than_the_limit_of_its_last_one(steps: list[tuple[int, int]]) -> None:
    requests, now, admitted = RequestRate(), 10**15, []
    for gap, limit in steps:
        now += gap
        wait = requests.wait_us(now, limit)
        if wait:
            assert requests.wait_us(now + wait - 1, limit) > 0
            now += wait
        assert requests.wait_us(now, limit) == 0
        requests.take(now)
        admitted.append(now)
        assert sum(t > now - SECOND for t in admitted) <= limit
