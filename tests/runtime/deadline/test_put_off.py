"""A cut is put off, for a short while, where it would leave a lock or a flag of the process behind."""

from __future__ import annotations

import gc
import io
import logging
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

import pytest

from .cutting import cut

FOR_EVER = 600.0
#: shorter than the ten looks, a millisecond apart, that are taken at least
A_MOMENT = 0.005


class Slow(logging.Handler):
    """Takes its time over each record."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.emitted: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        time.sleep(self.seconds)
        self.emitted.append(record.getMessage())


def logger_with(handler: logging.Handler) -> logging.Logger:
    logger = logging.Logger("apart")
    logger.addHandler(handler)
    return logger


def test_a_record_is_finished_first() -> None:
    slow = Slow(A_MOMENT)

    def handler() -> None:
        logger_with(slow).warning("finished")
        time.sleep(FOR_EVER)

    deadline = cut(handler, 0.001)
    assert slow.emitted == ["finished"]
    assert deadline.mended == ()


def test_a_record_without_end_is_not_waited_for() -> None:
    slow = Slow(FOR_EVER)
    begun = time.monotonic()
    deadline = cut(lambda: logger_with(slow).warning("never"))
    assert time.monotonic() - begun < FOR_EVER / 10
    assert slow.emitted == []
    assert deadline.mended


class Finalized:
    """Garbage that only the collector finds, and that takes its time to go."""

    def __init__(self, gone: list[str]) -> None:
        self.itself = self
        self.gone = gone

    def __del__(self) -> None:
        time.sleep(A_MOMENT)
        self.gone.append("gone")


def assert_garbage_is_collected() -> None:
    garbage = Finalized([])
    seen = weakref.ref(garbage)
    del garbage
    gc.collect()
    assert seen() is None


def test_the_garbage_collector_is_let_finish() -> None:
    gone: list[str] = []

    def handler() -> None:
        Finalized(gone)
        gc.collect()
        time.sleep(FOR_EVER)

    gc.collect()
    cut(handler, 0.001)
    assert gone == ["gone"]
    assert_garbage_is_collected()


def test_callbacks_of_the_garbage_collector_are_let_finish(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []

    def callback(phase: str, _: dict[str, int]) -> None:
        time.sleep(A_MOMENT)
        called.append(phase)

    monkeypatch.setattr(gc, "callbacks", gc.callbacks)
    gc.callbacks.append(callback)

    def handler() -> None:
        gc.collect()
        time.sleep(FOR_EVER)

    try:
        cut(handler, 0.001)
    finally:
        gc.callbacks.remove(callback)
    assert called[:2] == ["start", "stop"]
    assert_garbage_is_collected()


def test_no_callback_of_ours_stays_behind() -> None:
    before = list(gc.callbacks)
    cut(lambda: time.sleep(FOR_EVER))
    assert gc.callbacks == before


class SlowFile(io.RawIOBase):
    """What a standard stream writes to."""

    def __init__(self, *seconds: float) -> None:
        super().__init__()
        self.seconds = list(seconds)
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        time.sleep(self.seconds.pop(0) if self.seconds else 0)
        self.written += bytes(data)
        return len(data)


@contextmanager
def stdout_to(file: SlowFile) -> Iterator[None]:
    stream = io.TextIOWrapper(io.BufferedWriter(file), encoding="ascii")
    with redirect_stdout(stream):
        yield
    stream.close()


def test_a_stream_that_was_being_written_can_be_used_again() -> None:
    file = SlowFile(FOR_EVER)
    with stdout_to(file):
        deadline = cut(lambda: print("never", flush=True))
        assert len(deadline.mended) == 1
        print("again", flush=True)
    assert file.written == b"again\n"


def test_a_stream_of_a_log_handler_can_be_used_again() -> None:
    file = SlowFile(FOR_EVER)
    stream = io.TextIOWrapper(io.BufferedWriter(file), encoding="ascii")
    logger = logger_with(logging.StreamHandler(stream))
    cut(lambda: logger.warning("never"))
    logger.warning("again")
    assert file.written == b"again\n"
