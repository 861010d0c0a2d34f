"""Whether a test run under coverage must be told about its `concurrency` setting."""

from __future__ import annotations

import sys
from typing import Any

from pytest_lambda.runtime.deadline.alarm import alarm

_told = False


def coverage_hint_needed() -> bool:
    """Whether a cut has made coverage lose lines; true once in a process.

    Coverage's tracer follows calls and returns. Without `concurrency = greenlet` a greenlet that never returns leaves
    it in the wrong frame, and it misses the rest of the lines of functions that were running then. Where coverage
    uses `sys.monitoring` instead of a tracer it loses nothing.
    """
    global _told
    if _told or not alarm.cuts or _monitors():
        return False
    _told = _lacks_greenlet(sys.modules.get("coverage"))
    return _told


def _monitors() -> bool:
    monitoring = getattr(sys, "monitoring", None)  # Python 3.12
    return monitoring is not None and monitoring.get_tool(monitoring.COVERAGE_ID) is not None


def _lacks_greenlet(module: Any) -> bool:
    try:
        running = module.Coverage.current()
        concurrency = running.get_option("run:concurrency") if running is not None else ["greenlet"]
    except Exception:  # not imported, or not as we know it
        return False
    return "greenlet" not in (concurrency or ())
