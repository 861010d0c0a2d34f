"""Which file a descriptor is for, where the operating system tells."""

from __future__ import annotations

import os
import sys

from pytest_lambda.runtime.tmp.real import REAL

_F_GETPATH = 50  # <sys/fcntl.h> of macOS
_PATH_MAX = 1024


def path_of(descriptor: int) -> str | None:
    """The true path of an open file; None where it cannot be known (Windows), or has none."""
    try:
        if sys.platform == "darwin":
            import fcntl

            return os.fsdecode(fcntl.fcntl(descriptor, _F_GETPATH, bytes(_PATH_MAX)).rstrip(b"\0"))
        if sys.platform.startswith("linux"):
            return REAL.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        pass
    return None
