"""What an invocation gives: the answer of the Invoke API and what a test wants to know besides."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from json import loads
from typing import Any

from pytest_lambda.batches.outcome import BatchOutcome
from pytest_lambda.batches.record import BatchRecord, RecordId
from pytest_lambda.clock.real import moment
from pytest_lambda.errors import FUNCTION_ERRORS, FunctionError
from pytest_lambda.runtime.logs import Logs
from pytest_lambda.runtime.tracebacks import without_runtime_frames


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """The error object in the payload of a failed invocation (R050)."""

    type: str
    message: str
    stack_trace: tuple[str, ...] = ()


class InvocationResult:
    """The answer of the Invoke API.

    Attributes:
        status_code: 200.
        payload_bytes: the payload, to the byte.
        function_error: None, or `Unhandled` for every kind of failure (R051).
        executed_version: the version that ran (F19).
        request_id: UUID.
        cold_start: whether no warm environment was found.
        duration_ms: milliseconds without init.
        billed_duration_ms: whole milliseconds, init included (G45), extensions as soon as they are done (G63).
        init_duration_ms: set where AWS's REPORT line has it.
        exception: the handler's own exception, or None.
        environment: the execution environment that ran it.
        outcome: what has become of each record, where an event source mapping invoked; else None.
        has_written: whether the function or its runtime wrote anything to the log.
        start_time, end_time: when it ran, in UTC, init included; in virtual time where that is in force.
    """

    __slots__ = (
        "_epochs",
        "_logs",
        "_make_logs",
        "_payload",
        "_wrap",
        "billed_duration_ms",
        "cold_start",
        "duration_ms",
        "environment",
        "exception",
        "executed_version",
        "function_error",
        "has_written",
        "hints",
        "init_duration_ms",
        "outcome",
        "payload_bytes",
        "request_id",
        "status_code",
    )  # fmt: skip

    def __init__(
        self,
        *,
        payload_bytes: bytes,
        function_error: str | None,
        executed_version: str,
        request_id: str,
        cold_start: bool,
        duration_ms: float,
        billed_duration_ms: int,
        init_duration_ms: float | None,
        exception: BaseException | None,
        environment: object,
        hints: tuple[str, ...],
        make_logs: Callable[[int], Logs],
        epochs: tuple[float, float],
        has_written: bool,
    ) -> None:
        self.status_code = 200
        self.payload_bytes = payload_bytes
        self.function_error = function_error
        self.executed_version = executed_version
        self.request_id = request_id
        self.cold_start = cold_start
        self.duration_ms = duration_ms
        self.billed_duration_ms = billed_duration_ms
        self.init_duration_ms = init_duration_ms
        self.exception = exception
        self.environment = environment
        self.hints = hints
        self._make_logs = make_logs
        self._epochs = epochs
        self.has_written = has_written
        self._logs: Logs | None = None
        self._payload: Any = _UNREAD
        self.outcome: BatchOutcome | None = None

    @property
    def records(self) -> tuple[BatchRecord, ...]:
        """The records of its batch; empty unless an event source mapping invoked."""
        return () if self.outcome is None else tuple(self.outcome.batch)

    @property
    def record_ids(self) -> tuple[RecordId, ...]:
        """Their identifiers, as `itemIdentifier` would name them."""
        return tuple(record.id for record in self.records)

    @property
    def payload(self) -> Any:
        """The payload, parsed; bytes as they are when they are not JSON (R007). A fresh object is not made."""
        if self._payload is _UNREAD:
            self._payload = _parsed(self.payload_bytes)
        return self._payload

    @property
    def start_epoch(self) -> float:
        """When it began, in seconds since 1970."""
        return self._epochs[0]

    @property
    def end_epoch(self) -> float:
        """When it ended, in seconds since 1970."""
        return self._epochs[1]

    @property
    def start_time(self) -> datetime:
        """When it began."""
        return moment(self._epochs[0])

    @property
    def end_time(self) -> datetime:
        """When it ended."""
        return moment(self._epochs[1])

    @property
    def logs(self) -> Logs:
        """The log of this invocation."""
        if self._logs is None:
            self._logs = self._make_logs(self.billed_duration_ms)
        return self._logs

    def log_anew(self) -> Logs:
        """The log, which nobody keeps: for who looks at a great many of them once."""
        return self._make_logs(self.billed_duration_ms)

    def bill(self, billed_duration_ms: int) -> None:
        """Extensions are done as well: what is billed is known, and the REPORT line says it (G63)."""
        self.billed_duration_ms = billed_duration_ms
        self._logs = None

    @property
    def log_result(self) -> str:
        """Base64 of the last 4 KB of the log (G29)."""
        return self.logs.tail()

    @property
    def ok(self) -> bool:
        """Whether the function succeeded."""
        return self.function_error is None

    @property
    def timed_out(self) -> bool:
        """Whether the function was cut at its timeout."""
        return self.error is not None and self.error.type == "Sandbox.Timedout"

    @property
    def error(self) -> ErrorReport | None:
        """The error in the payload, or None."""
        if self.function_error is None:
            return None
        payload = self.payload if isinstance(self.payload, dict) else {}
        return ErrorReport(
            str(payload.get("errorType", "")),
            str(payload.get("errorMessage", "")),
            tuple(payload.get("stackTrace", ())),
        )

    def raise_for_error(self) -> InvocationResult:
        """Raise what `function(event)` would raise: the handler's own exception where there is one.

        Raises:
            Exception: the handler's own.
            FunctionError: a timeout, an exit, a response that is not JSON, or a failed init.
        """
        __tracebackhide__ = True
        if self.error is None:
            return self
        if self.exception is not None and self.error.type not in FUNCTION_ERRORS:
            raise self._annotated(self.exception)
        raise self._function_error() from self.exception

    def _function_error(self) -> FunctionError:
        error = self.error
        assert error is not None
        kind = FUNCTION_ERRORS.get(error.type, FunctionError)
        payload = self.payload if isinstance(self.payload, dict) else {}
        parts = [f"{error.type}: {error.message}", *self.hints, self._tail()]
        return kind("\n".join(part for part in parts if part), payload, self)

    def _annotated(self, exception: BaseException) -> BaseException:
        exception.__traceback__ = without_runtime_frames(exception.__traceback__)
        notes = [*self.hints, f"request id {self.request_id}", self._tail()]
        _add_notes(exception, [note for note in notes if note])
        return exception

    def _tail(self) -> str:
        lines = self.logs.function_text.splitlines()[-10:]
        return "log of the function:\n" + "\n".join(f"  {line}" for line in lines) if lines else ""

    def __repr__(self) -> str:
        state = "ok" if self.ok else f"{self.function_error}: {self.error.type}: {self.error.message}"  # type: ignore[union-attr]
        start = "cold" if self.cold_start else "warm"
        head = f"<InvocationResult {state}, {start}, {self.duration_ms:.2f} ms, payload {_short(self.payload_bytes)}>"
        tail = self._tail()
        return f"{head}\n{tail}" if tail else head


def _add_notes(exception: BaseException, notes: list[str]) -> None:
    before = list(getattr(exception, "__notes__", ()))
    if before[-len(notes) :] != notes:
        # The attribute behind add_note (3.11): pytest shows it on 3.10, too. Slotted exceptions have none.
        with contextlib.suppress(AttributeError):
            exception.__notes__ = before + notes  # type: ignore[attr-defined]


class _Unread:
    __slots__ = ()


_UNREAD = _Unread()


def _parsed(content: bytes) -> Any:
    try:
        return loads(content)
    except ValueError:
        return content


def _short(content: bytes, length: int = 200) -> str:
    text = content.decode("utf-8", "replace")
    return text if len(text) <= length else f"{text[:length]}… ({len(content):,} bytes)"
