"""Notices that files change."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from importlib import import_module
from pathlib import Path
from typing import Any

from pytest_lambda.cli.command import Watched
from pytest_lambda.errors import ConfigurationError

#: seconds between two looks; a change is told when a look finds nothing more, so after one or two of them
STEP = 0.005
#: seconds that a look at one file may take, so that many files do not keep the machine busy
_A_FILE = 0.0001
#: seconds after which changes are told though they go on
_AT_MOST = 0.1

_Print = tuple[int, int, int]


class Changes:
    """Changes since it was made or asked, also those from while nobody asked.

    Args:
        watched: what to look at.

    Raises:
        ConfigurationError: the system cannot watch a folder.
    """

    def __init__(self, watched: Watched) -> None:
        self._prints = {path: _print(path) for path in watched.files}
        self._pause = STEP + _A_FILE * len(watched.files)
        self._folders = _folder_changes(watched) if watched.folders else None
        self._look_at_folders()  # from now on nothing is missed

    def wait(self) -> set[Path]:
        """The files that changed, as soon as some have and no more do."""
        found: set[Path] = set()
        ends = 0.0
        while True:
            more = self._look()
            if found and (not more or time.monotonic() > ends):
                return found
            if more and not found:
                ends = time.monotonic() + _AT_MOST
            found |= more

    def close(self) -> None:
        """Watch no more."""
        if self._folders is not None:
            self._folders.close()

    def _look(self) -> set[Path]:
        """What has changed since the last look; takes a step's time."""
        if self._folders is None:
            time.sleep(self._pause)
        return self._look_at_folders() | self._look_at_files()

    def _look_at_files(self) -> set[Path]:
        now = {path: _print(path) for path in self._prints}
        changed = {path for path, found in now.items() if found != self._prints[path]}
        self._prints = now
        return changed

    def _look_at_folders(self) -> set[Path]:
        if self._folders is None:
            return set()
        try:
            return next(self._folders)
        except (OSError, StopIteration) as error:  # the system watches no more files, say
            raise ConfigurationError(f"Changes cannot be noticed: {error}.") from None


def _print(path: Path) -> _Print | None:
    """What tells one state of a file from another; None where it is missing."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _folder_changes(watched: Watched) -> Generator[set[Path], None, None]:
    """Changes in folders, one look at a time; the first one begins to watch."""
    reload = _reload()
    step = int(STEP * 1000)
    looks = reload.watchfiles.watch(
        *watched.folders,
        watch_filter=reload.Named(watched.patterns),
        step=step,
        debounce=int(_AT_MOST * 1000),
        rust_timeout=1,  # each look ends after a step
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    for changes in looks:
        yield reload.noticed(changes) if changes else set()


def _reload() -> Any:
    try:
        return import_module("pytest_lambda.gateway.serving.reload")
    except ConfigurationError:
        raise ConfigurationError(
            "--watch needs watchfiles, which is not installed. Mend it with\n"
            "  pip install 'pytest-aws-lambda[serve]'"
        ) from None
