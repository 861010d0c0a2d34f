"""What the terminal shows of a request: the platform's lines, status, and why a gateway answered by itself."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pytest_lambda import LambdaFunction
from pytest_lambda.events.judging.rulebook import Violation
from pytest_lambda.gateway.exchange import Exchange, GatewayRequest, GatewayResponse, Refusal
from pytest_lambda.gateway.serving.terminal import Terminal

REQUEST = GatewayRequest("GET", "/pets", "a=1", (), b"", "127.0.0.1")


@pytest.fixture
def shown():
    stream = io.StringIO()
    return Terminal(stream), stream


def response(status: int = 200, **exchange) -> GatewayResponse:
    return GatewayResponse(status, (), b"", Exchange("http-api", **exchange))


def test_a_request(shown):
    terminal, stream = shown
    terminal.answered(REQUEST, response(route="GET /pets"), 0.0123)
    assert stream.getvalue() == "GET /pets?a=1 (GET /pets): 200, 12 ms\n"


def test_a_refusal_with_its_rule(shown):
    terminal, stream = shown
    terminal.answered(REQUEST, response(502, refusal=Refusal("REST-unknown", "has a key 'x'")), 0)
    assert stream.getvalue().splitlines()[1:] == ["502: REST-unknown: has a key 'x'"]


def test_what_a_gateway_ignores(shown):
    terminal, stream = shown
    terminal.answered(REQUEST, response(ignored=(Violation("ALB-mode", "headers", "is not read"),)), 0)
    assert stream.getvalue().splitlines()[1:] == ["ignored: ALB-mode at headers: is not read"]


@pytest.mark.parametrize("log_format", ["Text", "JSON"])
def test_the_platform_s_last_lines_come_first(shown, log_format):
    terminal, stream = shown
    with LambdaFunction(lambda event, context: print("hello"), log_format=log_format) as function:
        result = function.invoke({})
    terminal.answered(REQUEST, response(result=result), 0)
    *platform, request = stream.getvalue().splitlines()
    wanted = ["END ", "REPORT "] if log_format == "Text" else ['"platform.runtimeDone"', '"platform.report"']
    assert len(platform) == len(wanted)
    assert all(each in line for each, line in zip(wanted, platform, strict=True))
    assert request.startswith("GET /pets")


def test_an_authorizer_s_lines_come_before_the_function_s(shown):
    terminal, stream = shown
    with LambdaFunction(lambda event, context: None) as function:
        first, second = function.invoke({}), function.invoke({})
    terminal.answered(REQUEST, response(authorizer=first, result=second), 0)
    reports = [line for line in stream.getvalue().splitlines() if line.startswith("REPORT")]
    assert [first.request_id in reports[0], second.request_id in reports[1]] == [True, True]


def test_changed_files_are_named_up_to_a_few(shown):
    terminal, stream = shown
    terminal.changed({Path("/app/b.py"), Path("/app/a.py")})
    terminal.changed({Path(f"/app/{number}.py") for number in range(5)})
    assert stream.getvalue().splitlines() == [
        "changed: a.py, b.py; the next request is a cold start",
        "changed: 0.py, 1.py, 2.py and 2 more; the next request is a cold start",
    ]


def test_an_error(shown):
    terminal, stream = shown
    terminal.failed(REQUEST, ValueError("bad"))
    assert stream.getvalue() == "GET /pets: ValueError: bad\n"
