"""The option and the totals, in runs of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]


def case(name: str, payload: str, log: str) -> dict[str, Any]:
    row = {
        "payload": payload,
        "function_error": None,
        "kind": "response",
        "cold_start": True,
        "logs": [log],
        "basis": "RIE",
    }
    return {
        "id": name,
        "fidelity": "in-process",
        "files": {"app.py": "def handler(event, context):\n    print('hello')\n    return 1\n"},
        "handler": "app.handler",
        "events": ["{}"],
        "expected": {f"python3.{sys.version_info.minor}": [row]},
    }


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        *map(str, arguments),
    ]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def test_other_cases(tmp_path: Path) -> None:
    cases = [
        case("right", "1", "hello\n"),
        case("wrong", "2", "hello\n"),
        case("wrong_log", "1", "bye\n"),
        case("other", "1", "hello\n"),
    ]
    (tmp_path / "runtime.json").write_text(json.dumps({"schema": "runtime/1", "cases": cases}))
    result = run("tests/conformance/test_runtime.py", "--conformance-cases", tmp_path)
    assert result.returncode == 1
    assert "cases: 4" in result.stdout
    assert "payload matches: 3 (75.0%)" in result.stdout
    assert "log matches: 3 (75.0%)" in result.stdout
    assert "test_case[wrong_log]" in result.stdout
    assert "invocation 1: log:" in result.stdout
    assert "invocation 1: outcome: payload is" in result.stdout


def test_other_sources(tmp_path: Path) -> None:
    right = {
        "id": "right", "source_type": "async", "title": "", "config": {"invoke_type": "Event"}, "asserted": True,
        "messages": [{"key": "e", "payload": 1}], "handler": {"mode": "sequence", "steps": [{"return": 1}]},
        "expected_invocations": [{"records": ["e"], "at_s": 0}], "final_disposition": {}, "evidence": [],
        "confidence": "documented",
    }  # fmt: skip
    cases = [
        right,
        {**right, "id": "wrong", "expected_invocations": []},
        {**right, "id": "disputed", "expected_invocations": [], "asserted": False},
        {**right, "id": "odd", "config": {"colour": "red"}},
        {**right, "id": "polled", "source_type": "sqs", "config": {"queue": {}, "esm": {"BatchSize": 1}},
         "messages": [{"key": "e", "body": "1"}], "final_disposition": {"deleted": []}},
    ]  # fmt: skip
    (tmp_path / "sources.json").write_text(json.dumps({"schema": "sources/1", "cases": cases}))
    result = run("tests/conformance/test_sources.py", "-k", "test_case", "--conformance-cases", tmp_path)
    assert "3 failed, 2 passed, 5 deselected" in result.stdout
    assert "1 invocations (e at 0), expected 0" in result.stdout
    assert "UnknownKey: config has colour" in result.stdout
    assert "deleted: ['e'], expected []" in result.stdout
    assert "source -> the-function: " in result.stdout


def test_folder_without_cases(tmp_path: Path) -> None:
    result = run("tests/conformance", "--conformance-cases", tmp_path)
    assert result.returncode == 4
    assert "no runtime.json and no sources.json there" in result.stderr


def test_without_the_option() -> None:
    result = run("--collect-only", "-q", "--co", "-k", "test_case and ret_str")
    assert "tests/conformance/test_runtime.py::test_case[ret_str]" in result.stdout
