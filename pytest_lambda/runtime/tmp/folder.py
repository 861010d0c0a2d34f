"""A real folder: made, measured and removed with the operating system's own functions."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress

from pytest_lambda.runtime.tmp.current import outside
from pytest_lambda.runtime.tmp.real import REAL

#: mode of /tmp on AWS: drwxrwxrwt (R187)
MODE = 0o1777
_PREFIX = "pytest-lambda-"
#: how long a folder may belong to a run that still goes on; as pytest's own
_KEPT_SECONDS = 3 * 24 * 3600
#: places that were looked through
_SWEPT: set[str] = set()


def make_folder(parent: str) -> str:
    """A new folder `tmp`, in one with a random name below `parent`, into which nobody else can look.

    Returns:
        its true path, as the kernel's getcwd answers it.
    """
    with outside():
        while True:
            private = os.path.join(os.path.realpath(parent), _PREFIX + REAL.urandom(6).hex())
            try:
                REAL.mkdir(private, 0o700)
            except FileExistsError:
                continue
            path = os.path.join(private, "tmp")
            REAL.mkdir(path)
            REAL.chmod(path, MODE)
            _sweep(private)
            return path


def _sweep(newest: str) -> None:
    """Remove what runs that were killed left beside it, once for each place.

    The time is the file system's: a test may have frozen Python's.
    """
    place = os.path.dirname(newest)
    if place in _SWEPT:
        return
    _SWEPT.add(place)
    ours = REAL.lstat(newest)
    for entry in _entries(place):
        with suppress(OSError):
            if entry.name.startswith(_PREFIX) and _is_left_over(REAL.lstat(entry.path), ours):
                _empty(entry.path)
                REAL.rmdir(entry.path)


def _is_left_over(status: os.stat_result, ours: os.stat_result) -> bool:
    # A link, or a folder of another user, would lead us to files that are not ours to remove.
    is_own_folder = stat.S_ISDIR(status.st_mode) and status.st_uid == ours.st_uid
    return is_own_folder and status.st_mtime < ours.st_mtime - _KEPT_SECONDS


def adopt_folder(path: str) -> tuple[str, bool]:
    """The true path of a folder somebody named, and whether it had to be made."""
    with outside():
        made = not os.path.isdir(path)
        os.makedirs(path, exist_ok=True)
        if made:
            REAL.chmod(path, MODE)
        return os.path.realpath(path), made


def used_bytes(folder: str) -> int:
    """The sizes of the files below `folder`, one with several names counted once."""
    seen: set[tuple[int, int]] = set()
    total = 0
    with outside():
        for status in _files(folder):
            if status.st_nlink > 1:
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
            total += status.st_size
    return total


def empty(folder: str) -> None:
    """Remove what is in `folder`, as far as the operating system lets us."""
    with outside():
        _empty(folder)


def remove(folder: str) -> None:
    """Remove `folder` and what is in it, as far as the operating system lets us."""
    with outside():
        _empty(folder)
        _attempt_rmdir(folder)


def _files(folder: str) -> Iterator[os.stat_result]:
    waiting = [folder]
    while waiting:
        for entry in _entries(waiting.pop()):
            try:
                status = REAL.lstat(entry.path)
            except OSError:  # gone in between
                continue
            if stat.S_ISDIR(status.st_mode):
                waiting.append(entry.path)
            elif stat.S_ISREG(status.st_mode):
                yield status


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with REAL.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _empty(folder: str) -> None:
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            _let_us_in(entry.path)
            _empty(entry.path)
            _attempt_rmdir(entry.path)
        else:
            _unlink(entry.path)


def _let_us_in(folder: str) -> None:
    with suppress(OSError):
        REAL.chmod(folder, 0o700)


def _attempt_rmdir(folder: str) -> None:
    with suppress(OSError):
        REAL.rmdir(folder)


def _unlink(path: str) -> None:
    try:
        REAL.unlink(path)
    except PermissionError:  # Windows: a read-only file
        with suppress(OSError):
            REAL.chmod(path, stat.S_IWRITE)
            REAL.unlink(path)
    except OSError:
        pass
