"""Switches away from inside a trace function without ending the tracing.

While a trace or profile function runs, coverage's say, the interpreter traces nothing until it returns. A victim
that is cut there never returns from it.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any


def leave_for(hub: Any, message: object) -> None:
    """Switch to the hub, with tracing as it is outside of trace functions; never to come back."""
    sys.call_tracing(hub.switch, (message,))


def trace_on() -> None:
    """Say it again in the hub: Python 3.11 keeps a second flag, which belongs to the stack in C."""
    if sys.version_info[:2] != (3, 11):
        return
    state = ctypes.PYFUNCTYPE(ctypes.c_void_p)(("PyThreadState_Get", ctypes.pythonapi))()
    for name in ("PyThreadState_EnterTracing", "PyThreadState_LeaveTracing"):
        ctypes.PYFUNCTYPE(None, ctypes.c_void_p)((name, ctypes.pythonapi))(state)
