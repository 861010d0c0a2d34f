"""Who made a call: the innermost code on the stack that is neither ours nor the standard library's."""

from __future__ import annotations

import os
from types import FrameType

_STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep
_OWN = os.path.dirname(__file__) + os.sep


def innermost_caller(frame: FrameType) -> FrameType:
    """The frame of that code; the given one if there is none."""
    found: FrameType | None = frame
    while found is not None and _is_plumbing(found.f_code.co_filename):
        found = found.f_back
    return found or frame


def is_own(frame: FrameType) -> bool:
    """Whether the frame is of this folder's code."""
    return frame.f_code.co_filename.startswith(_OWN)


def _is_plumbing(filename: str) -> bool:
    if filename.startswith((_OWN, "<frozen ")):
        return True
    return filename.startswith(_STANDARD_LIBRARY) and "site-packages" not in filename
