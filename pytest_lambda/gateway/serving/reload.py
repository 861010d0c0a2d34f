"""Watches the files of a function."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

import watchfiles

from pytest_lambda.gateway.serving.listener import Listener
from pytest_lambda.runtime.function import LambdaFunction

#: what is watched by default; what a function writes, or a log in its folder, is no change of its code
SOURCES = ("*.py",)


async def reloading(
    function: LambdaFunction, folders: Sequence[Path], patterns: Sequence[str], listener: Listener
) -> None:
    """Let a function start cold after each change of its files; until it is cancelled.

    Args:
        folders: that are watched; caches, version control and virtual environments in them are not.
        patterns: of the names of the files that count.
        listener: is told.
    """
    try:
        async for changes in watchfiles.awatch(*folders, watch_filter=_Named(patterns), debounce=200, step=20):
            importlib.invalidate_caches()  # new files are looked for in folders that have been listed before
            function.cold_start()
            listener.changed({Path(path) for _, path in changes})
    except OSError as error:  # the system watches no more files, say
        listener.noted(f"Changes are not noticed any more: {error}")


class _Named(watchfiles.DefaultFilter):
    """Lets files pass whose names match one of some patterns."""

    def __init__(self, patterns: Sequence[str]) -> None:
        super().__init__()
        self._patterns = patterns

    def __call__(self, change: watchfiles.Change, path: str) -> bool:
        name = Path(path).name
        return super().__call__(change, path) and any(fnmatch(name, pattern) for pattern in self._patterns)
