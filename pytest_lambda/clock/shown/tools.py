"""Tools that measure: they stay on real time while a test's time is virtual.

pytest's durations, Hypothesis' deadline, the time limits of pytest-timeout: what they measure is the test run, and a
test that lets six hours pass does not last six hours.
"""

from __future__ import annotations

import sys
import time
from types import ModuleType
from typing import Any

from pytest_lambda.clock.shown.places import contents, pairs

#: packages, and single modules, that see the computer's time. Processes run in real time: so does what waits for them.
TOOLS = frozenset(
    {
        "_pytest", "coverage", "execnet", "hypothesis", "pluggy", "pytest", "pytest_benchmark", "pytest_cov",
        "pytest_html", "pytest_jsonreport", "pytest_metadata", "pytest_randomly", "pytest_rerunfailures",
        "pytest_timeout", "xdist",
        "_pydevd_bundle", "pydevd", "debugpy", "multiprocessing", "subprocess",
    }
)  # fmt: skip


def is_tool(name: object) -> bool:
    """Whether a module, by its name, is one of those."""
    return isinstance(name, str) and name.partition(".")[0] in TOOLS


class RealTime(ModuleType):
    """Stands in for the module `time`: the real functions, whatever is shown to others."""

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


class Tools:
    """Gives tools the computer's time, after freezegun has started."""

    __slots__ = ("_done", "_real", "_stand_in")

    def __init__(self, api: Any) -> None:
        self._stand_in = _stand_in(api)
        self._real = {id(fake): real for real, fake in pairs(api) if not isinstance(real, type)}
        self._done: list[tuple[dict[str, Any], str, object, object]] = []

    def begin(self) -> None:
        """Give it to those that are there."""
        for name, module in list(sys.modules.items()):
            if is_tool(name):
                self.give(module)

    def give(self, module: ModuleType) -> None:
        """Give it to one, which may have been imported just now."""
        names = contents(module)
        for name, value in list(names.items()):
            new = self._stand_in if value is time else self._real.get(id(value))
            if new is not None:
                names[name] = new
                self._done.append((names, name, new, time if value is time else new))

    def end(self) -> None:
        """Take it back."""
        done, self._done = self._done, []
        for names, name, new, before in done:
            if names.get(name) is new:
                names[name] = before


def _stand_in(api: Any) -> ModuleType:
    stand_in = RealTime("time")
    names = contents(stand_in)
    for value, _ in pairs(api):
        if not isinstance(value, type):
            names[value.__name__] = value
    names["sleep"] = real_sleep.function
    return stand_in


class _Kept:
    """In an object: what stands in a module would be exchanged there."""

    __slots__ = ("function",)

    def __init__(self, function: Any) -> None:
        self.function = function


real_sleep = _Kept(time.sleep)
