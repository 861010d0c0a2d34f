"""Who acts right now: the function, test code, or a tool that only looks."""

from __future__ import annotations

import threading
from types import FrameType
from typing import Any

#: top-level packages whose frames look at modules without meaning it
_TOOLS = frozenset(
    {
        "_pytest",
        "coverage",
        "doctest",
        "freezegun",
        "hypothesis",
        "importlib",
        "inspect",
        "linecache",
        "pluggy",
        "pytest",
        "pytest_cov",
        "pytest_lambda",
        "pytest_timeout",
        "traceback",
        "warnings",
        "xdist",
    }
)
#: modules of those packages that act on behalf of test code
_TEST_CODES_HANDS = frozenset(
    {
        "_pytest.monkeypatch",
        "pytest_lambda.runtime.modules.arming",
        "pytest_lambda.runtime.modules.tracking",
    }
)


class Acting:
    """Who runs at the moment.

    Attributes:
        function: the module state whose environment is thawed; None while test code runs.
        thread: the thread of test code. Another one is a background thread that an environment has left
            behind, or none of our business: what it reads and sets is neither a touch nor test code's.
    """

    __slots__ = ("function", "thread")

    def __init__(self) -> None:
        self.function: Any = None
        self.thread = threading.get_ident()

    def test_code(self) -> bool:
        """Whether test code, or a tool around it, runs now in this thread."""
        return self.function is None and threading.get_ident() == self.thread


acting = Acting()


def is_tool(frame: FrameType) -> bool:
    """Whether a frame belongs to a tool that looks at modules without meaning it."""
    name = frame.f_globals.get("__name__")
    if not isinstance(name, str):
        return False
    return name.partition(".")[0] in _TOOLS and name not in _TEST_CODES_HANDS


def is_freezegun(frame: FrameType) -> bool:
    """Whether freezegun, or virtual time, runs: it puts fake clocks into modules and takes them out again."""
    name = str(frame.f_globals.get("__name__"))
    return name.partition(".")[0] == "freezegun" or name == "pytest_lambda.clock.shown.places"
