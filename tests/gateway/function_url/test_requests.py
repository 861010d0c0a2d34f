"""What reaches a function of a request to its URL: facts 2.2 and 2.3, row by row."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from pytest_lambda import LambdaFunction, LambdaService, World, events


@pytest.fixture
def function():
    with LambdaFunction(lambda event, context: None) as made:
        yield made


@pytest.fixture
def client(function):
    return function.http_client("function-url")


def event_of(response: Any) -> Any:
    event = response.extensions["lambda"].event
    assert events.check(event) == []
    return event


def test_r_what_is_always_there(client):
    event = event_of(client.get("/"))
    assert list(event) == [
        "version", "routeKey", "rawPath", "rawQueryString", "headers", "requestContext", "isBase64Encoded",
    ]  # fmt: skip
    assert (event["version"], event["routeKey"], event["rawQueryString"]) == ("2.0", "$default", "")
    assert event["requestContext"]["stage"] == event["requestContext"]["routeKey"] == "$default"


def test_r_what_is_there_if_it_is_not_empty(client):
    event = event_of(client.post("/?a=1", content=b"x", headers={"content-type": "text/plain", "cookie": "b=2"}))
    assert (event["queryStringParameters"], event["body"], event["cookies"]) == ({"a": "1"}, "x", ["b=2"])
    assert "pathParameters" not in event
    assert "stageVariables" not in event


def test_v_names_of_headers_are_in_lower_case(client):
    event = event_of(client.get("/", headers={"ExTrA-HeadErs": "With WeiRd CapS"}))
    assert event["headers"]["extra-headers"] == "With WeiRd CapS"


def test_r_values_of_a_repeated_header_are_joined(client):
    event = event_of(client.get("/", headers=[("X-A", "h1"), ("x-a", "h2")]))
    assert event["headers"]["x-a"] == "h1,h2"


def test_v_what_the_url_adds(client):
    headers = event_of(client.get("/"))["headers"]
    assert headers["host"] == client.base_url.host
    assert headers["x-forwarded-for"] == "203.0.113.7"
    assert (headers["x-forwarded-port"], headers["x-forwarded-proto"]) == ("443", "https")
    assert headers["x-amzn-tls-version"].startswith("TLSv1.")
    assert headers["x-amzn-tls-cipher-suite"]
    assert re.fullmatch("Root=1-[0-9a-f]{8}-[0-9a-f]{24}", headers["x-amzn-trace-id"])


def test_v_connection_does_not_reach_the_function(client):
    assert "connection" not in event_of(client.get("/", headers={"Connection": "keep-alive"}))["headers"]


def test_v_values_of_a_repeated_parameter_are_joined_and_decoded(client):
    event = event_of(client.get("/pa2%2Fth/1?q=query&multiQuery=foo&multiQuery=%2Fbar&e=&p=a+b"))
    assert event["queryStringParameters"] == {"q": "query", "multiQuery": "foo,/bar", "e": "", "p": "a b"}
    assert event["rawQueryString"] == "q=query&multiQuery=foo&multiQuery=%2Fbar&e=&p=a+b"
    assert event["rawPath"] == event["requestContext"]["http"]["path"] == "/pa2%2Fth/1"


def test_r_cookies_are_listed_and_the_header_stays(client):
    event = event_of(client.get("/", headers={"Cookie": "a=1; b=2"}))
    assert (event["cookies"], event["headers"]["cookie"]) == (["a=1", "b=2"], "a=1; b=2")


@pytest.mark.parametrize(
    ("kind", "content", "encoded"),
    [
        ("text/plain", "text", False),
        ("application/json", '{"foo": "bar"}', False),
        ("application/xml", "<a/>", False),
        ("multipart/form-data; boundary=4e", "--4e--", True),
        ("idk", "text", True),
        ("image/png", "\x89PNG", True),
        ("application/x-www-form-urlencoded", "a=1", True),
    ],
    ids=["V text", "V json", "R xml", "V multipart", "R unknown", "R png", "R form"],
)
def test_bodies(client, kind, content, encoded):
    data = content.encode("latin-1")
    event = event_of(client.post("/", content=data, headers={"content-type": kind}))
    assert event["isBase64Encoded"] is encoded
    assert event["body"] == (base64.b64encode(data).decode() if encoded else content)
    assert event["headers"]["content-length"] == str(len(data))


def test_d_the_client(function):
    client = function.http_client("function-url", source_ip="2001:db8::1")
    http = event_of(client.get("/", headers={"user-agent": "test/echo"}))["requestContext"]["http"]
    assert (http["method"], http["protocol"], http["sourceIp"]) == ("GET", "HTTP/1.1", "2001:db8::1")
    assert http["userAgent"] == "test/echo"


def test_r_ids_and_moment(client, function):
    response = client.get("/")
    context = event_of(response)["requestContext"]
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", context["requestId"])
    assert response.headers["x-amzn-requestid"] == response.extensions["lambda"].request_id == context["requestId"]
    assert abs(context["timeEpoch"] / 1000 - function.clock.epoch()) < 60
    assert event_of(client.get("/"))["requestContext"]["requestId"] != context["requestId"]


def test_d_the_moment_is_that_of_virtual_time():
    with LambdaService() as service:
        client = service.create_function("pets", handler=lambda event, context: None).http_client("function-url")
        first = event_of(client.get("/"))["requestContext"]["timeEpoch"]
        service.advance(hours=1)
        assert 3_600_000 <= event_of(client.get("/"))["requestContext"]["timeEpoch"] - first < 3_601_000


@pytest.mark.parametrize(
    ("region", "suffix"),
    [("eu-west-1", r"lambda-url\.eu-west-1\.on\.aws"), ("cn-north-1", r"lambda-url\.cn-north-1\.on\.amazonaws\.com\.cn")],
)
def test_d_the_host(region, suffix):
    with LambdaFunction(lambda event, context: None, world=World("000000000001", region)) as function:
        client = function.http_client("function-url")
        context = event_of(client.get("/"))["requestContext"]
    assert re.fullmatch(rf"[a-z0-9]{{32}}\.{suffix}", client.base_url.host)
    assert context["domainName"] == client.base_url.host
    assert context["apiId"] == context["domainPrefix"] == client.base_url.host.partition(".")[0]


def test_d_an_alias_has_a_url_of_its_own():
    with LambdaService() as service:
        function = service.create_function("pets", handler=lambda event, context: context.invoked_function_arn)
        function.create_alias("live", function_version=function.publish_version().version)
        live, latest = function.http_client("function-url", qualifier="live"), function.http_client("function-url")
        assert live.base_url.host != latest.base_url.host
        response = live.get("/")
        assert (response.text, latest.get("/").text) == (f"{function.arn}:live", function.arn)
        assert response.extensions["lambda"].result.executed_version == "1"


def test_d_each_function_has_a_url_of_its_own():
    functions = [LambdaFunction(lambda event, context: None, function_name=name) for name in ("pets", "toys", "pets")]
    hosts = [each.http_client("function-url").base_url.host for each in functions]
    assert hosts[0] == hosts[2] != hosts[1]
