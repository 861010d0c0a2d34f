"""`pytest-lambda check` tells what is wrong with events of files."""

from __future__ import annotations

import io
import json

import pytest

from pytest_lambda import events

from .test_main import ran


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    event = events.sqs("a")
    (tmp_path / "right.json").write_text(json.dumps(event))
    event["Records"][0]["md5OfBody"] = "0" * 32
    (tmp_path / "wrong.json").write_text(json.dumps(event))
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "none.json").write_text('{"what": "is it"}')


def test_right_and_wrong(files, capsys):
    assert ran(capsys, "check", "right.json") == (0, "right.json: right\n", "")
    code, out, _ = ran(capsys, "check", "right.json", "wrong.json")
    assert code == 1
    assert out.startswith("right.json: right\nwrong.json: Q-md5 at Records[0].md5OfBody: is '000")


def test_json(files, capsys):
    code, out, _ = ran(capsys, "check", "--json", "wrong.json", "right.json")
    [found] = json.loads(out)
    assert (code, found["file"], found["rule"]) == (1, "wrong.json", "Q-md5")


def test_a_file_without_an_event_does_not_keep_the_others_from_being_checked(files, capsys):
    code, out, err = ran(capsys, "check", "broken.json", "right.json", "nope.json")
    assert (code, out) == (2, "right.json: right\n")
    assert [line.split()[3] for line in err.splitlines()] == ["broken.json", "nope.json"]
    code, out, _ = ran(capsys, "check", "broken.json", "right.json", "--json")
    [found] = json.loads(out)
    assert (code, found["file"]) == (2, "broken.json")
    assert found["error"].startswith("broken.json is no JSON")


def test_standard_input(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(events.s3("a"))))
    assert ran(capsys, "check", "-", "--source", "s3") == (0, "-: right\n", "")


BAD = {
    "no file": ("", "the following arguments are required: FILE"),
    "missing": ("nope.json", "nope.json cannot be read: No such file or directory."),
    "folder": (".", ". cannot be read: Is a directory."),
    "no JSON": ("broken.json", "broken.json is no JSON: "),
    "no event": ("none.json", "source"),
    "unknown source": ("right.json --source sqss", "'sqss'"),
}


@pytest.mark.parametrize(("arguments", "message"), BAD.values(), ids=BAD.keys())
def test_mistakes(files, capsys, arguments, message):
    code, out, err = ran(capsys, "check", *arguments.split())
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
