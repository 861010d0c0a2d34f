"""Clients in front of functions: they are httpx's own, and nothing else is reached through them."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, World, events
from pytest_lambda.gateway.kinds import door_of, kinds


def echo(event: dict[str, Any], context: object) -> dict[str, Any]:
    return {"statusCode": 200, "body": json.dumps(event)}


@pytest.fixture
def function():
    with LambdaFunction(echo) as made:
        yield made


def test_a_client_is_one_of_httpx(function):
    client = function.http_client("http-api")
    assert isinstance(client, httpx.Client)
    event = client.post("/pets/1?q=a%20b", json={"a": 1}).json()
    assert events.check(event) == []
    assert (event["rawPath"], event["rawQueryString"], event["body"]) == ("/pets/1", "q=a%20b", '{"a":1}')


def test_an_http_api_is_the_default(function):
    assert function.http_client().get("/").extensions["lambda"].kind == "http-api"
    assert isinstance(function.async_http_client(), httpx.AsyncClient)


def test_a_response_tells_what_happened(function):
    exchange = function.http_client("http-api").get("/").extensions["lambda"]
    assert exchange.result is function.invocations[-1]
    assert exchange.event["requestContext"]["http"]["method"] == "GET"
    assert exchange.refusal is None


def test_another_host_is_not_reached(function):
    client = function.http_client("http-api")
    with pytest.raises(ConfigurationError, match=r"reaches \w+\.execute-api\.us-east-1\.amazonaws\.com only"):
        client.get("https://example.com/")


def test_options_of_httpx(function):
    client = function.http_client("http-api", client_options={"headers": {"X-Team": "pets"}})
    assert client.get("/").json()["headers"]["x-team"] == "pets"


def test_an_unknown_kind(function):
    with pytest.raises(ConfigurationError, match="kind is 'httpapi'.*Did you mean 'http-api'"):
        function.http_client("httpapi")


def test_an_unknown_setting(function):
    with pytest.raises(ConfigurationError, match=r"sourceip= is no setting of kind 'http-api'. Did you mean 'source_ip'"):
        function.http_client("http-api", sourceip="10.0.0.1")


def test_requests_of_all_clients_have_ids_of_their_own(function):
    clients = [function.http_client(kind) for kind in ("http-api", "http-api", "rest-api", "rest-api")]
    events = [client.get("/").extensions["lambda"].event for client in clients * 2]
    assert len({event["requestContext"]["requestId"] for event in events}) == 8


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (None, "client_options is None: expected a mapping"),
        ("x", "client_options is 'x': expected a mapping"),
        ({"header": {}}, r"'header', which is no option of httpx\.\w+\. Did you mean 'headers'"),
        ({1: 2}, r"1, which is no option of httpx"),
        ({"transport": httpx.HTTPTransport()}, "has 'transport': this client has a way of its own"),
        ({"proxy": "http://proxy.example.com"}, "has 'proxy': this client has a way of its own"),
    ],
    ids=["nothing", "text", "unknown", "no name", "transport", "proxy"],
)
@pytest.mark.parametrize("made", ["http_client", "async_http_client"])
def test_options_that_make_no_sense(function, made, options, message):
    with pytest.raises(ConfigurationError, match=message):
        getattr(function, made)("http-api", client_options=options)


@pytest.mark.parametrize("kind", [None, 7, [], {}], ids=str)
def test_a_kind_that_is_no_text(function, kind):
    with pytest.raises(ConfigurationError, match="expected one of 'alb', 'function-url'"):
        function.http_client(kind)


def test_functions_of_one_world_have_apis_of_their_own():
    world = World(seed="shop")
    with (
        LambdaFunction(echo, function_name="pets", world=world) as pets,
        LambdaFunction(echo, function_name="cats", world=world) as cats,
    ):
        apis = [kind for kind in kinds() if kind != "alb"]  # one load balancer has many target groups
        hosts = {door_of(function, kind, {}).host for function in (pets, cats) for kind in apis}
    assert len(hosts) == 2 * len(apis)


@pytest.mark.parametrize("kind", kinds())
def test_a_wrong_setting_shows_the_call_alone(function, kind):
    with pytest.raises(ConfigurationError, match="source_ip is 'here'") as info:
        door_of(function, kind, {"source_ip": "here"})
    shown = [entry.path.parts for entry in info.traceback.filter(info)]
    assert not [parts for parts in shown if "pytest_lambda" in parts]
