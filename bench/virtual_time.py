"""A sleep on virtual time against a look at the clock under freezegun."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import Timing
from bench.table import Row, compared

ROUNDS = 21
BUDGET = 20
#: so many in one invocation
SLEEPS = 200


def rows(folder: Path) -> Iterator[Row]:
    """Freezegun and virtual time cannot be in force at once: they take turns, each begun anew every round."""
    seconds: dict[str, list[float]] = {}
    rivals = situations(folder)
    for _ in range(ROUNDS):
        for name, situation in rivals.items():
            with situation() as (call, looks):
                call()
                seconds.setdefault(name, []).append(timed(call, max(1, 1000 // looks)) / looks)
    theirs, *ours = [(name, Timing(tuple(figures))) for name, figures in seconds.items()]
    for name, timing in ours:
        yield compared(name, timing, theirs[1], BUDGET)


# As an argument's default the function is out of freezegun's reach.
def timed(call: Callable[[], object], loops: int, now: Callable[[], float] = time.perf_counter) -> float:
    started = now()
    for _ in range(loops):
        call()
    return (now() - started) / loops


@contextmanager
def frozen() -> Iterator[tuple[Callable[[], object], int]]:
    from freezegun import freeze_time

    with freeze_time("2026-01-01"):
        yield time.time, 1


def in_test_code(length: float) -> Callable[[], object]:
    @contextmanager
    def situation() -> Iterator[tuple[Callable[[], object], int]]:
        from pytest_lambda.clock.virtual import VirtualClock

        with VirtualClock():
            yield lambda: time.sleep(length), 1

    return situation


APP = f"""
import time
def handler(event, context):
    for _ in range({SLEEPS}):
        time.sleep(event)
"""


def in_handlers(number: int, folder: Path) -> Callable[[], object]:
    @contextmanager
    def situation() -> Iterator[tuple[Callable[[], object], int]]:
        from pytest_lambda import LambdaFunction
        from pytest_lambda.clock.virtual import VirtualClock

        with VirtualClock() as clock:
            functions = [
                LambdaFunction("sleeper.handler", task_root=folder, timeout=900, clock=clock) for _ in range(number)
            ]

            def invoke() -> None:
                for function in functions:
                    clock.spawn(lambda function=function: function.invoke(0.001), "invocation")
                clock.run()

            yield invoke, SLEEPS * number
            for function in functions:
                function.close()

    return situation


def situations(folder: Path) -> dict[str, Callable[[], object]]:
    (folder / "sleeper.py").write_text(APP)
    return {
        "time.time() under freezegun": frozen,
        "time.sleep() of a millisecond in test code": in_test_code(0.001),
        "time.sleep() of an hour in test code": in_test_code(3600),
        "time.sleep() in a handler, alone": in_handlers(1, folder),
        "time.sleep() in a handler, another environment due in between": in_handlers(2, folder),
    }
