"""Calls that reached the machine's own `/tmp` from inside an environment, as far as Python's audit events show."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from pytest_lambda.runtime.tmp.audit import CHILD_EVENTS, listen
from pytest_lambda.runtime.tmp.callers import innermost_caller, is_own
from pytest_lambda.runtime.tmp.current import CURRENT
from pytest_lambda.runtime.tmp.paths import PathMap

#: positions of the paths among the events' arguments
_PATHS = {
    **dict.fromkeys(
        (
            "ctypes.dlopen", "open", "os.chdir", "os.chflags", "os.chmod", "os.chown", "os.getxattr",
            "os.listdir", "os.listxattr", "os.mkdir", "os.remove", "os.removexattr", "os.rmdir", "os.scandir",
            "os.setxattr", "os.startfile", "os.truncate", "os.utime", "sqlite3.connect",
        ),
        (0,),
    ),
    **dict.fromkeys(("import", "os.symlink", "socket.bind", "socket.connect"), (1,)),
    **dict.fromkeys(("os.link", "os.rename"), (0, 1)),
}  # fmt: skip

#: positions of what is handed to a child: its program, arguments, command line, directory
_HANDED_OVER = {
    "os.exec": (0, 1),
    "os.posix_spawn": (0, 1),
    "os.spawn": (1, 2),
    "os.system": (0,),
    "subprocess.Popen": (0, 1, 2),
}

#: events whose name does not say what the user called
_CALLS = {"import": "the import of an extension module", "ctypes.dlopen": "ctypes (dlopen)", "open": "open"}

_MENTION = re.compile(r"(?<![\w.~/-])/tmp(?:/[^\s'\";|&<>)]*)?(?![\w.-])")


class TmpEscapeWarning(UserWarning):
    """Something got past the redirection of `/tmp` and reached the machine's own."""


@dataclass(frozen=True, slots=True)
class Escape:
    """One call that got past the redirection.

    Attributes:
        call: what was called, named after the audit event.
        path: below `/tmp`, as the call was given it.
        filename, lineno, function, module: of the code that made the call; the standard library does not count.
    """

    call: str
    path: str
    filename: str
    lineno: int
    function: str
    module: str

    @property
    def by_child(self) -> bool:
        """A child process got the path."""
        return self.call in CHILD_EVENTS

    def __str__(self) -> str:
        call = _CALLS.get(self.call, self.call)
        if self.by_child:
            return (
                f"{call} was handed {self.path!r}: a child process sees the machine's own /tmp, not this "
                "environment's, so the file is not the one the handler knows. Let the child work in its current "
                "directory after os.chdir('/tmp'), or name a folder in lambda_tmp_passthrough that both share."
            )
        return (
            f"{call} reached {self.path!r} in the machine's own /tmp, past this environment's: it was called "
            "from C, or through a reference to it that was taken outside of the environment. Other tests see the "
            "file, and the handler's open() does not. Open the file through Python's open, os or pathlib (say "
            "'os.listdir', not 'from os import listdir' in a package), give the call a path of pytest's tmp_path, "
            "or name the folder in lambda_tmp_passthrough."
        )


def warn_of(escapes: Iterable[Escape]) -> None:
    """Issue a `TmpEscapeWarning` for each, located at the line that made the call."""
    for escape in escapes:
        warnings.warn_explicit(
            str(escape), TmpEscapeWarning, escape.filename, escape.lineno, module=escape.module, registry={}
        )


def watch() -> None:
    """Listen to every event that can show an escape; once per process."""
    for event in _PATHS:
        listen(event, _path_event)
    for event in _HANDED_OVER:
        listen(event, _child_event)


def _path_event(event: str, arguments: tuple[Any, ...]) -> None:
    paths = CURRENT.paths
    if paths is None:
        return
    for position in _PATHS[event]:
        text = _text(arguments[position])
        if text is not None and paths.covers(text):
            _tell(event, text)


def _child_event(event: str, arguments: tuple[Any, ...]) -> None:
    paths = CURRENT.paths
    if paths is None or (event == "os.posix_spawn" and _called_by_subprocess()):
        return
    for position in _HANDED_OVER[event]:
        for text in _mentions(arguments[position], paths):
            _tell(event, text)
            return


def _mentions(handed_over: Any, paths: PathMap) -> Iterator[str]:
    """Paths of the box, in an argument, or somewhere in a command line."""
    for each in handed_over if isinstance(handed_over, (list, tuple)) else [handed_over]:
        text = _text(each)
        if text is None:
            continue
        if paths.covers(text) and handed_over is not each:
            yield text
            continue
        yield from (found for found in _MENTION.findall(text) if paths.covers(found))


def _text(value: Any) -> str | None:
    if type(value) is str:
        return value
    if isinstance(value, (str, bytes, os.PathLike)):
        return os.fsdecode(value)
    return None


def _tell(event: str, path: str) -> None:
    if CURRENT.escaped is not None:
        caller = innermost_caller(sys._getframe(2))
        CURRENT.escaped(
            Escape(
                event,
                path,
                caller.f_code.co_filename,
                caller.f_lineno,
                caller.f_code.co_name,
                caller.f_globals.get("__name__", "<unknown>"),
            )
        )


def _called_by_subprocess() -> bool:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and is_own(frame):
        frame = frame.f_back
    return frame is not None and frame.f_globals.get("__name__") == "subprocess"
