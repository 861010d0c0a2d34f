"""A handler that does a little of everything is killed at a thousand random moments."""

from __future__ import annotations

import gc
import importlib
import io
import json
import logging
import random
import re
import signal
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.runtime.deadline import Deadline, graveyard

from .cutting import PATIENCE, elsewhere, turn

KILLS = 1000
LONGEST = 0.003
MODULES = 4
SHARED = threading.Lock()
SHARED_AGAIN = threading.RLock()
SHARED_CONDITION = threading.Condition()
logger = logging.Logger("apart")


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Modules to import over and over again; each imports the next."""
    names = [f"throwaway_{number}" for number in range(MODULES)]
    for name, following in zip(names, [*names[1:], "json"], strict=True):
        body = f"import {following}\nTABLE = [x * x for x in range(200)]\nWHOLE = True\n"
        (tmp_path / f"{name}.py").write_text(body)
    monkeypatch.syspath_prepend(tmp_path)
    yield names
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    handler = logging.StreamHandler(io.StringIO())
    logger.addHandler(handler)
    yield handler.stream
    logger.removeHandler(handler)


class Busy:
    """Does a little of everything, for ever."""

    def __init__(self, modules: list[str], executor: ThreadPoolExecutor, seed: int) -> None:
        self.modules = modules
        self.executor = executor
        self.random = random.Random(seed)
        self.escaped: list[str] = []

    def __call__(self) -> None:
        deeds: list[Callable[[], Any]] = [
            self.log, self.imports, self.locks, self.generators, self.converts, self.executes, self.makes_garbage,
            self.shows, self.stores, self.starts_a_thread,
        ]  # fmt: skip
        try:
            while True:
                self.random.choice(deeds)()
        except BaseException as error:
            self.escaped.append(repr(error))
            raise
        finally:
            self.escaped.append("finally")

    def log(self) -> None:
        logger.warning("at work: %s", self.modules)

    def imports(self) -> None:
        for name in self.modules:
            sys.modules.pop(name, None)
        importlib.import_module(self.modules[0])

    def locks(self) -> None:
        with SHARED, SHARED_AGAIN, SHARED_AGAIN:
            sorted(range(200))
        with SHARED_CONDITION:
            SHARED_CONDITION.wait(0.0001)

    def generators(self) -> None:
        @contextmanager
        def around(value: int) -> Iterator[int]:
            yield value

        for value in (number * 2 for number in range(50)):
            with around(value):
                pass

    def converts(self) -> None:
        json.loads(json.dumps({"list": list(range(100)), "text": "x" * 100}))
        re.match(r"(a+)+$", "a" * 12 + "b")

    def executes(self) -> None:
        list(self.executor.map(abs, range(-3, 3)))
        with ThreadPoolExecutor(1) as executor:
            executor.submit(logger.warning, "in a thread").result()

    def makes_garbage(self) -> None:
        for _ in range(20):
            Loop()
        gc.collect(0)

    def shows(self) -> None:
        repr(CONTAINER)
        print("at work", file=io.StringIO())

    def stores(self) -> None:
        with tempfile.TemporaryFile() as file:
            file.write(b"x" * 100)
        weakref.WeakValueDictionary(key=Loop())

    def starts_a_thread(self) -> None:
        thread = threading.Thread(target=len, args=("x",))
        thread.start()
        thread.join()


class Loop:
    """Garbage that only the collector finds, and that runs code when it is found."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        sum(range(50))


class Shown:
    def __repr__(self) -> str:
        return f"{sum(range(50))}"


CONTAINER = [[Shown() for _ in range(20)], {"key": Shown()}]
SHOWN = repr(CONTAINER)


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


def test_thousand_random_kills_leave_the_process_clean(
    modules: list[str], executor: ThreadPoolExecutor, stream: io.StringIO
) -> None:
    chance = random.Random(120)
    graves = graveyard.count()
    killed = 0
    for seed in range(KILLS):
        busy = Busy(modules, executor, seed)
        deadline = Deadline(chance.uniform(0, LONGEST))
        turn(busy, deadline)
        assert deadline.killed
        assert busy.escaped == []
        killed += 1
        assert_here_is_clean(stream)
        elsewhere(lambda: everything_works(modules, executor))
        if killed % 50 == 0:
            assert_garbage_is_collected()
    assert graveyard.count() == graves + killed


def assert_here_is_clean(stream: io.StringIO) -> None:
    assert sys.exc_info() == (None, None, None)
    assert not signal.sigpending()
    assert repr(CONTAINER) == SHOWN
    if stream.tell() > 1_000_000:
        stream.seek(0)
        stream.truncate()


def assert_garbage_is_collected() -> None:
    garbage = Loop()
    seen = weakref.ref(garbage)
    del garbage
    given_up_at = time.monotonic() + PATIENCE
    while seen() is not None:  # a collection in another thread makes this thread's do nothing
        gc.collect()
        assert time.monotonic() < given_up_at, "garbage is not collected any more"
        time.sleep(0.001)


def everything_works(modules: list[str], executor: ThreadPoolExecutor) -> None:
    logger.warning("after a kill")
    for name in modules:
        sys.modules.pop(name, None)
    assert importlib.import_module(modules[-1]).WHOLE
    assert importlib.import_module(modules[0]).WHOLE
    assert executor.submit(len, "four").result(PATIENCE) == 4
    for lock in (SHARED, SHARED_AGAIN, SHARED_CONDITION):
        assert lock.acquire(timeout=PATIENCE)
        lock.release()
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
