"""What a failing test shows: the test's line and the handler's, and nothing of what is between them but httpx."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

import pytest_lambda
from pytest_lambda import AnswerRefused, LambdaFunction

KINDS = ("alb", "function-url", "http-api", "rest-api")
PACKAGE = str(Path(pytest_lambda.__file__).parent)


def fails(event: Any, context: object) -> Any:
    raise LookupError("no such pet")


def malformed(event: Any, context: object) -> Any:
    return {"statusCode": 200, "body": {}}


def sync_get(function: LambdaFunction, kind: str) -> object:
    return function.http_client(kind, raise_function_errors=True).get("/")


def async_get(function: LambdaFunction, kind: str) -> object:
    return asyncio.run(function.async_http_client(kind, raise_function_errors=True).get("/"))


def connect(function: LambdaFunction) -> None:
    with function.websocket("/", raise_function_errors=True):
        pass


def send(function: LambdaFunction) -> None:
    with function.websocket("/", routes=["$default"], raise_function_errors=True) as socket:
        socket.send("x")


def shown_of_us(info: pytest.ExceptionInfo[BaseException]) -> list[str]:
    """Frames of the package that pytest shows; the last frame it shows in any case."""
    return [str(entry) for entry in info.traceback.filter(info) if str(entry.path).startswith(PACKAGE)]


@pytest.mark.parametrize("ask", [sync_get, async_get])
@pytest.mark.parametrize("kind", KINDS)
def test_the_error_of_a_handler(ask, kind):
    with LambdaFunction(fails) as function, pytest.raises(LookupError, match="no such pet") as info:
        ask(function, kind)
    assert (info.value.__cause__, info.value.__context__) == (None, None)
    assert shown_of_us(info) == []
    assert info.traceback[-1].name == "fails"


@pytest.mark.parametrize("ask", [sync_get, async_get])
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_is_refused(ask, kind):
    with LambdaFunction(malformed) as function, pytest.raises(AnswerRefused, match="body is an object") as info:
        ask(function, kind)
    assert (info.value.__cause__, info.value.__context__) == (None, None)
    assert shown_of_us(info) == []


@pytest.mark.parametrize("ask", [connect, send])
def test_the_error_of_a_handler_behind_a_websocket(ask):
    with LambdaFunction(fails) as function, pytest.raises(LookupError, match="no such pet") as info:
        ask(function)
    assert (info.value.__cause__, info.value.__context__) == (None, None)
    assert shown_of_us(info) == []
