"""The operating system's own functions, out of reach of redirections and of a test's patches.

They come from the C module below `os` and are kept in slots: pyfakefs and freezegun rewrite module globals,
and a test may have patched `os` before this module is imported.
"""

from __future__ import annotations

import _io
import os
from collections.abc import Callable
from importlib import import_module
from typing import Any


class _Real:
    __slots__ = (
        "chdir",
        "chmod",
        "fstat",
        "getcwd",
        "lstat",
        "mkdir",
        "open",
        "open_code",
        "readlink",
        "rmdir",
        "scandir",
        "unlink",
        "urandom",
    )  # fmt: skip

    chdir: Callable[..., None]
    chmod: Callable[..., None]
    fstat: Callable[[int], os.stat_result]
    getcwd: Callable[[], str]
    lstat: Callable[[str], os.stat_result]
    mkdir: Callable[..., None]
    open: Callable[..., Any]
    open_code: Callable[..., Any]
    readlink: Callable[[str], str]
    rmdir: Callable[[str], None]
    scandir: Callable[[str], Any]
    unlink: Callable[[str], None]
    urandom: Callable[[int], bytes]

    def __init__(self) -> None:
        kernel = import_module(os.name)
        for name in self.__slots__:
            setattr(self, name, getattr(_io if name in ("open", "open_code") else kernel, name))


REAL = _Real()

#: the C module below `os`: posix or nt
KERNEL: Any = import_module(os.name)


def real_chdir(path: str) -> None:
    """Change the process's directory; `/tmp` is the machine's own.

    For the code that keeps each environment's working directory: together with `real_getcwd` it works
    whether it runs before or after the redirection is swapped.
    """
    REAL.chdir(path)


def real_getcwd() -> str:
    """The process's directory as the operating system names it: below the box, not below `/tmp`."""
    return REAL.getcwd()
