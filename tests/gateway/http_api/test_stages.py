"""Stages, their variables, and custom domains of HTTP APIs."""

from __future__ import annotations

import pytest

from pytest_lambda import LambdaFunction, events

from .asked import OK, event_of, refused


@pytest.fixture
def function():
    with LambdaFunction(lambda event, context: OK) as made:
        yield made


def event(response):
    found = response.extensions["lambda"].event
    assert events.check(found) == []
    return found


@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
def test_d_paths_of_a_named_stage_begin_with_it(function, payload_format):
    client = function.http_client("http-api", stage="prod", routes=["GET /pets/{id}"], payload_format=payload_format)
    assert client.base_url.path == "/prod/"
    sent = event(client.get("/pets/1"))
    assert sent.get("rawPath", sent.get("path")) == "/prod/pets/1"
    assert sent["requestContext"]["stage"] == "prod"
    assert sent["pathParameters"] == {"id": "1"}


def test_the_root_of_a_named_stage(function):
    client = function.http_client("http-api", stage="prod", routes=["GET /"])
    host = client.base_url.host
    assert event(client.get("/"))["rawPath"] == "/prod/"
    assert event(client.get(f"https://{host}/prod"))["rawPath"] == "/prod"


@pytest.mark.parametrize("path", ["/pets", "/product", "/", "/prodigy/pets"])
def test_d_without_the_stage_nothing_is_found(function, path):
    client = function.http_client("http-api", stage="prod")
    response = client.get(f"https://{client.base_url.host}{path}")
    assert refused(response) == (404, {"message": "Not Found"}, "HTTP-stage")
    assert response.extensions["lambda"].refusal.reason == f"the path {path!r} does not begin with '/prod'"
    assert function.invocations == ()


def test_d_the_default_stage_is_no_part_of_paths(function):
    assert event(function.http_client("http-api").get("/pets"))["rawPath"] == "/pets"


@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
def test_stage_variables(payload_format):
    settings = {"stage_variables": {"table": "pets"}, "payload_format": payload_format}
    assert event_of("GET", "/", settings=settings)["stageVariables"] == {"table": "pets"}


def test_a_function_cannot_change_the_stage_variables():
    def handler(event, context):
        event["stageVariables"]["table"] = "cats"
        return OK

    with LambdaFunction(handler) as function:
        client = function.http_client("http-api", stage_variables={"table": "pets"})
        client.get("/")
        assert event(client.get("/"))["stageVariables"] == {"table": "pets"}


def test_a_custom_domain(function):
    client = function.http_client("http-api", domain_name="api.example.com")
    sent = event(client.get("/pets"))
    context = sent["requestContext"]
    assert (sent["rawPath"], sent["headers"]["host"]) == ("/pets", "api.example.com")
    assert (context["domainName"], context["domainPrefix"]) == ("api.example.com", "api")


def test_d_the_key_of_a_mapping_is_not_in_the_raw_path(function):
    client = function.http_client(
        "http-api", domain_name="api.example.com", api_mapping_key="orders/v1", routes=["GET /pets/{id}"]
    )
    assert str(client.base_url) == "https://api.example.com/orders/v1/"
    sent = event(client.get("/pets/1"))
    assert (sent["rawPath"], sent["routeKey"]) == ("/pets/1", "GET /pets/{id}")


def test_d_the_key_of_a_mapping_is_in_the_path_of_format_1(function):
    client = function.http_client(
        "http-api",
        domain_name="api.example.com",
        api_mapping_key="orders",
        routes=["GET /pets/{id}"],
        payload_format="1.0",
    )
    sent = event(client.get("/pets/1"))
    assert (sent["path"], sent["resource"], sent["pathParameters"]) == ("/orders/pets/1", "/pets/{id}", {"id": "1"})


@pytest.mark.parametrize("path", ["/orders", "/ordersandmore", "/"])
def test_n_what_no_mapping_takes_is_not_found(function, path):
    client = function.http_client("http-api", domain_name="api.example.com", api_mapping_key="orders/v1")
    response = client.get(f"https://api.example.com{path}")
    assert refused(response) == (404, {"message": "Not Found"}, "HTTP-stage")


@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
def test_n_a_named_stage_behind_a_custom_domain(function, payload_format):
    client = function.http_client(
        "http-api", domain_name="api.example.com", api_mapping_key="v1", stage="prod", payload_format=payload_format
    )
    sent = event(client.get("/pets"))
    expected = "/prod/pets" if payload_format == "2.0" else "/v1/pets"
    assert sent.get("rawPath", sent.get("path")) == expected
