"""Comparing texts that depend on the Python at work with rows recorded on another Python.

Line numbers of the standard library and its wording of errors, caret lines and frames of the import system
are those of the interpreter that runs the tests, whatever `runtime=` says. So where the row belongs to
another Python, a text that is not equal may still agree: in what the runtime decides with the row itself,
in what the interpreter decides with the interpreter's own row.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from typing import Any

from .aws_rules import log_lines

INTERPRETER = f"python3.{sys.version_info.minor}"

#: the Pythons on which the rows were recorded; another patch release may have other library line numbers
RECORDED_ON = {"python3.11": (3, 11, 7), "python3.12": (3, 12, 1), "python3.13": (3, 13, 0)}

_FRAME = re.compile(r'^[ \u00a0]*File "(?P<file>[^"]*)"')
_CARETS = re.compile(r"^\s*[~^]+\s*$")
_LIBRARY_LINE = re.compile(r'(File \\?"(?:/var/lang/lib/|<frozen )[^"]*", line )\d+')
_TASK = "/var/task/"


def is_own(runtime: str) -> bool:
    """Whether rows of this runtime were recorded on a Python like the one at work."""
    return runtime == INTERPRETER


def without_library_lines(text: str) -> str:
    """Library line numbers are left out where the patch release is not the recorded one."""
    if sys.version_info[:3] == RECORDED_ON.get(INTERPRETER):
        return text
    return _LIBRARY_LINE.sub(r"\g<1><line>", text)


def nearest(runtimes: Iterable[str]) -> str:
    """The runtime whose Python is nearest to the interpreter: its own where it was recorded."""
    return min(runtimes, key=lambda runtime: abs(int(runtime.rpartition(".")[2]) - sys.version_info.minor))


def payloads_agree(seen: str, row: str, own_row: str, *, wording_known: bool = INTERPRETER in RECORDED_ON) -> bool:
    """Whether a payload agrees with a row of another Python.

    Args:
        seen: what the function gave.
        row: the row of the target runtime.
        own_row: the row of the runtime that is nearest to the interpreter.
        wording_known: whether that is the interpreter's own version, so that its words can be compared.
    """
    seen_value, row_value, own_value = _parsed(seen), _parsed(row), _parsed(own_row)
    if not (_is_error(seen_value) and _is_error(row_value)):
        return bool(seen_value == own_value)
    if seen_value == own_value:
        return bool(seen_value["requestId"] == row_value["requestId"])
    keys = ("errorType", "requestId", "errorMessage") if wording_known else ("errorType", "requestId")
    same = all(seen_value[key] == row_value[key] for key in keys)
    return same and user_frames(seen_value) == user_frames(row_value)


def user_frames(error: dict[str, Any]) -> list[str]:
    """The frames of an error that lie in the task root, without source lines of other files."""
    return [frame for frame in error["stackTrace"] if f'File "{_TASK}' in frame]


def logs_agree(seen: str, row: str, own_row: str, *, wording_known: bool = INTERPRETER in RECORDED_ON) -> bool:
    """Whether a log agrees with a row of another Python: user's frames and everything outside tracebacks."""
    loosened = user_lines(seen)
    if loosened in (user_lines(row), user_lines(own_row)):
        return True
    return not wording_known and _first_words(loosened) == _first_words(user_lines(row))


def user_lines(log: str) -> list[str]:
    """The lines of a log without carets and without frames outside the task root."""
    kept: list[str] = []
    foreign = False
    for line in map(_user_record, log_lines(log)):
        frame = _FRAME.match(line)
        if frame:
            foreign = not frame["file"].startswith(_TASK)
        elif not line.startswith(("    ", "\u00a0\u00a0\u00a0\u00a0")):
            foreign = False
        if not foreign and not _CARETS.match(line):
            kept.append(line)
    return kept


def _user_record(line: str) -> str:
    """A record in JSON without the frames outside the task root, any other line as it is."""
    record = _parsed(line) if line.startswith("{") else None
    if not (isinstance(record, dict) and isinstance(record.get("stackTrace"), list)):
        return line
    frames = [_without_carets(frame) for frame in user_frames(record)]
    return json.dumps({**record, "stackTrace": frames})


def _without_carets(frame: str) -> str:
    return "\n".join(line for line in frame.split("\n") if not _CARETS.match(line))


def _first_words(lines: list[str]) -> list[str]:
    return [re.split(r"[:\t]", line, maxsplit=1)[0] for line in lines]


def _parsed(payload: str) -> Any:
    try:
        return json.loads(payload)
    except ValueError:
        return payload


def _is_error(value: Any) -> bool:
    return isinstance(value, dict) and list(value) == ["errorMessage", "errorType", "requestId", "stackTrace"]
