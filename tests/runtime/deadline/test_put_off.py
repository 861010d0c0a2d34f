"""A cut is put off, for a short while, where it would leave a lock or a flag of the process behind."""

from __future__ import annotations

import gc
import io
import logging
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout

import pytest

from pytest_lambda.runtime.deadline import collector
from pytest_lambda.runtime.deadline.alarm import _must_wait

from .cutting import FOR_EVER, Strike, cut_by

#: shorter than the ten looks, a millisecond apart, that are taken at least
A_MOMENT = 0.005


@pytest.fixture
def strike() -> Strike:
    """The deadline of a test's handler: it comes when it is called."""
    return Strike()


def logger_with(handler: logging.Handler) -> logging.Logger:
    logger = logging.Logger("apart")
    logger.addHandler(handler)
    return logger


class Slow(logging.Handler):
    """Takes its time over each record, while its deadline comes."""

    def __init__(self, seconds: float, strike: Strike) -> None:
        super().__init__()
        self.seconds = seconds
        self.strike = strike
        self.emitted: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.strike()
        time.sleep(self.seconds)
        self.emitted.append(record.getMessage())


def test_a_record_is_finished_first(strike: Strike) -> None:
    slow = Slow(A_MOMENT, strike)

    def handler() -> None:
        logger_with(slow).warning("finished")
        time.sleep(FOR_EVER)

    cut_by(strike, handler)
    assert slow.emitted == ["finished"]
    assert strike.mended == ()


def test_a_record_without_end_is_not_waited_for(strike: Strike) -> None:
    slow = Slow(FOR_EVER, strike)
    begun = time.monotonic()
    cut_by(strike, lambda: logger_with(slow).warning("never"))
    assert time.monotonic() - begun < FOR_EVER / 10
    assert slow.emitted == []
    assert strike.mended


class Finalized:
    """Garbage that only the collector finds, and that does something when it goes."""

    def __init__(self, last_deed: Callable[[], None]) -> None:
        self.itself = self
        self.last_deed = last_deed

    def __del__(self) -> None:
        self.last_deed()


def assert_garbage_is_collected() -> None:
    garbage = Finalized(list)
    seen = weakref.ref(garbage)
    del garbage
    gc.collect()
    assert seen() is None


def test_the_garbage_collector_is_let_finish(strike: Strike) -> None:
    gone: list[str] = []

    def last_deed() -> None:
        strike()
        time.sleep(A_MOMENT)
        gone.append("gone")

    def handler() -> None:
        Finalized(last_deed)
        gc.collect()
        time.sleep(FOR_EVER)

    cut_by(strike, handler)
    assert gone == ["gone"]
    assert_garbage_is_collected()


@pytest.mark.parametrize("put_back", [False, True])
def test_callbacks_of_the_garbage_collector_are_let_finish(strike: Strike, put_back: bool) -> None:
    struck: list[bool] = []
    called: list[str] = []

    def callback(phase: str, _: dict[str, int]) -> None:
        if struck:
            if not called:
                strike()
            time.sleep(A_MOMENT)
            called.append(phase)

    def handler() -> None:
        struck.append(True)
        gc.collect()
        time.sleep(FOR_EVER)

    if put_back:  # a tool that restores the list of callbacks that it has seen during an invocation
        gc.callbacks.append(collector._end)
    gc.callbacks.append(callback)  # before the deadline is armed: as Hypothesis does
    try:
        cut_by(strike, handler)
    finally:
        gc.callbacks.remove(callback)
    assert called[:2] == ["start", "stop"]
    assert collector._end not in gc.callbacks
    assert_garbage_is_collected()


def test_a_collection_of_a_large_heap_does_not_use_up_the_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes seconds in which nothing can be looked at."""
    monkeypatch.setattr(collector, "_collecting", True)
    assert _must_wait((), 60.0, 20)
    assert not _must_wait((), 60.0, 1_000), "a finalizer that never ends is cut all the same"
    monkeypatch.setattr(collector, "_collecting", False)
    assert not _must_wait((), 60.0, 20)


def test_no_callback_of_ours_stays_behind(strike: Strike) -> None:
    before = list(gc.callbacks)
    cut_by(strike, lambda: strike() or time.sleep(FOR_EVER))
    assert gc.callbacks == before


@pytest.mark.parametrize("name", ["settrace", "setprofile"])
def test_a_cut_inside_a_trace_function_does_not_end_tracing(name: str, strike: Strike) -> None:
    """Coverage's tracer runs Python code, and may be what is cut when the patience is at its end."""
    install, installed = getattr(sys, name), getattr(sys, name.replace("set", "get"))()
    struck: list[bool] = []
    traced: list[str] = []

    def trace(frame: object, event: str, _: object) -> None:
        if struck == [True]:
            struck.append(False)
            strike()
            time.sleep(FOR_EVER)
        traced.append(event)

    def handler() -> None:
        struck.append(True)
        assert_garbage_is_collected()

    install(trace)
    try:
        cut_by(strike, handler)
        traced.clear()
        (lambda: None)()
    finally:
        install(installed)
    assert struck == [True, False]
    assert traced


class SlowFile(io.RawIOBase):
    """What a standard stream writes to: takes its time over the first write, while the deadline comes."""

    def __init__(self, seconds: float, strike: Strike) -> None:
        super().__init__()
        self.seconds = seconds
        self.strike = strike
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:
        if self.seconds:
            seconds, self.seconds = self.seconds, 0
            self.strike()
            time.sleep(seconds)
        self.written += bytes(data)
        return len(data)


@contextmanager
def stdout_to(file: SlowFile) -> Iterator[None]:
    stream = io.TextIOWrapper(io.BufferedWriter(file), encoding="ascii")
    with redirect_stdout(stream):
        yield
    stream.close()


def test_a_line_is_finished_first(strike: Strike) -> None:
    file = SlowFile(A_MOMENT, strike)

    def handler() -> None:
        print("finished", flush=True)
        time.sleep(FOR_EVER)

    with stdout_to(file):
        cut_by(strike, handler)
    assert file.written == b"finished\n"
    assert strike.mended == ()


def test_a_stream_that_was_being_written_can_be_used_again(strike: Strike) -> None:
    file = SlowFile(FOR_EVER, strike)
    with stdout_to(file):
        cut_by(strike, lambda: print("never", flush=True))
        assert len(strike.mended) == 1
        print("again", flush=True)
    assert file.written == b"again\n"


def test_a_stream_of_a_log_handler_can_be_used_again(strike: Strike) -> None:
    file = SlowFile(FOR_EVER, strike)
    stream = io.TextIOWrapper(io.BufferedWriter(file), encoding="ascii")
    logger = logger_with(logging.StreamHandler(stream))
    cut_by(strike, lambda: logger.warning("never"))
    logger.warning("again")
    assert file.written == b"again\n"
