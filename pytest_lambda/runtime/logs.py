"""The log of one invocation: the platform's lines and the function's, as text and as structure (R208, G50-G54)."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pytest_lambda import limits
from pytest_lambda.runtime.output import Written
from pytest_lambda.runtime.platform_lines import InitPhase, LogSource, PlatformLines, Report, platform_lines


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event of a log.

    Attributes:
        kind: `platform`, `record`, `error`, `stdout` or `stderr`.
        text: the text, with its newline if it has one.
        time: epoch seconds.
        level: level name of a record, else None.
        logger: logger name of a record, else None.
        message: the record's message, or the text without its newline.
    """

    kind: str
    text: str
    time: float
    level: str | None = None
    logger: str | None = None
    message: str = ""


class Logs(Sequence[LogEvent]):
    """The log of one invocation, oldest event first.

    Iterating gives `LogEvent`s; `text` is what CloudWatch Logs would hold.
    """

    __slots__ = ("_events", "_source")

    def __init__(self, source: LogSource) -> None:
        self._source = source
        self._events: tuple[LogEvent, ...] | None = None

    @property
    def events(self) -> tuple[LogEvent, ...]:
        """All events, the platform's lines included."""
        if self._events is None:
            self._events = tuple(_events(self._source))
        return self._events

    @property
    def text(self) -> str:
        """The whole log."""
        return "".join(_closed(event.text) for event in self.events)

    @property
    def function_text(self) -> str:
        """What the function and its runtime wrote, exactly, without the platform's lines."""
        source = self._source
        inits = (entry.text for init in source.inits for entry in init.written)
        return "".join((*inits, *(entry.text for entry in source.written)))

    @property
    def records(self) -> tuple[LogEvent, ...]:
        """The log records alone."""
        return tuple(event for event in self.events if event.kind == "record")

    @property
    def messages(self) -> tuple[str, ...]:
        """The messages of the log records."""
        return tuple(event.message for event in self.records)

    @property
    def report(self) -> Report:
        """What the REPORT line says."""
        return self._source.report

    @property
    def inits(self) -> Sequence[InitPhase]:
        """The init phases that it tells of, those that failed as well."""
        return self._source.inits

    def tail(self) -> str:
        """Base64 of the last 4 KB, as Invoke returns it for LogType=Tail (G29)."""
        return base64.b64encode(self.text.encode("utf-8", "replace")[-limits.LOG_TAIL_BYTES :]).decode()

    def __len__(self) -> int:
        return len(self.events)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self.events[index]

    def __iter__(self) -> Iterator[LogEvent]:
        return iter(self.events)

    def __contains__(self, item: object) -> bool:
        """`"text" in result.logs` looks into the text."""
        return item in self.text if isinstance(item, str) else item in self.events

    def __repr__(self) -> str:
        return self.text


def _closed(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _events(source: LogSource) -> Iterator[LogEvent]:
    lines = platform_lines(source)
    for number, init in enumerate(source.inits):
        if init.phase == "init" and number == 0:
            yield _platform(lines.init_start(init), source.started)
        if init.phase == "init":
            yield from _of_init(init, lines, source)
    if source.report.restore_duration_ms is not None:
        yield _platform(lines.restore_start(), source.started)
        yield _platform(lines.restore_report(), source.started + source.report.restore_duration_ms / 1000)
    yield _platform(lines.start(), source.begun)
    for init in source.inits:
        if init.phase == "invoke":
            yield from _of_init(init, lines, source)
    yield from written_events(source.written)
    ended = source.begun + source.report.duration_ms / 1000
    if source.report.status == "timeout":
        yield _platform(lines.timeout(ended), ended)
    yield _platform(lines.end(), ended)
    yield _platform(lines.report(), ended)


def _of_init(init: InitPhase, lines: PlatformLines, source: LogSource) -> Iterator[LogEvent]:
    yield from written_events(init.written)
    # G51: always with provisioned concurrency
    if init.status is not None or source.initialization_type == "provisioned-concurrency":
        yield _platform(lines.init_report(init), source.started)


def written_events(written: Sequence[Written]) -> Iterator[LogEvent]:
    """One event for each record; what was printed is cut into lines, and empty ones vanish (R209)."""
    for stream, group in itertools.groupby(written, key=lambda entry: entry.stream):
        entries = list(group)
        if stream in ("stdout", "stderr"):
            text = "".join(entry.text for entry in entries)
            for line in text.split("\n"):
                if line:
                    yield LogEvent(stream, f"{line}\n", entries[0].time, message=line)
        else:
            yield from map(_record, entries)


def _record(written: Written) -> LogEvent:
    record = written.record
    if record is None:
        return LogEvent(written.stream, written.text, written.time, message=written.text.rstrip("\n"))
    return LogEvent(
        written.stream, written.text, written.time, record.levelname, record.name, record.getMessage()
    )


def _platform(text: str, time: float) -> LogEvent:
    return LogEvent("platform", text, time, message=text.rstrip("\n"))
