"""Standard input and output of all kinds: binary, empty, huge, cut off, and in other encodings."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pytest_lambda

from .test_main import ran

ROOT = str(Path(pytest_lambda.__file__).parents[1])
APP = """
def handler(event, context):
    print("no end of line", end="")
    return event
"""


@pytest.fixture(autouse=True)
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app.py").write_text(APP)
    monkeypatch.chdir(tmp_path)


def with_stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))


INPUTS = {
    "UTF-8, whatever the locale": ('{"a": "é"}'.encode(), {"a": "é"}),
    "a byte order mark": (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
    "UTF-16": ('{"a": "é"}'.encode("utf-16"), {"a": "é"}),
    "numbers as they are": (b"[0.1, 12345678901234567890123]", [0.1, 12345678901234567890123]),
    "blank lines": (b"\n\n null \n", None),
}


@pytest.mark.parametrize(("content", "event"), INPUTS.values(), ids=INPUTS.keys())
def test_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, content: bytes, event: object
) -> None:
    with_stdin(monkeypatch, content)
    code, out, _ = ran(capsys, "invoke", "app.handler", "--event", "-")
    assert (code, json.loads(out)) == (0, event)


BAD_INPUTS = {
    "empty": (b"", "standard input is empty: expected JSON."),
    "blank": (b" \n", "standard input is empty: expected JSON."),
    "binary": (b"{\xff\xfe\x00", "standard input is no JSON: byte 1 is no text of UTF-8."),
    "text": (b"hello", "standard input is no JSON: Expecting value"),
    "deep": (b"[" * 200_000, "standard input cannot be read: it is nested too deeply."),
}


@pytest.mark.parametrize(("content", "message"), BAD_INPUTS.values(), ids=BAD_INPUTS.keys())
@pytest.mark.parametrize("command", ["invoke app.handler --event -", "check -"])
def test_bad_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str, content: bytes, message: str
) -> None:
    with_stdin(monkeypatch, content)
    code, out, err = ran(capsys, *command.split())
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_no_standard_input_at_all(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    code, _, err = ran(capsys, "check", "-")
    assert (code, err) == (2, "pytest-lambda check: error: There is no standard input.\n")


def test_standard_input_twice(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    _, event, _ = ran(capsys, "events", "sqs")
    with_stdin(monkeypatch, event.encode())
    assert ran(capsys, "check", "-", "-") == (0, "-: right\n-: right\n", "")


def test_a_huge_event(capsys: pytest.CaptureFixture[str]) -> None:
    Path("big.json").write_text(json.dumps("x" * 6_000_000))
    code, out, _ = ran(capsys, "invoke", "app.handler", "--event", "big.json")
    assert (code, len(json.loads(out))) == (0, 6_000_000)
    Path("big.json").write_text(json.dumps("x" * 6_300_000))
    code, out, err = ran(capsys, "invoke", "app.handler", "--event", "big.json")
    assert (code, out) == (2, "")
    assert "6291456" in err
    assert len(err) < 1000


def test_a_log_whose_last_line_has_no_end(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = ran(capsys, "invoke", "app.handler")
    assert [line.split()[0] for line in err.splitlines()] == ["INIT_START", "START", "no", "END", "REPORT"]


def test_a_terminal_without_the_character(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", Terminal(raw, encoding="latin-1"))
    monkeypatch.setenv("NO_COLOR", "1")
    assert ran_alone("invoke", "app.handler", "--payload", '{"a": "é 🙂"}') == 0
    sys.stdout.flush()
    assert json.loads(raw.getvalue().decode("latin-1")) == {"a": "é 🙂"}


def test_a_pipe_gets_utf_8_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert ran_alone("invoke", "app.handler", "--payload", '{"a": "é"}') == 0
    assert json.loads(raw.getvalue().decode()) == {"a": "é"}


def test_json_with_half_of_a_pair(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ran(capsys, "events", "eventbridge", "--detail", '{"a": "é \\ud800"}')
    assert json.loads(out)["detail"] == {"a": "é \ud800"}


def ran_alone(*arguments: str) -> int:
    from pytest_lambda.cli.main import main

    return main(arguments)


def test_output_that_nobody_reads() -> None:
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    for arguments in (["events", "sqs"], ["--help"], ["events", "--help"], ["invoke", "app.handler"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest_lambda", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**buffered, "PYTHONPATH": ROOT},
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        with process.stderr as stream:
            said = stream.read().decode()
        code = process.wait()
        assert code == 141, (arguments, said)
        assert "BrokenPipe" not in said
