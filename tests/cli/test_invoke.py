"""`pytest-lambda invoke`: the payload on standard output, the log on standard error, and the exit code."""

from __future__ import annotations

import io
import json

import pytest

from .test_main import ran

APP = """
import os
import time

print("init")


def handler(event, context):
    print("got", sorted(event))
    if event.get("fail"):
        raise LookupError("no such pet")
    if event.get("sleep"):
        time.sleep(event["sleep"])
    if event.get("bytes"):
        return {"body": "é"}
    return {"table": os.environ.get("TABLE"), "records": [record["body"] for record in event.get("Records", [])]}
"""


@pytest.fixture
def app(tmp_path, monkeypatch):
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "order.json").write_text('{"id": 1}')
    (tmp_path / "broken.json").write_text("{")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "app.py"


def test_the_payload_and_the_log(app, capsys):
    code, out, err = ran(capsys, "invoke", "app.handler", "--event", "order.json", "--environment", "TABLE=pets")
    assert (code, json.loads(out)) == (0, {"table": "pets", "records": []})
    kinds = [line.split()[0] for line in err.splitlines()]
    assert kinds == ["INIT_START", "init", "START", "got", "END", "REPORT"]
    assert "got ['id']" in err


def test_a_source(app, capsys):
    code, out, _ = ran(capsys, "invoke", "app.handler", "--source", "sqs", "--body", "a", "--body", '{"id": 1}')
    assert (code, json.loads(out)["records"]) == (0, ["a", '{"id":1}'])


def test_standard_input(app, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"b": 1}'))
    assert "got ['b']" in ran(capsys, "invoke", "app.handler", "--event", "-")[2]


def test_without_an_event(app, capsys):
    assert "got []" in ran(capsys, "invoke", "app.handler")[2]


def test_a_function_that_fails(app, capsys):
    code, out, err = ran(capsys, "invoke", "app.handler", "--payload", '{"fail": true}')
    assert (code, json.loads(out)["errorType"]) == (1, "LookupError")
    assert "[ERROR] LookupError: no such pet" in err


def test_a_timeout(app, capsys):
    code, out, _ = ran(capsys, "invoke", "app.handler", "--payload", '{"sleep": 60}', "--timeout", "1")
    assert (code, json.loads(out)["errorType"]) == (1, "Sandbox.Timedout")


def test_json(app, capsys):
    code, out, err = ran(capsys, "invoke", "app.handler", "--payload", '{"bytes": 1}', "--json")
    answer = json.loads(out)
    assert (code, err, answer["payload"]) == (0, "", {"body": "é"})
    assert (answer["status_code"], answer["function_error"], answer["cold_start"]) == (200, None, True)
    assert "got ['bytes']" in answer["logs"]
    assert answer["init_duration_ms"] > 0


BAD = {
    "no handler": ("", "No function is named: expected HANDLER, or --template and --resource."),
    "two events": ("app.handler --event order.json --payload {}", "--event and --payload are both given"),
    "no JSON": ("app.handler --payload {", "Could not parse request body into json"),
    "missing file": ("app.handler --event nope.json", "nope.json cannot be read"),
    "broken file": ("app.handler --event broken.json", "broken.json is no JSON"),
    "unknown source": ("app.handler --source sqss", "'sqss' is no source of events. Did you mean 'sqs'?"),
    "wrong parameter": ("app.handler --source rest_api --path x", "path is 'x'"),
    "wrong timeout": ("app.handler --timeout 901", "timeout"),
}


@pytest.mark.parametrize(("arguments", "message"), BAD.values(), ids=BAD.keys())
def test_mistakes(app, capsys, arguments, message):
    code, out, err = ran(capsys, "invoke", *arguments.split())
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
