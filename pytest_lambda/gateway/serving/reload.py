"""Watches the files of a function."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.serving.listener import Listener
from pytest_lambda.runtime.function import LambdaFunction

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
            importlib.invalidate_caches()  # new files are looked for in folders that have been listed before
            for function in functions:
                function.cold_start()
            listener.changed({Path(path) for _, path in changes})
    except OSError as error:  # the system watches no more files, say
        listener.noted(f"Changes are not noticed any more: {error}")


def changed(functions: Sequence[LambdaFunction], patterns: Sequence[str] = ()) -> Iterator[set[Path]]:
    """The files that have changed, whenever some have; see `reloading`."""
    for changes in watchfiles.watch(*_folders(functions), **_how(patterns), raise_interrupt=True):
        importlib.invalidate_caches()
        yield {Path(path) for _, path in changes}


def _folders(functions: Sequence[LambdaFunction]) -> set[Path]:
    return {
        Path(folder)
        for function in functions
        for folder in (function.configuration.task_root, *function.configuration.layers)
    }


def _how(patterns: Sequence[str]) -> dict[str, Any]:
    """Arguments of watchfiles."""
    return {"watch_filter": _Named((*_SOURCES, *patterns)), "debounce": 200, "step": 20}


class _Named(watchfiles.DefaultFilter):
    """Lets files pass whose names match one of some patterns."""

    def __init__(self, patterns: Sequence[str]) -> None:
        super().__init__()
        self._patterns = patterns

    def __call__(self, change: watchfiles.Change, path: str) -> bool:
        name = Path(path).name
        return super().__call__(change, path) and any(fnmatch(name, pattern) for pattern in self._patterns)
