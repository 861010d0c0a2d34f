"""Text streams whose buffer was being written when the deadline came.

A buffered writer refuses to be entered a second time by the same thread ("reentrant call"). Cut in the middle of a
write, it would refuse for ever, and the interpreter could not flush it at its exit.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import Any

_BUFFERS = (io.BufferedWriter, io.BufferedRandom)


def busy() -> bool:
    """Whether this thread is inside a write to one of the process's standard streams."""
    return any(map(_is_entered, _standard_buffers()))


def free_streams(dead: Iterable[FrameType]) -> list[str]:
    """Make streams usable again that a dead stack was writing to; what they had not written yet is lost (R127).

    Returns:
        what was freed, for people.
    """
    buffers = {id(each): each for each in (*_standard_buffers(), *_buffers_in(dead))}
    freed = []
    for buffer in buffers.values():
        if _is_entered(buffer):
            buffer.__init__(buffer.raw)
            freed.append(f"the stream {getattr(buffer, 'name', buffer)!r}")
    return freed


def _is_entered(buffer: Any) -> bool:
    try:
        buffer.write(b"")
    except RuntimeError:
        return True
    except (OSError, ValueError):  # closed or detached
        return False
    return False


def _standard_buffers() -> Iterator[Any]:
    for stream in {id(each): each for each in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)}.values():
        yield from _buffer_of(stream)


def _buffers_in(frames: Iterable[FrameType]) -> Iterator[Any]:
    for frame in frames:
        for value in tuple(frame.f_locals.values()):
            yield from _buffer_of(value)
            yield from _buffer_of(getattr(value, "__dict__", {}).get("stream"))  # a logging.StreamHandler's


def _buffer_of(stream: Any) -> Iterator[Any]:
    if type(stream) is io.TextIOWrapper:
        try:
            stream = stream.buffer
        except ValueError:  # detached
            return
    if type(stream) in _BUFFERS:
        yield stream
