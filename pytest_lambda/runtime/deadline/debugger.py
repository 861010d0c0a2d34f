"""Whether somebody is looking at the handler through a debugger: then its deadline is off."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

from pytest_lambda.runtime.deadline.stacks import module_of

_DEBUGGERS = frozenset(
    {
        "IPython", "_pydevd_bundle", "_pydevd_frame_eval", "_pydevd_sys_monitoring", "bdb", "bpython", "code",
        "debugpy", "ipdb", "pdb", "ptpython", "pudb", "pydevd",
    }
)  # fmt: skip
_announced = False


def announce(attached: bool) -> None:
    """Say that a debugger will be used (`--pdb`, `--trace`), or that this is over."""
    global _announced
    _announced = attached


def debugger_attached() -> bool:
    """Whether a debugger was announced, traces this thread or is connected; coverage is not one."""
    return _announced or _traces() or _monitors() or _connected()


def in_debugger(frames: Iterable[FrameType]) -> bool:
    """Whether a debugger's own code is on the stack: someone sits at its prompt."""
    return any(module_of(frame).partition(".")[0] in _DEBUGGERS for frame in frames)


def _traces() -> bool:
    trace: Any = sys.gettrace()
    if trace is None:
        return False
    owner = getattr(trace, "__self__", None)
    names = [getattr(trace, "__module__", None), *(each.__module__ for each in type(owner).__mro__)]
    return any(str(name).partition(".")[0] in _DEBUGGERS for name in names)


def _monitors() -> bool:
    monitoring = getattr(sys, "monitoring", None)  # Python 3.12
    return monitoring is not None and monitoring.get_tool(monitoring.DEBUGGER_ID) is not None


def _connected() -> bool:
    debugpy: Any = sys.modules.get("debugpy")
    try:
        return bool(debugpy is not None and debugpy.is_client_connected())
    except Exception:  # half imported, or too old to say
        return False


class Watch:
    """Notices debugging that begins and ends before the deadline comes.

    A session of `bdb`, and of everything built on it, begins with `Bdb.reset`.

    Args:
        notice: called whenever a session begins.
    """

    __slots__ = ("_notice", "_original", "_without_bdb")

    def __init__(self, notice: Callable[[], None]) -> None:
        self._notice = notice
        self._original: Callable[[Any], None] | None = None
        self._without_bdb = False

    def begin(self) -> None:
        """Watch from now on."""
        bdb: Any = sys.modules.get("bdb")
        reset = getattr(getattr(bdb, "Bdb", None), "reset", None)
        self._without_bdb = reset is None
        self._original = reset
        if reset is None:
            return
        notice = self._notice

        def noticed(self: Any) -> None:
            notice()
            reset(self)

        bdb.Bdb.reset = noticed

    def end(self) -> None:
        """Leave `bdb` as it was."""
        if self._original is not None:
            bdb: Any = sys.modules["bdb"]
            bdb.Bdb.reset = self._original
            self._original = None

    def bdb_came(self) -> bool:
        """Whether `bdb` was imported since `begin`: then the handler has called for a debugger."""
        return self._without_bdb and "bdb" in sys.modules
