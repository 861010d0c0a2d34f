"""Watches the files of a function."""

from __future__ import annotations

import contextlib
import importlib.util
import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import ConfigurationError, PytestLambdaError
from pytest_lambda.gateway.serving.listener import Listener
from pytest_lambda.gateway.serving.successor import Successor
from pytest_lambda.runtime.function import LambdaFunction

if TYPE_CHECKING:
    from pytest_lambda.gateway.serving.server import Ending  # watching needs no uvicorn

try:
    import watchfiles
except ImportError as error:
    raise ConfigurationError(
        "Reload on change needs watchfiles, which is not installed. Go without it, or mend it with\n"
        "  pip install 'pytest-aws-lambda[serve]'"
    ) from error

#: what is watched by default; what a function writes, or a log in its folder, is no change of its code
_SOURCES = ("*.py",)


async def reloading(functions: Sequence[LambdaFunction], patterns: Sequence[str], listener: Listener) -> None:
    """Let functions start cold after a change of their files; until it is cancelled.

    Args:
        functions: whose task roots and layers are watched; caches, version control and virtual environments in them
            are not.
        patterns: of the names of the files that count, besides Python's.
        listener: is told.
    """
    try:
        async for changes in watchfiles.awatch(*_folders(functions), **_how(patterns)):
            files = noticed(changes)
            for function in functions:
                function.cold_start()
            listener.changed(files)
    except OSError as error:  # the system watches no more files, say
        listener.noted(f"Changes are not noticed any more: {error}")


async def succeeding(successor: Successor, ending: Ending, listener: Listener) -> None:
    """Let the server end when a successor's turn has come; until it is cancelled.

    Args:
        successor: whose files are watched.
        ending: of the server.
        listener: is told what is wrong with the files.
    """
    files = successor.files
    folders = {file if file.is_dir() else file.parent for file in files}
    how: Any = {"watch_filter": lambda _, path: Path(path) in files, "recursive": False, "debounce": 100, "step": 10}
    try:
        async for _ in watchfiles.awatch(*folders, **how):
            try:
                if successor.is_due():
                    ending.asked_for = True
                    return
            except PytestLambdaError as error:
                listener.noted(f"{error}\nWhat was served before goes on.")
    except OSError as error:  # the system watches no more files, say
        listener.noted(f"Changes are not noticed any more: {error}")


def noticed(changes: Iterable[tuple[watchfiles.Change, str]]) -> set[Path]:
    """The files that changed; the next import takes them as they are now."""
    importlib.invalidate_caches()  # new files are looked for in folders that have been listed before
    files = {Path(path) for _, path in changes}
    for file in files:
        if file.suffix == ".py":
            # Python compares seconds and sizes only: it would take the bytecode of one change ago for a quick one.
            with contextlib.suppress(OSError):
                os.unlink(importlib.util.cache_from_source(str(file)))
    return files


def _folders(functions: Sequence[LambdaFunction]) -> set[Path]:
    return {
        Path(folder)
        for function in functions
        for folder in (function.configuration.task_root, *function.configuration.layers)
    }


def _how(patterns: Sequence[str]) -> dict[str, Any]:
    """Arguments of watchfiles."""
    return {"watch_filter": Named((*_SOURCES, *patterns)), "debounce": 100, "step": 10}


class Named(watchfiles.DefaultFilter):
    """Lets files pass whose names match one of some patterns.

    Args:
        patterns: of names.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        super().__init__()
        self._patterns = patterns

    def __call__(self, change: watchfiles.Change, path: str) -> bool:
        """Whether the change of the file counts."""
        name = Path(path).name
        return super().__call__(change, path) and any(fnmatch(name, pattern) for pattern in self._patterns)
