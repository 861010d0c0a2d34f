"""The lines that the platform itself writes into a function's log (R208, G50-G54)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from json import dumps
from typing import Protocol

from pytest_lambda.runtime.output import Written


@dataclass(frozen=True, slots=True)
class Report:
    """What the REPORT line says, and how it is written.

    Attributes:
        duration_ms, billed_duration_ms, init_duration_ms: milliseconds.
        status: None when all went well, `error` or `timeout`.
        error_type: of a failure.
        phases: INIT_REPORT lines that came before (G51).
    """

    request_id: str
    version: str
    memory_size: int
    memory_used: int
    duration_ms: float
    billed_duration_ms: int
    init_duration_ms: float | None = None
    restore_duration_ms: float | None = None
    status: str | None = None
    error_type: str | None = None
    trace_id: str | None = None


@dataclass(frozen=True, slots=True)
class InitPhase:
    """One run of the init phase, for the INIT_START and INIT_REPORT lines."""

    phase: str
    duration_ms: float
    written: Sequence[Written]
    status: str | None = None
    error_type: str | None = None


@dataclass(frozen=True, slots=True)
class LogSource:
    """All that the log of an invocation is made of.

    Attributes:
        started: epoch seconds at which the request came.
        served_from: epoch seconds at which its init phase or its restore was over; None: it had none.
    """

    runtime: str
    json_format: bool
    system_level: str
    function_name: str
    initialization_type: str
    started: float
    inits: Sequence[InitPhase]
    written: Sequence[Written]
    report: Report
    served_from: float | None = None

    @property
    def begun(self) -> float:
        """When the invocation began, after the init phase or the restore."""
        return self.started if self.served_from is None else self.served_from


class PlatformLines(Protocol):
    """One text for each moment that the platform writes about."""

    def init_start(self, init: InitPhase) -> str:
        """The init phase begins."""
        ...

    def init_report(self, init: InitPhase) -> str:
        """An init failed or was cut (G51)."""
        ...

    def restore_start(self) -> str:
        """A snapshot is restored (G51)."""
        ...

    def restore_report(self) -> str:
        """What that took."""
        ...

    def start(self) -> str:
        """The invocation begins."""
        ...

    def timeout(self, ended: float) -> str:
        """The invocation was cut."""
        ...

    def end(self) -> str:
        """The runtime is done."""
        ...

    def report(self) -> str:
        """What it took."""
        ...


def platform_lines(source: LogSource) -> PlatformLines:
    """The lines in the function's log format."""
    return _JsonLines(source) if source.json_format else _TextLines(source)


@dataclass(frozen=True, slots=True)
class _TextLines:
    """The platform's lines in text format (R208, G50, G51)."""

    source: LogSource

    def init_start(self, init: InitPhase) -> str:
        minor = self.source.runtime.removeprefix("python")
        return f"INIT_START Runtime Version: python:{minor}.v1\tRuntime Version ARN: \n"

    def init_report(self, init: InitPhase) -> str:
        status = f"\tStatus: {init.status}" if init.status else ""
        error = f"\tError Type: {init.error_type}" if init.error_type else ""
        return f"INIT_REPORT Init Duration: {init.duration_ms:.2f} ms\tPhase: {init.phase}{status}{error}\n"

    def restore_start(self) -> str:
        minor = self.source.runtime.removeprefix("python")
        return f"RESTORE_START Runtime Version: python:{minor}.v1\tRuntime Version ARN: \n"

    def restore_report(self) -> str:
        return f"RESTORE_REPORT Restore Duration: {self.source.report.restore_duration_ms or 0.0:.2f} ms\n"

    def start(self) -> str:
        report = self.source.report
        return f"START RequestId: {report.request_id} Version: {report.version}\n"

    def timeout(self, ended: float) -> str:
        report = self.source.report
        return f"{_stamp(ended)} {report.request_id} Task timed out after {report.duration_ms / 1000:.2f} seconds\n"

    def end(self) -> str:
        return f"END RequestId: {self.source.report.request_id}\n"

    def report(self) -> str:
        report = self.source.report
        text = (
            f"REPORT RequestId: {report.request_id}\tDuration: {report.duration_ms:.2f} ms\t"
            f"Billed Duration: {report.billed_duration_ms} ms\tMemory Size: {report.memory_size} MB\t"
            f"Max Memory Used: {report.memory_used} MB\t"
        )
        if report.init_duration_ms is not None:
            text += f"Init Duration: {report.init_duration_ms:.2f} ms\t"
        if report.restore_duration_ms is not None:
            text += f"Restore Duration: {report.restore_duration_ms:.2f} ms\t"
        if report.status is not None:
            text += f"Status: {report.status}"
            text += f"\tError Type: {report.error_type}" if report.error_type and report.status == "error" else ""
        return text + "\n"


