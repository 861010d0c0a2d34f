"""What is installed, as against what a project wrote itself."""

from __future__ import annotations

import functools
import os
import sysconfig
from importlib.machinery import EXTENSION_SUFFIXES

_PACKAGE_FOLDERS = frozenset({"site-packages", "dist-packages"})
_EXTENSIONS = tuple(EXTENSION_SUFFIXES)


def is_extension(file: str) -> bool:
    """Whether a file is a compiled module; most of those cannot be executed twice in a process."""
    return file.endswith(_EXTENSIONS)


def in_package_folder(path: str) -> bool:
    """Whether a path leads through site-packages or dist-packages."""
    return not _PACKAGE_FOLDERS.isdisjoint(path.split(os.sep))


def in_standard_library(file: str) -> bool:
    """Whether a file belongs to the interpreter."""
    return file.startswith(_library_folders())


@functools.cache
def _library_folders() -> tuple[str, ...]:
    found = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib")}
    return tuple(folder + os.sep for folder in found | {os.path.realpath(each) for each in found})


@functools.lru_cache(maxsize=4096)
def in_virtual_environment(folder: str, root: str) -> bool:
    """Whether a folder below a root is, or lies in, a virtual environment."""
    if folder == root or not folder.startswith(root):
        return False
    if os.path.exists(os.path.join(folder, "pyvenv.cfg")):
        return True
    return in_virtual_environment(os.path.dirname(folder), root)


def top_names(folder: str) -> frozenset[str]:
    """Top-level names that can be imported from a folder."""
    return _top_names(folder, _changed(folder))


def distributed_names(folder: str) -> frozenset[str]:
    """Top-level names in a folder that `pip install --target` has put there: third-party code in the package."""
    return _distributed_names(folder, _changed(folder))


def _changed(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0


@functools.lru_cache(maxsize=256)
def _top_names(folder: str, changed: int) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for name in _entries(folder) if not name.startswith("."))


@functools.lru_cache(maxsize=256)
def _distributed_names(folder: str, changed: int) -> frozenset[str]:
    found: set[str] = set()
    for name in _entries(folder):
        if name.endswith(".dist-info"):
            found |= _recorded_names(os.path.join(folder, name, "RECORD"))
    return frozenset(found)


def _recorded_names(record: str) -> set[str]:
    try:
        with open(record, encoding="utf-8") as lines:
            files = [line.partition(",")[0].strip('"') for line in lines]
    except (OSError, ValueError):
        return set()
    tops = {file.partition("/")[0] for file in files if not file.startswith(("..", "/"))}
    return {top.partition(".")[0] for top in tops if not top.endswith(".dist-info")}


def _entries(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
