"""Colour is for terminals, unless somebody says otherwise."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pytest_lambda
from pytest_lambda.cli.colour import ALWAYS, AUTO, NEVER, Colour, is_terminal, is_wanted
from tests.platforms import needs_terminals

from .test_main import ran

ROOT = str(Path(pytest_lambda.__file__).parents[1])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


CASES = {
    "a terminal": (AUTO, True, {"TERM": "xterm"}, True),
    "a pipe": (AUTO, False, {"TERM": "xterm"}, False),
    "a terminal without escapes": (AUTO, True, {"TERM": "dumb"}, False),
    "NO_COLOR": (AUTO, True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
    "NO_COLOR that is empty": (AUTO, True, {"TERM": "xterm", "NO_COLOR": ""}, True),
    "FORCE_COLOR": (AUTO, False, {"FORCE_COLOR": "1"}, True),
    "FORCE_COLOR that is empty": (AUTO, False, {"FORCE_COLOR": ""}, False),
    "both": (AUTO, True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    "always": (ALWAYS, False, {"NO_COLOR": "1", "TERM": "dumb"}, True),
    "never": (NEVER, True, {"FORCE_COLOR": "1"}, False),
}


@pytest.mark.parametrize(("choice", "terminal", "environ", "expected"), CASES.values(), ids=CASES.keys())
def test_when_there_is_colour(choice: str, terminal: bool, environ: dict[str, str], expected: bool) -> None:
    assert is_wanted(choice, Terminal() if terminal else io.StringIO(), environ) is expected


@pytest.mark.parametrize(("environ", "expected"), [({}, False), ({"WT_SESSION": "1"}, True), ({"TERM": "dumb"}, False)])
def test_not_all_terminals_of_windows_know_escapes(environ: dict[str, str], expected: bool) -> None:
    assert is_terminal(Terminal(), environ, system="nt") is expected
    assert is_terminal(Terminal(), {}, system="posix")


def test_the_ends_of_lines_stay_outside() -> None:
    assert Colour(True)("a\n\nb\r\n", "red") == "\x1b[31ma\x1b[0m\n\n\x1b[31mb\x1b[0m\r\n"
    assert Colour(False)("a\n", "red") == "a\n"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app.py").write_text(
        "import logging\ndef handler(event, context):\n    logging.warning('w')\n    logging.error('e')\n    print('p')"
    )
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("app")
def test_a_log_in_colour(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ran(capsys, "invoke", "app.handler", "--color", "always")
    assert (code, out) == (0, "null\n")
    assert "\x1b[33m[WARNING]" in err
    assert "\x1b[31m[ERROR]" in err
    assert "\x1b[2mREPORT" in err
    assert "\np\n" in err


@pytest.mark.usefixtures("app")
def test_json_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = ran(capsys, "invoke", "app.handler", "--color", "always", "--json")
    assert "\x1b" not in out + err


def test_violations_in_colour(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    event = tmp_path / "e.json"
    ran(capsys, "events", "sqs")
    event.write_text(ran(capsys, "events", "sqs", "--color", "always")[1])
    assert ran(capsys, "check", str(event), "--color", "always")[1] == f"{event}: \x1b[32mright\x1b[0m\n"


@needs_terminals
def test_a_real_terminal(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context): pass")
    shown = on_a_terminal(tmp_path, ["invoke", "app.handler"], {"TERM": "xterm"})
    assert "\x1b[2mREPORT" in shown
    assert "invoking app.handler" in shown
    plain = on_a_terminal(tmp_path, ["invoke", "app.handler"], {"TERM": "dumb"})
    assert "REPORT" in plain
    assert "\x1b" not in plain
    assert "invoking" not in plain


@needs_terminals
@pytest.mark.parametrize(("encoding", "expected"), [("ascii", '"\\u00e9"'), ("utf-8", '"é"')])
def test_a_terminal_and_its_characters(tmp_path: Path, encoding: str, expected: str) -> None:
    variables = {"TERM": "xterm", "PYTHONIOENCODING": encoding}
    assert expected in on_a_terminal(tmp_path, ["events", "sqs", "--body", "é"], variables)


def on_a_terminal(folder: Path, arguments: list[str], variables: dict[str, str]) -> str:
    """What a command shows on a terminal."""
    import pty

    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest_lambda", *arguments],
        cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env={**kept, **variables, "PYTHONPATH": ROOT},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while more := os.read(ours, 65_536):
            shown += more
    except OSError:  # EIO: the other end is closed
        pass
    finally:
        os.close(ours)
    assert process.wait() == 0, shown
    return shown.decode()
