"""What a runtime process tells its environment when it hands over control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_lambda.clock.wakeups import Wait
from pytest_lambda.runtime.process_state.exits import Death


@dataclass(frozen=True, slots=True)
class Ready:
    """Init is over; the process waits for an event."""

    restore_started: float | None = None


@dataclass(frozen=True, slots=True)
class Snapshotted:
    """Init and the hooks before the snapshot are over; the process waits to be restored (R220)."""


@dataclass(frozen=True, slots=True)
class RestoreTimedOut:
    """The hooks after the restore took too long (G8)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The handler's result or error was posted; the process waits for the next event."""

    body: bytes
    content_type: str
    failed: bool
    exception: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Died:
    """The process has ended."""

    death: Death
    exception: BaseException | None = None
    init_error: bytes | None = None
    init_error_type: str | None = None
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class PassedThrough:
    """An exception that is not the function's own business, say pytest's `fail`, unwound the process."""

    exception: BaseException


@dataclass(frozen=True, slots=True)
class Cut:
    """The deadline came.

    Attributes:
        hint: why, if it is not what it seems.
    """

    hint: str = ""


@dataclass(frozen=True, slots=True)
class Parked:
    """The process waits on virtual time, in the middle of its work.

    Attributes:
        greenlet: which of the process's greenlets does.
    """

    wait: Wait
    greenlet: Any


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A signal handler has come back; the process waits for the next event as before."""


@dataclass(frozen=True, slots=True)
class ExtensionFailed:
    """Not the process: an extension beside it has failed, and the environment with it (G65).

    Attributes:
        error_type: `Extension.Crash`, say.
        name: the extension's.
    """

    error_type: str
    name: str
    exception: BaseException | None = None


Message = (
    Ready
    | Snapshotted
    | RestoreTimedOut
    | Answered
    | Died
    | PassedThrough
    | Cut
    | Parked
    | Undisturbed
    | ExtensionFailed
)
