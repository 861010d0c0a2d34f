"""SnapStart: a published version's init phase runs once, and environments are restored from its snapshot (G8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pytest_lambda.clock.wakeups import Signal, Wait
from pytest_lambda.errors import ServiceException
from pytest_lambda.runtime.environment import ExecutionEnvironment
from pytest_lambda.runtime.logs import LogEvent, written_events
from pytest_lambda.runtime.outcomes import RESTORE_TIMEOUT, RESTORE_TIMEOUT_TEXT
from pytest_lambda.runtime.platform_lines import InitPhase, LogSource, Report, platform_lines
from pytest_lambda.service.revision import Revision

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService


class SnapStartTimeoutException(ServiceException):
    """Hooks after the restore took more than ten seconds (G8)."""

    code = RESTORE_TIMEOUT
    status_code = 408

    def __init__(
        self,
        message: str = RESTORE_TIMEOUT_TEXT,
        hint: str = "The hooks registered with register_after_restore have 10 seconds.",
    ) -> None:
        super().__init__(message, hint)


def take_snapshot(service: LambdaService, revision: Revision) -> None:
    """Run the init phase of a version that is published, up to its snapshot; it takes virtual time.

    The first environment of the version is restored from it. A process cannot be copied: in every further one the
    init runs again when it is needed, in no time, unlogged and unbilled; it shows another time and other random
    numbers than the snapshot. Where the init fails, invocations try it again.
    """
    if revision.configuration.snap_started and not revision.pool.snapshot_taken:
        clock, done = service.clock, Signal()

        def take() -> None:
            _take(service, revision)
            done.set()

        if clock.occupant is None:
            take()
        else:
            clock.spawn(take, f"the snapshot of {revision.configuration.function_name}")
            clock.wait(Wait("a snapshot", signal=done))


def _take(service: LambdaService, revision: Revision) -> None:
    pool, began = revision.pool, service.epoch()
    environment = pool.new()
    inits = environment.take_snapshot()
    events = list(_events(revision, environment, inits, began))
    group = revision.settings.log_group or f"/aws/lambda/{revision.configuration.function_name}"
    service.watch.log_groups.append(group, environment.log_stream_name, events)
    if environment.snapshotted:
        pool.snapshot, pool.snapshot_taken = environment, True
    else:
        pool.workshop.end(environment)


def _events(
    revision: Revision, environment: ExecutionEnvironment, inits: Sequence[InitPhase], began: float
) -> Iterator[LogEvent]:
    configuration = revision.configuration
    lines = platform_lines(
        LogSource(
            runtime=configuration.runtime,
            json_format=configuration.log_format == "JSON",
            system_level=configuration.system_log_level or "INFO",
            function_name=configuration.function_name,
            initialization_type=environment.initialization_type,
            started=began,
            inits=inits,
            written=(),
            report=Report("", configuration.function_version, configuration.memory_size, 0, 0.0, 0),
        )
    )
    for init in inits:
        yield _platform(lines.init_start(init), began)
        yield from written_events(init.written)
        yield _platform(lines.init_report(init), began + init.duration_ms / 1000)


def _platform(text: str, time: float) -> LogEvent:
    return LogEvent("platform", text, time, message=text.rstrip("\n"))
