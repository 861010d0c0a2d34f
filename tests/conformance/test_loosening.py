"""What may differ where a row was recorded on another Python, and what may not."""

from __future__ import annotations

import json

from .loosening import logs_agree, payloads_agree, user_lines

USER = '  File "/var/task/app.py", line 2, in handler\n    f()\n'
LIBRARY = '  File "/var/lang/lib/python3.NN/asyncio/runners.py", line {line}, in run\n    return 1\n'


def error(*frames: str, message: str = "m", request_id: str = "<request-id>", type_: str = "E") -> str:
    return json.dumps(
        {"errorMessage": message, "errorType": type_, "requestId": request_id, "stackTrace": list(frames)}
    )


def test_library_frames_may_differ() -> None:
    assert payloads_agree(error(USER, LIBRARY.format(line=1)), error(USER, LIBRARY.format(line=2)), error())


def test_user_frames_may_not() -> None:
    assert not payloads_agree(error(USER), error(USER.replace("line 2", "line 3")), error())


def test_type_and_request_id_may_not() -> None:
    assert not payloads_agree(error(USER), error(USER, type_="F"), None)
    assert not payloads_agree(error(USER), error(USER, request_id=""), None)


def test_wording_is_the_interpreters() -> None:
    assert payloads_agree(
        error(USER, message="own"), error(USER, message="other"), error(USER, message="own")
    )
    assert not payloads_agree(
        error(USER, message="x"), error(USER, message="other"), error(USER, message="own")
    )
    assert payloads_agree(error(USER, message="x"), error(USER, message="other"), None)


def test_response_is_the_interpreters_up_to_escapes() -> None:
    assert payloads_agree('{"a": "\\u00e9"}', '{"a": "e"}', '{"a": "é"}')
    assert not payloads_agree('{"a": 1}', '{"a": 2}', None)


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
    assert logs_agree(LOG, LOG.replace("division by zero", "integer division"), None)