@dataclass(frozen=True, slots=True)
class _JsonLines:
    """The platform's lines in JSON format (G54)."""

    source: LogSource

    def _line(self, kind: str, time: float, record: dict[str, object]) -> str:
        return dumps({"time": _stamp(time), "type": f"platform.{kind}", "record": record}) + "\n"

    def init_start(self, init: InitPhase) -> str:
        minor = self.source.runtime.removeprefix("python")
        record: dict[str, object] = {
            "initializationType": self.source.initialization_type,
            "phase": init.phase,
            "runtimeVersion": f"python:{minor}.v1",
            "functionName": self.source.function_name,
            "functionVersion": self.source.report.version,
        }
        return self._line("initStart", self.source.started, record)

    def init_report(self, init: InitPhase) -> str:
        record: dict[str, object] = {
            "initializationType": self.source.initialization_type,
            "phase": init.phase,
            "status": init.status or "success",
            "metrics": {"durationMs": round(init.duration_ms, 3)},
        }
        return self._line("initReport", self.source.started, record)

    def restore_start(self) -> str:
        minor = self.source.runtime.removeprefix("python")
        record: dict[str, object] = {
            "runtimeVersion": f"python:{minor}.v1",
            "functionName": self.source.function_name,
            "functionVersion": self.source.report.version,
        }
        return self._line("restoreStart", self.source.started, record)

    def restore_report(self) -> str:
        duration_ms = round(self.source.report.restore_duration_ms or 0.0, 3)
        record: dict[str, object] = {"status": "success", "metrics": {"durationMs": duration_ms}}
        return self._line("restoreReport", self.source.started, record)

    def start(self) -> str:
        report = self.source.report
        return self._line(
            "start", self.source.begun, {"requestId": report.request_id, "version": report.version}
        )

    def timeout(self, ended: float) -> str:
        return _TextLines(self.source).timeout(ended)

    def end(self) -> str:
        report = self.source.report
        record: dict[str, object] = {"requestId": report.request_id, "status": report.status or "success"}
        if report.error_type:
            record["errorType"] = report.error_type
        record["metrics"] = {"durationMs": round(report.duration_ms, 3)}
        return self._line("runtimeDone", self.source.begun + report.duration_ms / 1000, record)

    def report(self) -> str:
        report = self.source.report
        metrics: dict[str, object] = {
            "durationMs": round(report.duration_ms, 3),
            "billedDurationMs": report.billed_duration_ms,
            "memorySizeMB": report.memory_size,
            "maxMemoryUsedMB": report.memory_used,
        }
        if report.init_duration_ms is not None:
            metrics["initDurationMs"] = round(report.init_duration_ms, 3)
        if report.restore_duration_ms is not None:
            metrics["restoreDurationMs"] = round(report.restore_duration_ms, 3)
        record: dict[str, object] = {
            "requestId": report.request_id,
            "metrics": metrics,
            "status": report.status or "success",
        }
        return self._line("report", self.source.begun + report.duration_ms / 1000, record)


def _stamp(epoch: float) -> str:
    moment = datetime.fromtimestamp(epoch, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
