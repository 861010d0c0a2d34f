"""`sys` and its hooks, the recursion limit, and the module `__main__`."""

from __future__ import annotations

import io
import re
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

from pytest_lambda import limits

_ATTRIBUTES = (
    "argv", "path", "stdin", "stdout", "stderr", "__stdout__", "__stderr__", "excepthook", "unraisablehook",
    "displayhook",
)  # fmt: skip


class SysAttributes:
    """Attributes of `sys`: the environment has its own arguments, import path, streams and hooks."""

    __slots__ = ("_host", "_own")

    def __init__(self, *, argv: list[str], path: list[str], stdout: io.TextIOBase, stderr: io.TextIOBase) -> None:
        self._own: dict[str, object] = {
            "argv": argv,  # R110
            "path": path,
            "stdin": io.StringIO(),  # R146
            "stdout": stdout,
            "stderr": stderr,
            "__stdout__": stdout,
            "__stderr__": stderr,
            "excepthook": sys.__excepthook__,
            "unraisablehook": sys.__unraisablehook__,  # R078
            "displayhook": sys.__displayhook__,
        }
        self._host: dict[str, object] = {}

    def swap_in(self) -> None:
        """Thaw."""
        self._host = _exchanged(self._own)

    def swap_out(self) -> None:
        """Freeze."""
        self._own = _exchanged(self._host)


def _exchanged(new: dict[str, object]) -> dict[str, object]:
    """Put attributes in place and return those before; whoever deletes one has none."""
    attributes = vars(sys)
    old = {name: attributes[name] for name in _ATTRIBUTES if name in attributes}
    attributes.update(new)
    if len(new) < len(_ATTRIBUTES):
        for name in old.keys() - new.keys():
            del attributes[name]
    return old


class ThreadHook:
    """`threading.excepthook`: a thread's exception goes to the function's log (R078)."""

    __slots__ = ("_host", "_own")

    def __init__(self) -> None:
        self._own: Callable[..., Any] = threading.__excepthook__
        self._host = self._own

    def swap_in(self) -> None:
        """Thaw."""
        self._host = threading.excepthook
        threading.excepthook = self._own

    def swap_out(self) -> None:
        """Freeze."""
        self._own = threading.excepthook
        threading.excepthook = self._host



#: `measure` and `_depth_now`
_FRAMES_OF_MEASURING = 2


# An environment may be made while another one runs, which has its own in their place.
_GET: Callable[[], int] = sys.getrecursionlimit
_SET: Callable[[int], None] = sys.setrecursionlimit


class RecursionLimit:
    """A fresh interpreter's recursion limit, as if the stack below the environment were not there (R060, R146).

    A greenlet counts from the depth of whoever started it, so the true limit is raised by that depth, and
    the function reads and sets it without.
    """

    __slots__ = ("_depth", "_host", "_host_functions", "_own")

    def __init__(self) -> None:
        self._depth = 0
        self._own = limits.RECURSION_LIMIT
        self._host = 0
        self._host_functions: tuple[Any, Any] = (_GET, _SET)

    def measure(self) -> None:
        """Note the depth of the stack below the environment's process, which the caller is about to start."""
        depth = self._depth_now()
        _SET(_GET() - self._depth + depth)
        self._depth = depth

    def _depth_now(self) -> int:
        # The interpreter's own count: up to 3.11 it has calls in C as well, which no frame shows.
        try:
            _SET(1)
        except RecursionError as error:
            found = re.search(r"depth (\d+)", str(error))
            return int(found[1]) - _FRAMES_OF_MEASURING if found else 0
        return 0

    def swap_in(self) -> None:
        """Thaw."""
        self._host = _GET()
        _SET(self._own + self._depth)
        self._host_functions = (sys.getrecursionlimit, sys.setrecursionlimit)
        sys.getrecursionlimit = self._get_own
        sys.setrecursionlimit = self._set_own

    def swap_out(self) -> None:
        """Freeze."""
        sys.getrecursionlimit, sys.setrecursionlimit = self._host_functions
        self._own = _GET() - self._depth
        _SET(self._host)

    def _get_own(self) -> int:
        return _GET() - self._depth

    def _set_own(self, limit: int, /) -> None:
        _SET(limit + self._depth)


class RuntimeModuleTable:
    """`__main__` and the runtime client's modules, as on AWS (R110, R184)."""

    __slots__ = ("_host", "_own")

    def __init__(self, modules: dict[str, types.ModuleType]) -> None:
        self._own: dict[str, types.ModuleType] = dict(modules)
        self._host: dict[str, types.ModuleType | None] = {}

    def swap_in(self) -> None:
        """Thaw."""
        modules = sys.modules
        self._host = {name: modules.get(name) for name in self._own}
        modules.update(self._own)

    def swap_out(self) -> None:
        """Freeze."""
        modules = sys.modules
        for name, module in self._host.items():
            if module is not None:
                modules[name] = module
            else:
                modules.pop(name, None)
