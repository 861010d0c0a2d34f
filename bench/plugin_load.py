"""What the plugin adds to a run of pytest that does not use it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Timing, take_turns
from bench.table import Row, compared

MODULES = 5
START_UP = 1.02

_CONFTEST = """\
import sys


def pytest_unconfigure():
    with open("modules.txt", "w") as file:
        file.write("\\n".join(sys.modules))
"""


def rows(folder: Path) -> Iterator[Row]:
    (folder / "test_nothing.py").write_text("def test_nothing():\n    pass\n", encoding="utf-8")
    with_plugin = ("-p", "pytest_lambda.pytest_plugin")
    times = take_turns({"with": lambda: run(folder, *with_plugin), "without": lambda: run(folder)}, rounds=15)
    # Whole processes: disturbances only slow them down, so the fastest of each side is compared.
    fastest = {name: Timing((min(timing.rounds),)) for name, timing in times.items()}
    what = "a run of one empty test, with the plugin against without (fastest)"
    yield compared(what, fastest["with"], fastest["without"], START_UP)

    (folder / "conftest.py").write_text(_CONFTEST, encoding="utf-8")
    added = modules(folder, *with_plugin) - modules(folder)
    yield Row("modules that the plugin adds", len(added), MODULES, "modules", ", ".join(sorted(added)))


def modules(folder: Path, *arguments: str) -> set[str]:
    run(folder, *arguments)
    return set((folder / "modules.txt").read_text(encoding="utf-8").split())


def run(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": os.getcwd()}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, "."]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
