"""A cold start against a bare purge and re-import of the same modules."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.apps import MODULES, one_module, package
from bench.measure import Call, take_turns
from bench.table import Row, compared

BUDGET = 1.5


def rows(folder: Path) -> Iterator[Row]:
    yield from compare(folder, "one module", one_module)
    yield from compare(folder, f"package of {MODULES + 2} modules", package)


def compare(folder: Path, what: str, write: Callable[[Path, str], str]) -> Iterator[Row]:
    from pytest_lambda import LambdaFunction

    name = write.__name__
    handler = write(folder, f"cold_{name}")
    bare = write(folder, f"bare_{name}")
    with LambdaFunction(handler, task_root=folder) as function:

        def cold() -> None:
            function.cold_start()
            function.invoke({})

        rivals = {"cold": cold, "warm": lambda: function.invoke({}), "bare": bare_reimport(folder, bare)}
        times = take_turns(rivals)
    yield compared(f"{what}: cold start and first invoke", times["cold"], times["bare"], BUDGET)
    yield compared(
        f"{what}: the same, less a warm invoke", times["cold"] - times["warm"], times["bare"], BUDGET
    )


def bare_reimport(folder: Path, handler: str) -> Call:
    """Forget the modules, import them again, call the handler."""
    module, _, attribute = handler.rpartition(".")
    top = module.partition(".")[0]
    sys.path.insert(0, str(folder))

    def again() -> object:
        for name in [name for name in sys.modules if name == top or name.startswith(f"{top}.")]:
            del sys.modules[name]
        return getattr(importlib.import_module(module), attribute)({}, None)

    return again
