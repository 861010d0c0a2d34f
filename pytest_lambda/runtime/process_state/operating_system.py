"""Working directory, umask and locale."""

from __future__ import annotations

import locale
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from pytest_lambda.runtime.tmp.current import CURRENT, outside

# Held in slots of a class, as a test may patch os.chdir, and /tmp's redirection does.
_CHDIR: Callable[[str], None] = os.chdir
_GETCWD: Callable[[], str] = os.getcwd


class WorkingDirectory:
    """The current directory; a fresh environment starts in its task root (R110)."""

    __slots__ = ("_host", "_own")

    def __init__(self, task_root: Path) -> None:
        self._own = str(task_root)
        self._host: str | None = None

    def swap_in(self) -> None:
        """Thaw."""
        self._host = _current()
        _enter(self._own)

    def swap_out(self) -> None:
        """Freeze."""
        self._own = _current() or self._own
        if self._host is not None:
            _enter(self._host)


def _current() -> str | None:
    try:
        return _GETCWD()
    except OSError:  # the directory is gone
        return None


def _enter(folder: str) -> None:
    try:
        if CURRENT.paths is None:
            _CHDIR(folder)
        else:  # inside another environment, whose /tmp this is not about
            with outside():
                _CHDIR(folder)
    except OSError:
        pass  # the folder is gone: stay, as a process whose directory was removed would


class Umask:
    """The mode mask of new files."""

    __slots__ = ("_host", "_own")

    def __init__(self) -> None:
        self._own = 0o022
        self._host = 0

    def swap_in(self) -> None:
        """Thaw."""
        self._host = os.umask(self._own)

    def swap_out(self) -> None:
        """Freeze."""
        self._own = os.umask(self._host)


class Locale:
    """The C library's locale: a function that sets it must not decide how the tests print numbers."""

    __slots__ = ("_host", "_own")

    def __init__(self) -> None:
        self._own: str | None = None
        self._host = ""

    def swap_in(self) -> None:
        """Thaw."""
        self._host = _SETLOCALE(locale.LC_ALL)
        if self._own is not None:
            _SETLOCALE(locale.LC_ALL, self._own)

    def swap_out(self) -> None:
        """Freeze."""
        now = _SETLOCALE(locale.LC_ALL)
        if now == self._host:
            self._own = None
        else:
            self._own = now
            _SETLOCALE(locale.LC_ALL, self._host)


# The C function: the one of `locale` takes the answer apart first.
_SETLOCALE: Callable[..., Any] = getattr(import_module("_locale"), "setlocale", locale.setlocale)
