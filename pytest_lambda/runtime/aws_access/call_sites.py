"""Which line of the user's code a call comes from."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FrameType

_STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep
_OURS = str(Path(__file__).parents[2]) + os.sep
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_SDK = ("boto3", "botocore", "s3transfer", "aiobotocore", "aioboto3")


@dataclass(frozen=True, slots=True)
class CallSite:
    """A line of code."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}"


def call_site(frame: FrameType | None) -> CallSite | None:
    """The innermost line of the user's own code on a stack, else of a package that is not an AWS SDK."""
    packaged: FrameType | None = None
    for outer in stack(frame):
        file = outer.f_code.co_filename
        if not _is_packaged(file):
            return _site(outer)
        if packaged is None and not _is_plumbing(file):
            packaged = outer
    return _site(packaged) if packaged is not None else None


def waiting_call_site() -> CallSite | None:
    """Where the main thread waits, for a call that a pool of the SDK makes on its behalf (s3transfer)."""
    return call_site(sys._current_frames().get(threading.main_thread().ident or 0))


def stack(frame: FrameType | None) -> Iterator[FrameType]:
    """The frames from this one outwards."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def _site(frame: FrameType) -> CallSite:
    return CallSite(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)


@lru_cache(maxsize=4096)
def _is_packaged(file: str) -> bool:
    return any(folder in file for folder in _INSTALLED) or _is_plumbing(file)


@lru_cache(maxsize=4096)
def _is_plumbing(file: str) -> bool:
    """Whether a file is Python's, ours, or an AWS SDK's: it never says where the user's call is."""
    if file.startswith(("<frozen ", _OURS)):
        return True
    for folder in _INSTALLED:
        _, installed, within = file.rpartition(folder)
        if installed:
            return within.split(os.sep, 1)[0] in _SDK
    return file.startswith(_STANDARD_LIBRARY)
