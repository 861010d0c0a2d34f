"""Telling a stream that once was the standard output from one that the user chose."""

from __future__ import annotations

import contextlib
import sys
from typing import Any
from weakref import WeakSet

#: what `sys.stdout` and `sys.stderr` were at former cold starts
_outputs: WeakSet[Any] = WeakSet()
_errors: WeakSet[Any] = WeakSet()


def remember_streams() -> None:
    """Note the standard streams of this moment."""
    for stream, streams in ((sys.stdout, _outputs), (sys.stderr, _errors)):
        with contextlib.suppress(TypeError):
            streams.add(stream)


def was_stdout(stream: Any) -> bool:
    """Whether a stream is the standard output, or was it before."""
    if stream in (sys.stdout, sys.__stdout__) or stream in _outputs:
        return True
    # what pytest had in its place while test modules were imported
    captured = type(stream).__module__ == "_pytest.capture"
    return captured and stream is not sys.stderr and stream not in _errors
