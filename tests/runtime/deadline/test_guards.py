"""Reading from the bytecode which locks a frame holds."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import pytest

from pytest_lambda.runtime.deadline.guards import Guard, guards, resource

LOCK = threading.Lock()
here: list[FrameType] = []


@pytest.fixture(autouse=True)
def nobody_here() -> Iterator[None]:
    yield
    here.clear()


def note() -> None:
    """Note what guards the caller at this moment."""
    frame = sys._getframe(1)
    noted = tuple(each for each in guards(frame.f_code, frame.f_lasti) if each.call in ("__exit__", "release"))
    seen.append([resource(frame, guard) for guard in noted])
    how.append(noted)


seen: list[list[Any]] = []
how: list[tuple[Guard, ...]] = []


def held(function: Callable[..., object], *arguments: object) -> list[list[Any]]:
    """What is held at each `note()` in a function, innermost first."""
    seen.clear()
    how.clear()
    with suppress(ZeroDivisionError):
        function(*arguments)
    return list(seen)


class Owner:
    __slots__ = ("__dict__", "slot")

    shared = threading.Lock()

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.slot = threading.RLock()
        self.inner: Any = None

    @property
    def made(self) -> threading.Lock:
        raise AssertionError("code of the handler was run")

    def __getattr__(self, name: str) -> Any:
        raise AssertionError("code of the handler was run")


def test_before_in_and_after() -> None:
    def function(lock: Any) -> None:
        note()
        with lock:
            note()
        note()

    assert held(function, LOCK) == [[], [LOCK], []]


def test_several_in_one_statement_and_several_statements() -> None:
    one, two, three = threading.Lock(), threading.RLock(), threading.Lock()

    def function() -> None:
        with one, two:
            note()
            with three:
                note()
            note()

    assert held(function) == [[two, one], [three, two, one], [two, one]]


def test_ways_to_name_a_lock() -> None:
    owner, outer = Owner(), Owner()
    outer.inner = owner

    def function(owner: Owner) -> None:
        with LOCK:
            note()
        with owner.lock as taken:
            note()
            assert taken
        with owner.slot:
            note()
        with owner.shared:
            note()
        with outer.inner.lock:
            note()
        lock = owner.lock
        with lock:
            note()
        with threading._active_limbo_lock:
            note()

    limbo = threading._active_limbo_lock
    assert held(function, owner) == [
        [LOCK], [owner.lock], [owner.slot], [Owner.shared], [owner.lock], [owner.lock], [limbo],
    ]  # fmt: skip


def test_what_is_no_plain_name_is_not_looked_for() -> None:
    locks = [threading.Lock()]

    def make(lock: Any) -> Any:
        return lock

    def function(owner: Owner) -> None:
        with locks[0]:
            note()
        with make(owner.lock):
            note()

    assert held(function, Owner()) == [[None], [None]]


def test_no_code_is_run_to_find_one() -> None:
    owner = Owner()
    for path in (("owner", "made"), ("owner", "nothing"), ("nowhere",), ("owner", "lock", "nothing")):
        assert resource(sys._getframe(), Guard(path, "__exit__")) is None
    assert resource(sys._getframe(), Guard(("owner", "lock"), "__exit__")) is owner.lock


def test_loops_and_returns_inside() -> None:
    def function() -> int:
        for number in range(3):
            with LOCK:
                if number == 1:
                    note()
                    continue
                while number:
                    with suppress(LookupError):
                        note()
                    return number
        return 0

    def in_loop() -> None:
        for _ in range(2):
            with LOCK:
                for _ in range(1):
                    note()

    assert held(function)[0] == [LOCK]
    assert held(in_loop) == [[LOCK], [LOCK]]


def test_in_handlers_of_exceptions() -> None:
    def function() -> None:
        with LOCK:
            try:
                raise LookupError
            except LookupError:
                note()
            else:
                raise AssertionError
            try:
                note()
            finally:
                note()
            note()

    assert held(function) == [[LOCK]] * 4


def test_finally_that_releases() -> None:
    owner = Owner()

    def function() -> None:
        owner.lock.acquire()
        try:
            note()
        finally:
            owner.lock.release()
            note()

    assert held(function) == [[owner.lock], []]
    assert how[0][0].call == "release"


def test_finally_that_does_something_else() -> None:
    def function(lock: Any) -> None:
        try:
            note()
        finally:
            if lock is None:
                lock.release()

    assert held(function, LOCK) == [[]]


def test_exceptions_that_leave_the_block() -> None:
    def function() -> None:
        try:
            with LOCK:
                raise ZeroDivisionError
        finally:
            note()

    assert held(function) == [[]]
    assert not LOCK.locked()


def test_generators_and_comprehensions() -> None:
    @contextmanager
    def around() -> Iterator[None]:
        with LOCK:
            note()
            yield
            note()

    def function() -> None:
        with around():
            [note() for _ in range(1)]

    found = held(function)
    assert found[0] == found[2] == [LOCK]


def test_long_functions() -> None:
    """Jumps and variables beyond what fits in one byte."""
    filler = "\n".join(f"    x{number} = {number} + len('')" for number in range(400))
    code = f"def function(lock):\n{filler}\n    with lock:\n        note()\n    note()\n"
    scope: dict[str, Any] = {"note": note}
    exec(code, scope)
    assert held(scope["function"], LOCK) == [[LOCK], []]
