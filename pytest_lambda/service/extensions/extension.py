"""What an extension is, and what Lambda refuses to register (G64)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_lambda.errors import ConfigurationError, PytestLambdaError

INVOKE, SHUTDOWN = "INVOKE", "SHUTDOWN"
EVENT_TYPES = (INVOKE, SHUTDOWN)
#: G64
MOST_EXTENSIONS = 10
_NAME = re.compile(r"[A-Za-z0-9._-]{1,128}")


class ExtensionRefused(ConfigurationError):
    """Lambda refuses to register an extension (G64).

    Args:
        code: `Extension.TooManyExtensions`, say.
        message: what was wrong.
        hint: how to mend it.
    """

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(f"{code}: {message} {hint}")
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.message, self.hint)


class ExtensionError(PytestLambdaError):
    """Raise it in an extension to report a failure of its own, as `/extension/init/error` and `/exit/error` do (G65).

    Any other exception is a crash: `Extension.Crash`.
    """


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension of a function.

    Attributes:
        run: called with each event.
        name: of its executable.
        events: what it subscribes to.
        internal: whether it belongs to the runtime's process.
        init: called in the init phase, or None.
    """

    run: Callable[[dict[str, Any]], object]
    name: str
    events: tuple[str, ...]
    internal: bool
    init: Callable[[], object] | None


def registered(
    known: Sequence[Extension],
    run: Callable[[dict[str, Any]], object],
    *,
    name: str,
    events: Iterable[str] | None,
    internal: bool,
    init: Callable[[], object] | None,
    closed: bool,
) -> tuple[Extension, ...]:
    """The extensions of a function together with a new one.

    Raises:
        ExtensionRefused: Lambda would not register it.
        ConfigurationError: it is not callable.
    """
    if not callable(run) or not (init is None or callable(init)):
        raise ConfigurationError(
            f"The extension {name!r} is {run!r} with init={init!r}: expected callables, run(event) and init()."
        )
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ExtensionRefused(
            "Extension.InvalidExtensionName", f"name is {name!r}.", "Expected 1-128 letters, digits, '.', '_' and '-'."
        )
    default = (INVOKE,) if internal else EVENT_TYPES
    wanted = default if events is None else (events,) if isinstance(events, str) else tuple(events)
    _check_events(wanted, internal)
    if closed:
        raise ExtensionRefused(
            "Extension.RegistrationClosed",
            f"{name!r} comes when an environment of the function has been initialised.",
            "Register extensions before the function is invoked, or call cold_start() first.",
        )
    if any(extension.name == name for extension in known):
        raise ExtensionRefused(
            "Extension.AlreadyRegistered", f"There is an extension {name!r}.", "Give each a name of its own."
        )
    if len(known) >= MOST_EXTENSIONS:
        raise ExtensionRefused(
            "Extension.TooManyExtensions",
            f"Extension limit ({MOST_EXTENSIONS}) reached with {name!r}.",
            "Internal and external ones count together.",
        )
    return (*known, Extension(run, name, wanted, internal, init))


def _check_events(events: tuple[str, ...], internal: bool) -> None:
    for event in events:
        if event not in EVENT_TYPES:
            raise ExtensionRefused(
                "Extension.InvalidEventType", f"events has {event!r}.", "Expected 'INVOKE' and 'SHUTDOWN'."
            )
        if event == SHUTDOWN and internal:
            raise ExtensionRefused(
                "Extension.InvalidEventType",
                "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension.",
                "An internal extension subscribes to INVOKE only: pass events=('INVOKE',).",
            )
