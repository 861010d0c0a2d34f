"""Reading case files, and refusing what is not one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .case_files import CaseFileError, Event, runtime_cases, source_cases

CASE: dict[str, Any] = {
    "id": "a",
    "fidelity": "in-process",
    "files": {"app.py": "x", "missing.py": None},
    "handler": "app.handler",
    "events": ["{}"],
    "expected": {
        "python3.12": [
            {
                "basis": "RIE",
                "payload": "1",
                "function_error": None,
                "kind": "response",
                "cold_start": True,
                "logs": ["a\n", "b\n"],
            }
        ]
    },
}


def write(folder: Path, *cases: dict[str, Any], schema: str = "runtime/1") -> Path:
    (folder / "runtime.json").write_text(json.dumps({"schema": schema, "cases": cases}))
    return folder


def test_defaults(tmp_path: Path) -> None:
    (case,) = runtime_cases(write(tmp_path, CASE))
    assert case.source_encoding == "utf-8"
    assert case.files == {"app.py": "x"}
    assert case.expected["python3.12"][0].logs == "a\nb\n"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("[1]", Event("[1]", {})),
        ({"base64": "77u/MQ=="}, Event(b"\xef\xbb\xbf1", {})),
        ({"repeat": {"prefix": "[", "unit": "1,", "count": 2, "suffix": "1]"}}, Event("[1,1,1]", {})),
        ({"body": "{}", "headers": {"a": "b"}}, Event("{}", {"a": "b"})),
    ],
)
def test_events(tmp_path: Path, event: object, expected: Event) -> None:
    (case,) = runtime_cases(write(tmp_path, {**CASE, "events": [event]}))
    assert case.events == [expected]


def test_absent_files_hold_no_cases(tmp_path: Path) -> None:
    assert runtime_cases(tmp_path) == source_cases(tmp_path) == []


@pytest.mark.parametrize(
    ("cases", "schema", "message"),
    [
        ([CASE], "runtime/9", "schema 'runtime/9'"),
        ([CASE, CASE], "runtime/1", "id a"),
        ([{**CASE, "events": ["1", "2"]}], "runtime/1", "1 rows for python3.12, 2 events"),
        ([{**CASE, "events": [{"yaml": "x"}]}], "runtime/1", "keys .'yaml'."),
    ],
)
def test_refused(tmp_path: Path, cases: list[dict[str, Any]], schema: str, message: str) -> None:
    with pytest.raises(CaseFileError, match=message):
        runtime_cases(write(tmp_path, *cases, schema=schema))
