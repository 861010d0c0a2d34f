"""Tracebacks without the frames that only exist because the function runs inside a test process."""

from __future__ import annotations

import os
import traceback
import types

#: where the runtime client is on AWS, and in its frames here
_RUNTIME = "/var/lang/lib/"
_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


def is_own(frame: types.FrameType) -> bool:
    """Whether the frame is this package's."""
    return frame.f_code.co_filename.startswith(_OWN)


def without_own_frames(tb: types.TracebackType | None) -> types.TracebackType | None:
    """A copy of the traceback without this package's frames; itself if there are none."""
    kept = []
    ours = False
    walker = tb
    while walker is not None:
        if is_own(walker.tb_frame):
            ours = True
        else:
            kept.append(walker)
        walker = walker.tb_next
    if not ours:
        return tb
    rebuilt = None
    for entry in reversed(kept):
        rebuilt = types.TracebackType(rebuilt, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return rebuilt


def without_runtime_frames(tb: types.TracebackType | None) -> types.TracebackType | None:
    """The traceback from the function's first frame on; itself if the runtime's frames are all there is."""
    walker = tb
    while walker is not None and _leads_to_function(walker.tb_frame.f_code.co_filename):
        walker = walker.tb_next
    return walker or tb


def _leads_to_function(filename: str) -> bool:
    return filename.startswith((_RUNTIME, "<frozen importlib")) or filename.endswith("importlib/__init__.py")


def strip_own_frames(exception: BaseException) -> None:
    """Take this package's frames out of an exception and of those that it follows from."""
    seen: set[int] = set()
    current: BaseException | None = exception
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        current.__traceback__ = without_own_frames(current.__traceback__)
        current = current.__cause__ or current.__context__


def as_the_interpreter_prints(exception: BaseException) -> str:
    """What an uncaught exception looks like on stderr."""
    strip_own_frames(exception)
    return "".join(traceback.format_exception(type(exception), exception, exception.__traceback__))
