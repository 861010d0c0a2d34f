"""What stands on the stack of a handler that is about to be cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import FrameType
from typing import Any

#: packages that hold locks or half-changed state of the whole process while one of their functions runs
_PACKAGES = frozenset(
    {
        "_py_warnings", "_weakrefset", "concurrent", "coverage", "logging", "queue", "tempfile", "threading",
        "warnings", "weakref", "zipimport",
    }
)  # fmt: skip
_MODULES = frozenset(
    {
        "_frozen_importlib", "_frozen_importlib_external", "_pytest.capture", "_pytest.logging", "importlib",
        "importlib._bootstrap", "importlib._bootstrap_external",
    }
)  # fmt: skip
_OURS = (
    "pytest_lambda.clock",
    *(
        f"pytest_lambda.runtime.{name}"
        for name in ("deadline", "modules", "output", "powertools", "process_state", "tmp")
    ),
)
#: on the stack of every handler that invokes a function, for as long as that one runs
_NOT_OURS = "pytest_lambda.runtime.deadline.hub"
_known: dict[str, bool] = {}


def frames_of(frame: FrameType | None) -> Iterator[FrameType]:
    """The frame and those that called it, within one greenlet, innermost first."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def dead_frames(frame: FrameType | None, greenlets: Iterable[Any]) -> tuple[FrameType, ...]:
    """Every frame of a stack of greenlets, innermost first.

    Args:
        frame: where the first of them, which is running, stands.
        greenlets: that one, its parent, and so on.
    """
    _running, *waiting = greenlets
    found = list(frames_of(frame))
    for each in waiting:
        found.extend(frames_of(each.gr_frame))
    return tuple(found)


def module_of(frame: FrameType) -> str:
    """The name of the module whose code a frame runs."""
    name = frame.f_globals.get("__name__")
    return name if isinstance(name, str) else ""


def unsafe(frames: Iterable[FrameType]) -> bool:
    """Whether a cut here would leave a lock or some state of the process behind."""
    return any(_is_unsafe(module_of(frame)) for frame in frames)


def _is_unsafe(module: str) -> bool:
    verdict = _known.get(module)
    if verdict is None:
        verdict = module.partition(".")[0] in _PACKAGES or module in _MODULES or _is_ours(module)
        _known[module] = verdict
    return verdict


def _is_ours(module: str) -> bool:
    return module.startswith(_OURS) and module != _NOT_OURS
