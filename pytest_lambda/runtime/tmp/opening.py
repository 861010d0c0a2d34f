"""`open`, `io.open` and `io.open_code` for paths below `/tmp`."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

from pytest_lambda.runtime.tmp.callers import innermost_caller
from pytest_lambda.runtime.tmp.calls import Function, bound
from pytest_lambda.runtime.tmp.current import Current
from pytest_lambda.runtime.tmp.descriptors import path_of
from pytest_lambda.runtime.tmp.paths import PathMap
from pytest_lambda.runtime.tmp.quota import Quota, QuotaFileIO, set_shown_name
from pytest_lambda.runtime.tmp.real import REAL

_MODES = frozenset("rwxabt+")
#: from CPython 3.14 on a buffer is at least the default, and at most this
_LARGEST_BUFFER = 8 << 20


def _open(
    current: Current,
    file: Any,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    closefd: bool = True,
    opener: Any = None,
) -> Any:
    paths = current.paths
    rest = (mode, buffering, encoding, errors, newline, closefd)
    if paths is None:
        return REAL.open(file, *rest, opener)
    quota = current.quota if _can_be_counted(*rest[:-1]) else None
    if isinstance(file, int):
        if quota is None or not _is_in_box(file, paths) or _stands_for_aws():
            return REAL.open(file, *rest, opener)
        return _writer(file, quota, *rest)
    place = paths.inward(file)
    if place is file or not closefd:  # with closefd=False the original says that a path cannot have it
        return REAL.open(file, *rest, opener)
    name = os.fspath(file)
    if opener is not None:
        # Called here, so that the original is not asked to open the path as the handler spells it: the audit
        # hook takes that for an escape.
        place = _opened_by(opener, name, mode)
        quota = None if _stands_for_aws() else quota
    try:
        opened = REAL.open(place, *rest) if quota is None else _writer(place, quota, *rest)
    except OSError as error:
        paths.rename(error)
        raise
    set_shown_name(opened, name)
    return opened


def _open_code(current: Current, path: Any) -> Any:
    paths = current.paths
    if paths is None or (place := paths.inward(path)) is path:
        return REAL.open_code(path)
    try:
        opened = REAL.open_code(place)
    except OSError as error:
        paths.rename(error)
        raise
    set_shown_name(opened, path)
    return opened


def _can_be_counted(mode: str, buffering: int, encoding: str | None, errors: str | None, newline: str | None) -> bool:
    """Whether this opens for writing, with arguments that the original neither refuses nor warns of."""
    if not isinstance(mode, str) or not isinstance(buffering, int):
        return False
    letters = set(mode)
    if len(letters) != len(mode) or not letters <= _MODES or len(letters & set("rwxa")) != 1:
        return False
    if letters & set("wxa+") == set() or buffering < -1:
        return False
    if "b" in letters:
        return "t" not in letters and encoding is errors is newline is None and buffering != 1
    return buffering != 0 and newline in (None, "", "\n", "\r", "\r\n")


def _writer(
    file: str | bytes | int,
    quota: Quota,
    mode: str,
    buffering: int,
    encoding: str | None,
    errors: str | None,
    newline: str | None,
    closefd: bool,
) -> Any:
    """What the original answers, on top of a raw file that can be full."""
    raw = QuotaFileIO(file, mode.replace("b", "").replace("t", ""), closefd)
    opened: Any = raw
    try:
        raw.under(quota)
        if buffering == 0:
            return raw
        size = buffering if buffering > 1 else _buffer_size(raw)
        opened = io.BufferedRandom(raw, size) if "+" in mode else io.BufferedWriter(raw, size)
        if "b" in mode:
            return opened
        opened = io.TextIOWrapper(opened, encoding, errors, newline, buffering == 1)
        opened.mode = mode
    except BaseException:
        opened.close()
        raise
    return opened


def _buffer_size(raw: QuotaFileIO) -> int:
    block: int = getattr(raw, "_blksize", io.DEFAULT_BUFFER_SIZE)
    if sys.version_info >= (3, 14):
        return max(min(block, _LARGEST_BUFFER), io.DEFAULT_BUFFER_SIZE)
    return block


def _opened_by(opener: Any, name: str | bytes, mode: str) -> int:
    descriptor = opener(name, _flags(mode))
    if not isinstance(descriptor, int):
        raise TypeError("expected integer from opener")
    if descriptor < 0:
        raise ValueError(f"opener returned {descriptor}")
    os.set_inheritable(descriptor, False)
    return descriptor


def _flags(mode: str) -> int:
    flags = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0) | getattr(os, "O_BINARY", 0)
    if "w" in mode:
        flags |= os.O_CREAT | os.O_TRUNC
    elif "x" in mode:
        flags |= os.O_CREAT | os.O_EXCL
    elif "a" in mode:
        flags |= os.O_CREAT | os.O_APPEND
    if "+" in mode:
        return flags | os.O_RDWR
    return flags | (os.O_RDONLY if "r" in mode else os.O_WRONLY)


def _is_in_box(descriptor: int, paths: PathMap) -> bool:
    if paths.root is None:
        return False
    path = path_of(descriptor)
    if path is None or paths.outward(path) is path:
        return False
    paths.touched = True
    return True


def _stands_for_aws() -> bool:
    """Whether moto asks: the large objects of its buckets are temporary files, but not the function's."""
    if "moto" not in sys.modules:
        return False
    caller = innermost_caller(sys._getframe(1))
    return str(caller.f_globals.get("__name__")).startswith("moto.")


#: in place of `builtins.open` and `io.open`
open_wrapper: Function = bound(_open, REAL.open)
#: in place of `io.open_code`, by which the import system reads
open_code_wrapper: Function = bound(_open_code, REAL.open_code)
