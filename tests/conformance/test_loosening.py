"""What may differ where a row was recorded on another Python, and what may not."""

from __future__ import annotations

import json
import sys

import pytest

from .loosening import INTERPRETER, logs_agree, nearest, payloads_agree, user_lines

USER = '  File "/var/task/app.py", line 2, in handler\n    f()\n'
LIBRARY = '  File "/var/lang/lib/python3.NN/asyncio/runners.py", line {line}, in run\n    return 1\n'


def error(*frames: str, message: str = "m", request_id: str = "<request-id>", type_: str = "E") -> str:
    return json.dumps(
        {"errorMessage": message, "errorType": type_, "requestId": request_id, "stackTrace": list(frames)}
    )


def agree(seen: str, row: str, own_row: str, *, wording_known: bool = True) -> bool:
    return payloads_agree(seen, row, own_row, wording_known=wording_known)


def test_nearest() -> None:
    assert nearest(["python3.2", "python3.99"]) == ("python3.2" if sys.version_info.minor < 50 else "python3.99")
    assert nearest([INTERPRETER, "python3.2", "python3.99"]) == INTERPRETER


def test_library_frames_may_differ() -> None:
    assert agree(error(USER, LIBRARY.format(line=1)), error(USER, LIBRARY.format(line=2)), error())


def test_user_frames_may_not() -> None:
    assert not agree(error(USER), error(USER.replace("line 2", "line 3")), error())


@pytest.mark.parametrize("wording_known", [True, False])
def test_type_and_request_id_may_not(wording_known: bool) -> None:
    assert not agree(error(USER), error(USER, type_="F"), error(), wording_known=wording_known)
    assert not agree(error(USER), error(USER, request_id=""), error(USER), wording_known=wording_known)


def test_wording_is_the_interpreters() -> None:
    own = error(USER, message="own")
    assert agree(error(USER, message="own"), error(USER, message="other"), own)
    assert not agree(error(USER, message="x"), error(USER, message="other"), own)
    assert agree(error(USER, message="x"), error(USER, message="other"), own, wording_known=False)


def test_response_is_the_interpreters_up_to_escapes() -> None:
    assert agree('{"a": "\\u00e9"}', '{"a": "e"}', '{"a": "é"}')
    assert not agree('{"a": 1}', '{"a": 2}', '{"a": 3}', wording_known=False)


LOG = """\
[ERROR]\t<ts>\t<request-id>\tcaught
Traceback (most recent call last):
  File "/var/lang/lib/python3.NN/logging/__init__.py", line 1, in x
    a = 1
        ^
  File "/var/task/app.py", line 4, in handler
    1 / 0
    ~~^~~
ZeroDivisionError: division by zero
"""


def test_user_lines() -> None:
    assert user_lines(LOG) == [
        "[ERROR]\t<ts>\t<request-id>\tcaught",
        "Traceback (most recent call last):",
        '  File "/var/task/app.py", line 4, in handler',
        "    1 / 0",
        "ZeroDivisionError: division by zero",
    ]


def test_logs_agree() -> None:
    other = LOG.replace("line 1, in x", "line 9, in x")
    assert logs_agree(LOG, other, other)
    assert not logs_agree(LOG, other.replace("line 4", "line 5"), other.replace("line 4", "line 5"))
    worded = LOG.replace("division by zero", "integer division")
    assert logs_agree(LOG, worded, worded, wording_known=False)
    assert not logs_agree(LOG, worded, worded, wording_known=True)


def test_records_in_json() -> None:
    record = {"level": "ERROR", "stackTrace": [USER, LIBRARY.format(line=1)]}
    other = {"level": "ERROR", "stackTrace": [USER + "    ^^^^\n", LIBRARY.format(line=2)]}
    assert user_lines(json.dumps(record)) == user_lines(json.dumps(other))
    assert user_lines(json.dumps(record)) != user_lines(json.dumps({**record, "level": "INFO"}))
