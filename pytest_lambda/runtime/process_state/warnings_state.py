"""Warnings: the interpreter's defaults, shown on the function's stderr (R198)."""

from __future__ import annotations

import warnings
from typing import Any

_module: Any = warnings
_NAMES = ("filters", "showwarning", "_showwarnmsg_impl", "formatwarning")
_real_show = getattr(_module, "_showwarning_orig", _module.showwarning)


class WarningsState:
    """What `python` starts with, without the filters that the test run has set.

    The version number of the filters is left alone: bumping it would make every module forget which
    warnings it has shown already, and a warm function would repeat them at each invocation.
    """

    __slots__ = ("_host", "_own")

    def __init__(self) -> None:
        self._own: dict[str, object] = {
            "filters": _default_filters(),
            "showwarning": _real_show,
            "_showwarnmsg_impl": _REAL_IMPL,
            "formatwarning": _REAL_FORMAT,
        }
        self._host: dict[str, object] = {}

    def swap_in(self) -> None:
        """Thaw."""
        names = vars(_module)
        self._host = {name: names[name] for name in _NAMES}
        names.update(self._own)

    def swap_out(self) -> None:
        """Freeze."""
        names = vars(_module)
        self._own = {name: names[name] for name in _NAMES}
        names.update(self._host)


def _default_filters() -> list[tuple[str, None, type[Warning], str | None, int]]:
    # The defaults of an optimised-for-use interpreter, in the order in which CPython sets them up.
    return [
        ("default", None, DeprecationWarning, "__main__", 0),
        ("ignore", None, DeprecationWarning, None, 0),
        ("ignore", None, PendingDeprecationWarning, None, 0),
        ("ignore", None, ImportWarning, None, 0),
        ("ignore", None, ResourceWarning, None, 0),
    ]


def _show_on_stderr(msg: Any) -> None:
    # CPython's own function, found behind whatever catch_warnings has put in its place, writes to sys.stderr.
    import sys

    text = _module._formatwarnmsg(msg)
    file = sys.stderr if msg.file is None else msg.file
    if file is not None:
        file.write(text)


_REAL_IMPL = _show_on_stderr
_REAL_FORMAT = getattr(_module, "_formatwarning_orig", _module.formatwarning)
