"""What clients leave behind, and what they know of one another: nothing."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import LambdaFunction, LambdaService, events
from tests.leak_census import no_leaks

KINDS = ("alb", "function-url", "http-api", "rest-api")


def ok(event: Any, context: object) -> Any:
    return {"statusCode": 200, "body": "x"}


def ids_of(event: Any) -> list[str]:
    """What belongs to one request alone."""
    context = event["requestContext"]
    trace = next(value for name, value in event["headers"].items() if name.lower() == "x-amzn-trace-id")
    return [trace, *[context[name] for name in ("requestId", "extendedRequestId") if name in context]]


def told(order: list[str]) -> dict[str, list[Any]]:
    """The events of requests to one function, made in this order; by kind."""
    with LambdaService() as service:
        clients = {kind: service.create_function(f"f-{kind}", handler=ok).http_client(kind) for kind in KINDS}
        seen: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        for kind in order:
            seen[kind].append(clients[kind].get("/").extensions["lambda"].event)
        return seen


def test_the_same_test_has_the_same_events():
    order = ["rest-api", "http-api", "rest-api", "alb", "function-url", "http-api"]
    assert told(order) == told(order)


@given(order=st.permutations(KINDS))
def test_the_first_request_of_a_function_is_the_same_in_any_order(order):
    first = told(list(order))
    assert {kind: ids_of(seen[0]) for kind, seen in first.items()} == {
        kind: ids_of(seen[0]) for kind, seen in told(list(KINDS)).items()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_requests_have_the_same_ids_though_they_come_at_once(kind):
    with LambdaService() as service:
        functions = [service.create_function(name, handler=ok) for name in ("pets", "toys")]
        clients = [function.async_http_client(kind) for function in functions for _ in range(2)]

        async def ask() -> list[Any]:
            return list(await asyncio.gather(*[client.get("/") for client in clients]))

        seen = [ids_of(response.extensions["lambda"].event) for response in asyncio.run(ask())]
    for same in zip(*seen, strict=True):
        assert len(set(same)) == len(clients)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_behind(kind):
    with no_leaks(), LambdaFunction(ok) as function, function.http_client(kind) as client:
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_function_is_forgotten_with_its_clients(kind):
    function = LambdaFunction(ok)
    client = function.http_client(kind)
    client.get("/")
    function.close()
    gone = weakref.ref(function)
    del function, client
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_client_of_a_closed_function_starts_it_anew(kind):
    """As `invoke` does."""
    with LambdaFunction(ok) as function:
        client = function.http_client(kind)
        client.get("/")
    try:
        assert client.get("/").extensions["lambda"].result.cold_start
    finally:
        function.close()


def test_a_closed_client_says_so():
    with LambdaFunction(ok) as function:
        client = function.http_client("http-api")
        client.close()
        with pytest.raises(RuntimeError, match="client has been closed"):
            client.get("/")
        assert function.http_client("http-api").get("/").status_code == 200


def test_a_client_of_another_thread():
    with LambdaFunction(ok) as function:
        client, seen = function.http_client("http-api"), []
        thread = threading.Thread(target=lambda: seen.append(client.get("/").text))
        thread.start()
        thread.join()
    assert seen == ["x"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_handler_that_asks_another_function(kind):
    def twice(event: Any, context: object) -> Any:
        return {"statusCode": 200, "body": client.get("/").text * 2}

    with LambdaFunction(ok) as inner, inner.http_client("http-api") as client, LambdaFunction(twice) as outer:
        assert outer.http_client(kind).get("/").text == "xx"


@pytest.mark.parametrize("kind", KINDS)
def test_a_handler_of_a_service_that_asks_another_function_and_itself(kind):
    clients: dict[str, Any] = {}

    def outer(event: Any, context: object) -> Any:
        if event.get("path", event.get("rawPath")).endswith("/itself"):
            return {"statusCode": 200, "body": "y"}
        return {"statusCode": 200, "body": clients["inner"].get("/").text + clients["outer"].get("/itself").text}

    with LambdaService() as service:
        clients["inner"] = service.create_function("inner", handler=ok).http_client("http-api")
        clients["outer"] = service.create_function("outer", handler=outer).http_client(kind)
        assert clients["outer"].get("/").text == "xy"


def test_a_client_inside_a_property():
    with LambdaFunction(lambda event, context: {"statusCode": 200, "body": event["rawPath"]}) as function:
        client = function.http_client("http-api")

        @given(name=st.text("abc", min_size=1, max_size=4))
        def check(name: str) -> None:
            response = client.get(f"/{name}")
            assert response.text == f"/{name}"
            assert events.check(response.extensions["lambda"].event) == []

        check()
