"""What a function writes: its stdout, its stderr and its log records, in order."""

from __future__ import annotations

import codecs
import copy
import io
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import get_ident

from pytest_lambda.clock import Clock


@dataclass(slots=True)
class Written:
    """One write.

    Attributes:
        stream: `stdout`, `stderr`, `record` (a log record) or `error` (the runtime's report of a failure).
        text: exactly what was written.
        time: epoch seconds.
        record: the log record, if it was one.
    """

    stream: str
    text: str
    time: float
    record: logging.LogRecord | None = None


class Output:
    """Collects what one runtime process writes, and passes it on to the test's own streams.

    Args:
        clock: for time stamps.
        listeners: log handlers of the test run that get a copy of each accepted record, pytest's `caplog`
            among them.
        is_own_thread: whether the function has started the thread that runs.
    """

    __slots__ = (
        "_clock", "_is_own_thread", "_listeners", "_pending", "_thread", "_written", "request_id", "stderr", "stdout",
        "tenant_id", "to",
    )  # fmt: skip

    def __init__(
        self,
        clock: Clock,
        listeners: Callable[[], Sequence[logging.Handler]],
        is_own_thread: Callable[[], bool],
    ) -> None:
        self._clock = clock
        self._is_own_thread = is_own_thread
        self._thread = get_ident()
        self._listeners = listeners
        self._written: list[Written] = []
        self._pending: logging.LogRecord | None = None
        self.request_id = ""
        self.tenant_id: str | None = None
        #: the test's own streams, set at each thaw
        self.to: dict[str, object] = {}
        self.stdout = _text(_Pipe(self, "stdout", 1), "strict")
        self.stderr = _text(_Pipe(self, "stderr", 2), "backslashreplace")

    def take(self) -> list[Written]:
        """What was written since the last call."""
        written, self._written = self._written, []
        return written

    def add(self, stream: str, text: str) -> None:
        """Note a write and pass it on; one by a thread of another environment is only passed on (G5)."""
        if get_ident() == self._thread or self._is_own_thread():
            self._written.append(Written(stream, text, self._clock.epoch()))
        target = self.to.get(stream)
        if target is not None:
            _pass_on(target, text)

    def expect(self, record: logging.LogRecord) -> None:
        """A record was accepted by the function's handler: give it the ids (R203) and pass on a copy."""
        record.aws_request_id = self.request_id
        record.tenant_id = self.tenant_id
        self._pending = record
        for handler in self._listeners():
            if record.levelno >= handler.level:
                # A copy: R195, the JSON formatter changes the record's level.
                handler.handle(copy.copy(record))

    def label_record(self, text: str) -> None:
        """Say that the text just written was the expected record's."""
        self._label("record", text)
        self._pending = None

    def label_error(self, text: str) -> None:
        """Say that the text just written was the runtime's report."""
        self._label("error", text)

    def _label(self, kind: str, text: str) -> None:
        if self._written and self._written[-1].text == text:
            self._written[-1].stream = kind
            self._written[-1].record = self._pending


class _Pipe(io.BufferedIOBase):
    """The bytes below a text stream."""

    def __init__(self, output: Output, name: str, number: int) -> None:
        self._output = output
        self.name = f"<{name}>"
        self._stream = name
        self._number = number
        # A character may come in pieces, through `sys.stdout.buffer`.
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def write(self, data: object, /) -> int:
        content = bytes(data)  # type: ignore[call-overload]
        text = self._decode(content)
        if text:
            self._output.add(self._stream, text)
        return len(content)


def _text(pipe: _Pipe, errors: str) -> io.TextIOWrapper:
    # R127, R185: UTF-8; text stays in the wrapper until it is flushed, as sys.stdout's does on AWS, and is
    # lost with the process.
    return io.TextIOWrapper(pipe, encoding="utf-8", errors=errors, newline="\n")


def _pass_on(target: object, text: str) -> None:
    try:
        target.write(text)  # type: ignore[attr-defined]
    except UnicodeEncodeError:
        encoding = getattr(target, "encoding", None) or "ascii"
        target.write(text.encode(encoding, "backslashreplace").decode(encoding))  # type: ignore[attr-defined]
    except ValueError:
        pass  # the test closed its stream


def host_streams() -> dict[str, object]:
    """The test's own streams at this moment."""
    return {"stdout": sys.stdout, "stderr": sys.stderr}
