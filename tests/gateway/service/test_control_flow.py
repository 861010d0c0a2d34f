"""Exceptions of the test's tools that a handler raises: they are not the function's, and reach the test."""

from __future__ import annotations

import asyncio
import time

import pytest

from pytest_lambda import LambdaFunction, LambdaService
from pytest_lambda.service.service import Tools


class Stop(BaseException):
    """As pytest's own are."""


class Assume(Exception):
    """As Hypothesis' own are."""


TOOLS = (Stop, Assume)


@pytest.fixture(params=["sync", "async"])
def ask(request):
    """Ask a client of either sort."""

    def asked(function, path="/", **settings):
        if request.param == "sync":
            return function.http_client("http-api", **settings).get(path)

        async def main():
            return await function.async_http_client("http-api", **settings).get(path)

        return asyncio.run(main())

    return asked


def raising(kind, *, after=0):
    def handler(event, context):
        time.sleep(after)
        raise kind

    return handler


@pytest.mark.parametrize("kind", TOOLS)
@pytest.mark.parametrize(("after", "timeout"), [(0, 3), (0, 60), (20, 60)])
def test_of_a_service(ask, kind, after, timeout):
    with LambdaService(tools=Tools(passes_through=TOOLS)) as service:
        function = service.create_function("pets", handler=raising(kind, after=after), timeout=timeout)
        with pytest.raises(kind):
            ask(function)
        service.run()
        assert ask(service.create_function("owners", handler=lambda event, context: "ok")).text == "ok"


@pytest.mark.parametrize("kind", TOOLS)
def test_when_the_gateway_waits_no_longer(ask, kind):
    with LambdaService(tools=Tools(passes_through=TOOLS)) as service:
        function = service.create_function("pets", handler=raising(kind, after=40), timeout=60)
        assert ask(function).status_code == 503
        with pytest.raises(kind):
            service.run()


@pytest.mark.parametrize("kind", TOOLS)
def test_of_a_function_behind_a_function(ask, kind):
    with LambdaService(tools=Tools(passes_through=TOOLS)) as service:
        inner = service.create_function("inner", handler=raising(kind), timeout=60)
        outer = service.create_function(
            "outer", handler=lambda event, context: inner.http_client("http-api").get("/").text, timeout=60
        )
        with pytest.raises(kind):
            ask(outer)


@pytest.mark.parametrize("kind", TOOLS)
def test_of_a_plain_function(ask, kind):
    with pytest.raises(kind):
        ask(LambdaFunction(raising(kind), passes_through=TOOLS))
