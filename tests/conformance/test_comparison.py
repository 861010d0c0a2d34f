"""The comparison itself: what agrees, and which part is blamed when something does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_lambda.errors import InvalidRequestContentException

from .case_files import Event, Row, RuntimeCase
from .comparison import mismatches
from .loosening import INTERPRETER

ERROR = '{"errorMessage": "m", "errorType": "E", "requestId": "<request-id>", "stackTrace": []}'
EXIT = (
    '{"errorType":"Runtime.ExitError","errorMessage":'
    '"RequestId: <request-id> Error: Runtime exited with error: exit status 1"}'
)


def case_of(row: Row, fidelity: str = "in-process") -> RuntimeCase:
    return RuntimeCase(
        id="x",
        fidelity=fidelity,
        files={},
        source_encoding="utf-8",
        handler="app.handler",
        configuration={},
        environment={},
        unset_environment=(),
        client_context=None,
        tenant_id=None,
        events=[Event("{}", {})],
        expected={INTERPRETER: [row]},
    )


def seen(payload: bytes = b"1", *, log: str = "", error_type: str | None = None, cold: bool = False) -> Any:
    error = SimpleNamespace(type=error_type) if error_type else None
    return SimpleNamespace(
        payload_bytes=payload,
        function_error="Unhandled" if error else None,
        cold_start=cold,
        timed_out=error_type == "Sandbox.Timedout",
        error=error,
        status_code=200,
        logs=SimpleNamespace(function_text=log),
    )


def blamed(row: Row, got: Any, *, fidelity: str = "in-process") -> list[str]:
    found = mismatches(case_of(row, fidelity), INTERPRETER, [got], Path("/nowhere"))
    return ["log" if each.in_log else "outcome" for each in found]


RESPONSE = Row("RIE", payload="1", kind="response", logs="a\n")
FAILURE = Row("RIE", payload=ERROR, function_error="Unhandled", kind="invocation_error")
REFUSAL = Row("AWS: x", rejected="InvalidRequestContentException", http_status=400)


@pytest.mark.parametrize(
    ("row", "got"),
    [
        (RESPONSE, seen(log="a\n")),
        (RESPONSE, seen(log="a")),
        (replace(RESPONSE, logs="m" * 4000), seen(log="m" * 5000 + "\nTraceback\n")),
        (FAILURE, seen(ERROR.encode(), error_type="E")),
        (REFUSAL, InvalidRequestContentException("x")),
        (replace(RESPONSE, payload={"latin1": "é"}, logs=""), seen(b"\xe9")),
        (replace(RESPONSE, payload={"length": 3, "head": "12"}, logs=""), seen(b"123")),
        (
            Row("RIE", payload="", function_error="Unhandled", kind="init_exit", cold_start=True),
            seen(EXIT.encode(), error_type="Runtime.ExitError", cold=True),
        ),
    ],
)
def test_agrees(row: Row, got: Any) -> None:
    assert blamed(row, got) == []


@pytest.mark.parametrize(
    ("row", "got", "expected"),
    [
        (RESPONSE, seen(b"2", log="a\n"), ["outcome"]),
        (RESPONSE, seen(log="b\n"), ["log"]),
        (RESPONSE, seen(b"2"), ["outcome", "log"]),
        (RESPONSE, seen(log="a\n", cold=True), ["outcome"]),
        (RESPONSE, InvalidRequestContentException("x"), ["outcome"]),
        (REFUSAL, seen(), ["outcome"]),
        (FAILURE, seen(ERROR.replace('"m"', '"n"').encode(), error_type="E"), ["outcome"]),
        (replace(RESPONSE, payload={"latin1": "é"}, logs=""), seen("é".encode()), ["outcome"]),
        (replace(RESPONSE, payload={"length": 4000, "head": "12"}, logs=""), seen(b"123"), ["outcome"]),
        (replace(RESPONSE, payload={"length": 3, "head": "13"}, logs=""), seen(b"123"), ["outcome"]),
        (
            replace(RESPONSE, payload={"length": 3, "head": "12", "sha256": "0"}, logs=""),
            seen(b"123"),
            ["outcome"],
        ),
    ],
)
def test_disagrees(row: Row, got: Any, expected: list[str]) -> None:
    assert blamed(row, got) == expected


def test_emulators_own_ways_are_not_compared() -> None:
    assert blamed(RESPONSE, seen(b"2"), fidelity="rie-differs-from-aws") == []
    recorded_on_aws = replace(RESPONSE, basis="AWS: x")
    assert blamed(recorded_on_aws, seen(b"2", log="a\n"), fidelity="rie-differs-from-aws") == ["outcome"]
