"""`sys.path` of a function: its own code, its layers, and what an interpreter has by itself (R110)."""

from __future__ import annotations

import functools
import os
import site
import sys
from pathlib import Path

from pytest_lambda.runtime.configuration import FunctionConfiguration

_OWN_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def import_path(configuration: FunctionConfiguration) -> list[str]:
    """Task root first, then layers, then the standard library and installed packages.

    What the test run has added, its root folder or PYTHONPATH, is left out: it is not on AWS either.
    """
    layers = [
        str(folder)
        for layer in configuration.layers
        for folder in (
            Path(layer, "python"),
            Path(layer, "python", "lib", configuration.runtime, "site-packages"),
        )
        if folder.is_dir()
    ]
    first = [str(configuration.task_root), *layers]
    return first + [entry for entry in sys.path if entry not in first and _is_interpreters(entry)]


@functools.lru_cache(maxsize=256)
def _is_interpreters(entry: str) -> bool:
    if not entry or (entry == _OWN_ROOT and "site-packages" not in entry):
        return False
    packaged = "site-packages" in entry or "dist-packages" in entry
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    within = any(entry.startswith((os.path.join(prefix, "lib"), os.path.join(prefix, "Lib"))) for prefix in prefixes)
    return packaged or within or entry.endswith(".zip") or entry in _editable_installs()


@functools.cache
def _editable_installs() -> frozenset[str]:
    """Folders that path files in site-packages name: projects installed in place."""
    named = set()
    for folder in {*site.getsitepackages(), site.getusersitepackages()}:
        for file in Path(folder).glob("*.pth") if os.path.isdir(folder) else ():
            named.update(_lines(file))
    return frozenset(named)


def _lines(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    return [line.strip() for line in lines if line.strip() and not line.startswith(("#", "import "))]
