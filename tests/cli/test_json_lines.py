"""`pytest-lambda serve --json` writes a line of JSON for whatever happens."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

import pytest_lambda
from pytest_lambda.cli.console import Console
from pytest_lambda.cli.json_lines import JsonLines
from pytest_lambda.events.judging.rulebook import Violation
from pytest_lambda.gateway.exchange import Exchange, GatewayRequest, GatewayResponse, Refusal
from tests.platforms import needs_signals

from .test_watching import SECONDS

REQUEST = GatewayRequest("GET", "/pets", "a=1", (), b"", "127.0.0.1")


def made() -> JsonLines:
    return JsonLines(Console(as_json=True, repeating=True))


def written(capsys: pytest.CaptureFixture[str]) -> Any:
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1
    return json.loads(out)


def test_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    exchange = Exchange("alb", refusal=Refusal("ALB-x", "has y"), ignored=(Violation("ALB-mode", "headers", "is not read"),))
    made().answered(REQUEST, GatewayResponse(502, (), b"", exchange), 0.0125)
    assert written(capsys) == {
        "type": "request", "method": "GET", "path": "/pets", "query": "a=1", "status": 502, "route": None,
        "refusal": {"rule": "ALB-x", "reason": "has y"}, "ignored": ["ALB-mode at headers: is not read"],
        "authorizer": None, "invocation": None, "duration_ms": 12.5,
    }  # fmt: skip


def test_all_else(capsys: pytest.CaptureFixture[str]) -> None:
    lines = made()
    lines.carried("c1", Exchange("websocket", route="$default"), None)
    message = written(capsys)
    assert (message["type"], message["connection_id"], message["duration_ms"]) == ("message", "c1", None)
    lines.failed(REQUEST, LookupError("no"))
    assert written(capsys) == {"type": "failure", "method": "GET", "path": "/pets", "query": "a=1", "error": "LookupError: no"}
    lines.changed({Path("/b.py"), Path("/a.py")})
    assert written(capsys) == {"type": "change", "files": [str(Path("/a.py")), str(Path("/b.py"))]}
    lines.noted("well")
    assert written(capsys) == {"type": "note", "text": "well"}


@needs_signals
def test_a_server(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context):\n    print('hello')\n    return 'é'")
    template = {"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {
        "Code": ".", "Handler": "app.handler", "Runtime": "python3.13", "Role": "arn:aws:iam::123456789012:role/r",
    }}}}  # fmt: skip
    (tmp_path / "template.json").write_text(json.dumps(template))
    command = ["serve", "--template", "template.json", "--kind", "http-api", "--port", "0", "--json", "--no-reload"]
    root = str(Path(pytest_lambda.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest_lambda", *command, "--route", "GET /pets"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": root},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        began = json.loads(process.stdout.readline())
        assert (began["type"], began["handler"], began["routes"]) == ("serving", "app.handler", ["GET /pets"])
        with urllib.request.urlopen(f"{began['url']}/pets", timeout=SECONDS) as response:
            assert response.read() == "é".encode()
        answered = json.loads(process.stdout.readline())
        assert (answered["status"], answered["route"]) == (200, "GET /pets")
        assert "hello" in answered["invocation"]["logs"]
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{began['url']}/cats", timeout=SECONDS)
        assert json.loads(process.stdout.readline())["refusal"]["rule"] == "HTTP-no-route"
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=SECONDS)
    assert (process.returncode, rest) == (0, b"")
