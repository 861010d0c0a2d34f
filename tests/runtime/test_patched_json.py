"""A test patches `json` itself, through the function's module: what stands for Lambda does not see it."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import LambdaFunction


def handler(event: object, context: object) -> object:
    return json.loads(str(event))


def test_patched_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    with LambdaFunction(handler) as function:
        monkeypatch.setattr(json, "loads", lambda text: 1 / 0)
        result = function.invoke("1")
        assert result.error is not None
        assert result.error.type == "ZeroDivisionError"
        assert result.payload["errorMessage"] == "division by zero"


@pytest.mark.parametrize("log_format", ["Text", "JSON"])
def test_patched_dumps(monkeypatch: pytest.MonkeyPatch, log_format: str) -> None:
    with LambdaFunction(handler, log_format=log_format) as function:
        monkeypatch.setattr(json, "dumps", lambda value, **how: 1 / 0)
        result = function.invoke("[1]")
        assert result.payload == [1]
        assert result.request_id in result.logs.text
