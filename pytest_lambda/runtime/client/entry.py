"""How the interpreter gets from its own start to the runtime client: the outermost frames of a traceback (R064)."""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import Any

from pytest_lambda.runtime.client.assembly import compiled, runtime_modules

#: `__main__.py` of the client, by line (see `bootstrap_source.py`)
_MAIN = {
    29: """\
def main(args):
    handler, client, bootstrap = _started_with
    bootstrap.run(handler, client)
""",
    34: """\
if __name__ == "__main__":
    main(sys.argv)
""",
}

#: runpy's two frames; frozen from 3.11 on, so without source lines
_RUNPY = {
    85: """\
def _run_code(code, run_globals):
    exec(code, run_globals)
""",
    195: """\
def _run_module_as_main(code, run_globals, *start):
    return _run_code(code, run_globals)
""",
}
_FROZEN_RUNPY = {
    87: _RUNPY[85],
    197: _RUNPY[195],
}


class Entry:
    """Starts the runtime client of one target runtime."""

    __slots__ = ("_main", "_run", "modules", "path")

    def __init__(self, minor: int) -> None:
        self.modules = runtime_modules(minor)
        self.path = self.modules.path("__main__.py")
        self._main = compiled(_MAIN, self.path)
        frozen = minor >= 11
        runpy = "<frozen runpy>" if frozen else f"{self.modules.library}/runpy.py"
        names: dict[str, Any] = {}
        exec(compiled(_FROZEN_RUNPY if frozen else _RUNPY, runpy), names)
        self._run = names["_run_module_as_main"]

    def main_module(self) -> types.ModuleType:
        """A fresh module `__main__` (R110)."""
        module = types.ModuleType("__main__")
        module.__spec__ = ModuleSpec("awslambdaric.__main__", None, origin=self.path)
        module.__file__ = self.path
        return module

    def program(self, main: types.ModuleType, handler: object, client: object) -> Callable[..., object]:
        """What runs the client until its process ends; what it is called with does not matter."""
        names = vars(main)
        names.update(sys=sys, _started_with=(handler, client, self.modules.bootstrap))
        return functools.partial(self._run, self._main, names)


@functools.cache
def entry(minor: int) -> Entry:
    """The entry of `python3.<minor>`, made once."""
    return Entry(minor)
