"""A simulated asynchronous invocation against our own warm `invoke`, from a thousand events to a million.

Accepting an event, letting time pass and running it are measured together. The million takes minutes: it is measured
when the environment variable `BENCH_EVENTS` asks for it (`BENCH_EVENTS=1000000 make bench`).
"""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.apps import one_module
from bench.events import Event, sqs_event
from bench.measure import Timing
from bench.table import Row, compared

BUDGET = 1.5
#: of one event against one of a thousand: what grows faster than the number of events does not keep it
LINEAR = 1.3
#: events -> rounds
SIZES = {1_000: 9, 10_000: 3, 100_000: 1}
MOST = int(os.environ.get("BENCH_EVENTS", max(SIZES)))
#: results that a function keeps in a large run
RETAINED = 100
#: a warm invoke is timed over so many before the events, and after them: the same number for all sizes, since it
#: keeps its results and so gets slower
WARM = 1_000
#: environments that are at work at the same time: each number against the one before it
AT_ONCE = (10, 100, 1_000)

SLEEPER = """
import time
def handler(event, context):
    time.sleep(event)
"""


class Stopwatch:
    """The computer's own clock, in a slot: virtual time replaces it wherever a module holds it."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        self.now: Callable[[], float] = time.perf_counter

    def per_call(self, call: Callable[[], object], calls: int) -> float:
        """Seconds that one call takes."""
        started = self.now()
        for _ in range(calls):
            call()
        return (self.now() - started) / calls


watch = Stopwatch()


def rows(folder: Path) -> Iterator[Row]:
    event = sqs_event(1)
    handler = one_module(folder, "service_app")
    ratios: list[float] = []
    sizes = {**SIZES, **({MOST: 1} if max(SIZES) < MOST else {})}
    for size, rounds in sizes.items():
        theirs, ours = zip(*(_round(folder, handler, event, size) for _ in range(rounds)), strict=True)
        row = compared(f"{size:,} events, each: a warm invoke", Timing(ours), Timing(theirs), BUDGET)
        yield replace(row, detail=f"{row.detail}, {1 / Timing(ours).median:,.0f} events a second")
        ratios.append(row.figure)
    yield Row(f"an event of {max(sizes):,}: one of {min(sizes):,}", ratios[-1] / ratios[0], LINEAR)
    yield from _memory(folder, handler, event)
    yield from _at_once(folder)


def _round(folder: Path, handler: str, event: Event, size: int) -> tuple[float, float]:
    """Seconds of a warm invoke and of an event. The two clocks cannot run at once, so that they take turns."""
    before = _warm(folder, handler, event)
    with simulated(folder, handler) as (service, function):

        def one() -> None:
            function.invoke(event, invocation_type="Event")
            service.advance(milliseconds=1)

        watch.per_call(one, 100)
        ours = watch.per_call(one, size)
        assert service.metrics["Invocations"].sum() == size + 100
    after = _warm(folder, handler, event)
    return (before + after) / 2, ours


def _warm(folder: Path, handler: str, event: Event) -> float:
    from pytest_lambda import LambdaFunction

    with LambdaFunction(handler, task_root=folder) as function:
        watch.per_call(lambda: function.invoke(event).payload, 100)
        return watch.per_call(lambda: function.invoke(event).payload, WARM)


@contextmanager
def simulated(folder: Path, handler: str, **settings):
    from pytest_lambda.clock.settling import Limits
    from pytest_lambda.service.service import LambdaService

    with LambdaService(retain_invocations=RETAINED, settling=Limits(invocations=10**9)) as service:
        yield service, service.create_function("orders", handler=handler, task_root=folder, **settings)


def _memory(folder: Path, handler: str, event: Event) -> Iterator[Row]:
    """What is kept of events that have come to their end, and what one takes that waits in the queue."""
    number = 5_000
    tracemalloc.start()
    try:
        with simulated(folder, handler) as (service, function):

            def run(events: int) -> int:
                for _ in range(events):
                    function.invoke(event, invocation_type="Event")
                    service.advance(milliseconds=1)
                return tracemalloc.get_traced_memory()[0]

            before = run(number)
            yield Row("kept of an event that has ended", max(0, run(number) - before) / number / 1024, 1.0, "KB")
            function.put_function_concurrency(reserved_concurrent_executions=1)
            before = tracemalloc.get_traced_memory()[0]
            for _ in range(number):
                function.invoke(event, invocation_type="Event")
            queued = tracemalloc.get_traced_memory()[0] - before
            yield Row("an event in the queue", queued / number / 1024, unit="KB")
    finally:
        tracemalloc.stop()


def _at_once(folder: Path) -> Iterator[Row]:
    """Handlers that sleep, so that events overlap: how it scales with the number of environments."""
    (folder / "service_sleeper.py").write_text(SLEEPER, encoding="utf-8")
    creating, working = [], []
    for number in AT_ONCE:
        with simulated(folder, "service_sleeper.handler") as (service, function):

            def burst() -> None:
                for _ in range(number):  # noqa: B023
                    function.invoke(1, invocation_type="Event")
                service.run()

            creating.append(watch.per_call(burst, 1) / number)
            working.append(watch.per_call(burst, max(1, 300 // number)) / number)
            assert len(function.environments) == number
    for what, seconds in (("a cold start", creating), ("a handler that sleeps", working)):
        for number in range(1, len(AT_ONCE)):
            title = f"{what}, {AT_ONCE[number]:,} at once: {AT_ONCE[number - 1]:,} at once"
            yield compared(title, Timing((seconds[number],)), Timing((seconds[number - 1],)))
