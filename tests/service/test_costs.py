"""What an event costs, counted in operations and in objects: seconds depend on the machine."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import greenlet
import pytest

from pytest_lambda import ConfigurationError, LambdaService, ServiceFunction
from pytest_lambda.clock.agenda import Agenda
from pytest_lambda.clock.settling import Limits
from pytest_lambda.service.timeline import Entry
from tests.service.conftest import Deploy, Simulate

ANSWERS = "def handler(event, context):\n    return event\n"
FAILS_FIRST = """
seen = set()

def handler(event, context):
    if event not in seen:
        seen.add(event)
        raise ValueError("the first time")
"""
SLEEPS = "import time\ndef handler(event, context):\n    time.sleep(event)\n"

#: settings of a large run
LARGE: dict[str, Any] = {"retain_invocations": 10, "settling": Limits(invocations=10**9)}


def one_after_the_other(service: LambdaService, function: ServiceFunction, events: int) -> None:
    for number in range(events):
        function.invoke(number, invocation_type="Event")
        service.advance(milliseconds=1)


def at_one_moment(service: LambdaService, function: ServiceFunction, events: int) -> None:
    for number in range(events):
        function.invoke(number, invocation_type="Event")
    service.run()


@contextmanager
def counted_calls(*, of: str = "pytest_lambda.") -> Iterator[Counter[str]]:
    """How often the functions of a package are called."""
    calls: Counter[str] = Counter()

    def profile(frame: FrameType, what: str, _: object) -> None:
        if what == "call" and frame.f_globals.get("__name__", "").startswith(of):
            calls[frame.f_code.co_name] += 1

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        yield calls
    finally:
        sys.setprofile(before)


@contextmanager
def counted_greenlets() -> Iterator[set[Any]]:
    """Those that were switched to."""
    seen: set[Any] = set()
    before = greenlet.settrace(lambda what, pair: seen.add(pair[1]))
    try:
        yield seen
    finally:
        greenlet.settrace(before)


def objects() -> Counter[str]:
    """How many objects of our own classes there are."""
    gc.collect()
    kinds = (type(each) for each in gc.get_objects())
    return Counter(kind.__qualname__ for kind in kinds if str(kind.__module__).startswith("pytest_lambda."))


class TestCalls:
    def test_an_event_costs_the_same_however_many_there_have_been(self, simulate: Simulate, deploy: Deploy) -> None:
        service = simulate(**LARGE)
        function = deploy(service, ANSWERS)
        one_after_the_other(service, function, 20)
        figures = []
        for events in (50, 400):
            with counted_calls() as calls:
                one_after_the_other(service, function, events)
            figures.append(calls.total() / events)
        assert figures[1] <= figures[0] * 1.02

    def test_an_event_costs_the_same_however_many_wait(self, simulate: Simulate, deploy: Deploy) -> None:
        figures = []
        for events in (40, 320):
            service = simulate(**LARGE)
            function = deploy(service, FAILS_FIRST, timeout=3)
            one_after_the_other(service, function, events)  # all of them wait for their retry now
            assert len(service.ledger) == events
            with counted_calls() as calls:
                service.run()
            figures.append(calls.total() / events)
            service.close()
        assert figures[1] <= figures[0] * 1.02

    def test_an_event_costs_the_same_however_many_overlap(self, simulate: Simulate, deploy: Deploy) -> None:
        figures = []
        for at_once in (4, 32):
            service = simulate(**LARGE)
            function = deploy(service, SLEEPS)
            at_one_moment(service, function, at_once)
            with counted_calls(of="pytest_lambda.clock") as calls:
                at_one_moment(service, function, at_once)
            assert len(function.environments) == at_once
            figures.append(calls.total() / at_once)
            service.close()
        assert figures[1] <= figures[0] * 1.02

    def test_an_event_is_put_on_the_agenda_once(self, simulate: Simulate, deploy: Deploy) -> None:
        service = simulate(**LARGE)
        function = deploy(service, ANSWERS)
        one_after_the_other(service, function, 1)  # the idle environment is on the agenda from here on
        with counted_calls(of="pytest_lambda.clock.agenda") as calls:
            one_after_the_other(service, function, 100)
        assert (calls["add"], calls["add_at_once"]) == (0, 100)


class TestGreenlets:
    def test_tasks_share_one(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, ANSWERS)
        with counted_greenlets() as seen:
            one_after_the_other(service, function, 50)
        assert len(seen) == 3  # test code, the tasks', and the runtime's process

    def test_as_many_as_overlap(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, SLEEPS)
        at_one_moment(service, function, 5)
        with counted_greenlets() as seen:
            for _ in range(4):
                at_one_moment(service, function, 5)
        assert len(seen) <= 1 + 2 * 5

    def test_none_is_left(self, simulate: Simulate, deploy: Deploy) -> None:
        def alive() -> int:
            gc.collect()
            return sum(isinstance(each, greenlet.greenlet) and not each.dead for each in gc.get_objects())

        before = alive()
        service = simulate()
        at_one_moment(service, deploy(service, SLEEPS), 5)
        tasks = alive()
        service.close()
        assert tasks > before
        assert alive() <= tasks - 5  # the runtime's processes stay: a stack that was cut must not be unwound


class TestMemory:
    def test_nothing_of_an_event_stays(self, simulate: Simulate, deploy: Deploy) -> None:
        service = simulate(**LARGE)
        function = deploy(service, "def handler(event, context):\n    print(event)\n")
        one_after_the_other(service, function, 30)
        before = objects()
        one_after_the_other(service, function, 300)
        assert objects() - before == Counter()

    def test_nothing_of_a_retried_event_stays(self, simulate: Simulate, deploy: Deploy) -> None:
        service = simulate(**LARGE)
        function = deploy(service, "def handler(event, context):\n    raise ValueError(event)\n")

        def fail(events: int) -> None:
            one_after_the_other(service, function, events)
            service.run()

        fail(30)
        before = objects()
        fail(90)
        # buckets of metrics, one for each minute and series, do not grow with the events; of the timeline the latest
        # entries are kept
        assert set(objects() - before) <= {"Bucket", Entry.__qualname__}

    def test_the_ledger_is_empty(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, FAILS_FIRST)
        one_after_the_other(service, function, 20)
        service.run()
        assert (len(service.ledger), service.ledger.accepted) == (0, 20)
        assert service.ledger.ended.total() == 20
        assert service.queue.request_ids() == set()
        assert not service.clock.scheduler.agenda.labels()


class TestRetaining:
    @pytest.mark.parametrize(("retain", "kept"), [(None, 8), (0, 0), (3, 3), (8, 8), (100, 8)])
    def test_the_newest_results(
        self, simulate: Simulate, deploy: Deploy, retain: int | None, kept: int
    ) -> None:
        service = simulate(retain_invocations=retain)
        function = deploy(service, ANSWERS)
        one_after_the_other(service, function, 8)
        assert [result.payload for result in function.invocations] == list(range(8 - kept, 8))
        assert service.metrics["Invocations"].sum(function="orders") == 8

    def test_the_newest_logs_of_a_group(self, simulate: Simulate, deploy: Deploy) -> None:
        service = simulate(retain_invocations=3)
        function = deploy(
            service, "import time\ndef handler(event, context):\n    print('event', event)\n    time.sleep(event)\n")
        at_one_moment(service, function, 5)
        group = service.log_groups["/aws/lambda/orders"]
        assert len(group.streams) == 5  # one for each environment, some of them empty by now
        assert {event.message for event in group.events if event.kind == "stdout"} == {"event 2", "event 3", "event 4"}

    def test_in_the_order_in_which_they_began(self, simulate: Simulate, deploy: Deploy) -> None:
        service = simulate(retain_invocations=3)
        function = deploy(service, SLEEPS + "    return event\n")
        for seconds in (4, 3, 2, 1):
            function.invoke(seconds, invocation_type="Event")
        service.run()
        # The one that slept longest began first: when it ended, there were three that began later.
        assert [result.payload for result in function.invocations] == [3, 2, 1]

    def test_a_number_below_zero(self, simulate: Simulate) -> None:
        with pytest.raises(ConfigurationError, match="retain_invocations is -1"):
            simulate(retain_invocations=-1)


class TestLine:
    """What is to happen at once stands in a line beside the heap."""

    def run(self, agenda: Agenda) -> list[str]:
        done: list[str] = []

        def put(due_us: int, name: str) -> Callable[[], object]:
            return lambda: done.append(name)

        agenda.add(10, put(10, "first"), "x", False)
        agenda.add_at_once(10, put(10, "second"), "x")
        agenda.add(10, put(10, "third"), "x", False)
        cancelled = agenda.add_at_once(10, put(10, "never"), "x")
        agenda.add(5, put(5, "earlier"), "x", False)
        agenda.add(11, put(11, "later"), "x", True)
        agenda.add_at_once(10, put(10, "fourth"), "x")
        agenda.cancel(cancelled)
        assert agenda.business == agenda.labels()["x"] == 5
        while agenda.next_due() is not None:
            agenda.take()()
        assert agenda.business == 0
        return done

    def test_in_the_order_in_which_it_came(self) -> None:
        assert self.run(Agenda()) == ["earlier", "first", "second", "third", "fourth", "later"]

    def test_shuffled_like_everything_else(self) -> None:
        orders = {tuple(self.run(Agenda(schedule="random", seed=seed))) for seed in range(50)}
        assert {(order[0], order[-1]) for order in orders} == {("earlier", "later")}
        assert len(orders) > 10


class TestGarbage:
    def test_an_event_leaves_no_cycle(self, simulate: Simulate, deploy: Deploy) -> None:
        """What the garbage collector would have to find stays in memory until then, bodies of events included."""
        service = simulate(**LARGE)
        function = deploy(service, ANSWERS)
        one_after_the_other(service, function, 10)
        gc.collect()
        gc.disable()
        try:
            one_after_the_other(service, function, 50)
            found = gc.collect()
        finally:
            gc.enable()
        assert found < 50
