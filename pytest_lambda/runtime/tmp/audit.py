"""Python's audit events, handed to those who listen while an environment is in force.

An audit hook cannot be removed. Ours is installed once, when the first environment is thawed; between
invocations it looks at one flag and returns.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

Listener = Callable[[str, tuple[Any, ...]], None]

#: a process is about to be started, or this one to be replaced
CHILD_EVENTS = (
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen",
)  # fmt: skip


class _Switch:
    # on: an environment is in force. Set by the redirection, around every invocation.
    __slots__ = ("installed", "listeners", "on")

    def __init__(self) -> None:
        self.on = False
        self.installed = False
        self.listeners: dict[str, tuple[Listener, ...]] = {}


SWITCH = _Switch()


def listen(event: str, listener: Listener) -> Callable[[], None]:
    """Have `listener` called with the event's name and arguments, while an environment is in force.

    What the listener raises keeps the audited call from happening.

    Returns:
        a function that ends this.
    """
    SWITCH.listeners[event] = (*SWITCH.listeners.get(event, ()), listener)

    def stop() -> None:
        rest = tuple(each for each in SWITCH.listeners.get(event, ()) if each is not listener)
        SWITCH.listeners[event] = rest
        if not rest:
            del SWITCH.listeners[event]

    return stop


def on_child_process(callback: Callable[[str], None]) -> Callable[[], None]:
    """Have `callback` called right before code of an environment starts a child process, or becomes another.

    Args:
        callback: given the event's name, one of `CHILD_EVENTS`; for one child it may be called twice, as
            `subprocess.Popen` can go through `os.posix_spawn`.

    Returns:
        a function that ends this.
    """

    def listener(event: str, _arguments: tuple[Any, ...]) -> None:
        callback(event)

    stops = [listen(event, listener) for event in CHILD_EVENTS]

    def stop() -> None:
        for each in stops:
            each()

    return stop


def install() -> None:
    """Add the hook to the interpreter, unless it is there."""
    if not SWITCH.installed:
        SWITCH.installed = True
        sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...], switch: _Switch = SWITCH) -> None:
    if switch.on:
        for listener in switch.listeners.get(event, ()):
            listener(event, arguments)
