"""Events in payload format 2.0: facts 2.2, row by row, with the evidence as in `test_answers_in_2`."""

from __future__ import annotations

import base64
import json
import re

import httpx
import pytest

from pytest_lambda import LambdaFunction, events

from .asked import OK, event_of

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"


def test_d_what_is_always_there():
    event = event_of("GET", "/")
    assert events.check(event) == []
    assert list(event) == [
        "version",
        "routeKey",
        "rawPath",
        "rawQueryString",
        "headers",
        "requestContext",
        "isBase64Encoded",
    ]
    assert (event["version"], event["rawQueryString"], event["isBase64Encoded"]) == ("2.0", "", False)


def test_d_the_context():
    context = event_of("GET", "/")["requestContext"]
    assert list(context) == [
        "accountId",
        "apiId",
        "domainName",
        "domainPrefix",
        "http",
        "requestId",
        "routeKey",
        "stage",
        "time",
        "timeEpoch",
    ]


def test_d_names_of_headers_are_in_lower_case():
    headers = event_of("GET", "/", headers={"X-Custom-HEADER": "Value1"})["headers"]
    assert headers["x-custom-header"] == "Value1"
    assert [name for name in headers if name != name.lower()] == []


def test_r_what_the_gateway_adds():
    headers = event_of("GET", "/")["headers"]
    assert (headers["x-forwarded-for"], headers["x-forwarded-port"], headers["x-forwarded-proto"]) == (
        "203.0.113.7",
        "443",
        "https",
    )
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", headers["x-amzn-trace-id"])
    assert headers["content-length"] == "0"


def test_d_values_of_a_header_are_joined():
    headers = event_of("GET", "/", headers=[("X-A", "1"), ("x-a", "2")])["headers"]
    assert headers["x-a"] == "1,2"


def test_n_headers_of_the_connection_go_no_further():
    headers = event_of("POST", "/", content=iter([b"a", b"b"]), headers={"TE": "trailers"})["headers"]
    assert headers.keys().isdisjoint({"connection", "transfer-encoding", "te"})
    assert headers["content-length"] == "2"


def test_v_values_of_a_query_are_decoded_and_joined():
    event = event_of("GET", "/?multiQuery=foo&multiQuery=%2Fbar&x=a+b&empty=")
    assert event["queryStringParameters"] == {"multiQuery": "foo,/bar", "x": "a b", "empty": ""}
    assert event["rawQueryString"] == "multiQuery=foo&multiQuery=%2Fbar&x=a+b&empty="


def test_r_the_raw_query_is_as_sent():
    event = event_of("POST", "/?q=Hello%20World&tag=C%23%20Programming&tag=.NET%20Core")
    assert event["rawQueryString"] == "q=Hello%20World&tag=C%23%20Programming&tag=.NET%20Core"
    assert event["queryStringParameters"] == {"q": "Hello World", "tag": "C# Programming,.NET Core"}


@pytest.mark.parametrize(
    ("sent", "raw_path", "parameters"),
    [
        pytest.param("/users/7", "/users/7", {"name": "7"}, id="D plain"),
        pytest.param("/users/Ada%20Doe", "/users/Ada Doe", {"name": "Ada Doe"}, id="R space"),
        pytest.param("/users/%E2%98%95", "/users/☕", {"name": "☕"}, id="R not ASCII"),
        pytest.param("/users/a%2525", "/users/a%25", {"name": "a%25"}, id="N decoded once"),
    ],
)
def test_paths_are_decoded(sent, raw_path, parameters):
    event = event_of("GET", sent, settings={"routes": ["GET /users/{name}"]})
    assert events.check(event) == []
    assert event["rawPath"] == event["requestContext"]["http"]["path"] == raw_path
    assert event["pathParameters"] == parameters


def test_d_the_key_of_the_route():
    event = event_of("GET", "/users/7", settings={"routes": ["ANY /users/{id}"]})
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "ANY /users/{id}"
    assert event["requestContext"]["http"]["method"] == "GET"


def test_d_the_default_route_has_no_parameters():
    event = event_of("GET", "/users/7")
    assert event["routeKey"] == "$default"
    assert "pathParameters" not in event


def test_r_cookies_are_a_list_and_no_header():
    event = event_of("GET", "/", headers={"Cookie": "session=abc123; theme=dark"})
    assert event["cookies"] == ["session=abc123", "theme=dark"]
    assert "cookie" not in event["headers"]


def test_d_cookies_of_the_client():
    with LambdaFunction(lambda event, context: OK) as function:
        client = function.http_client("http-api", client_options={"cookies": {"a": "1", "b": "2"}})
        assert client.get("/").extensions["lambda"].event["cookies"] == ["a=1", "b=2"]


def test_r_the_moment_in_two_notations():
    context = event_of("GET", "/")["requestContext"]
    assert re.fullmatch(r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000", context["time"])
    assert events.check(event_of("GET", "/")) == []


def test_r_the_host():
    event = event_of("GET", "/")
    context = event["requestContext"]
    assert context["domainName"] == event["headers"]["host"]
    assert context["domainName"] == f"{context['apiId']}.execute-api.us-east-1.amazonaws.com"
    assert context["domainPrefix"] == context["apiId"]


def test_d_the_client():
    event = event_of("GET", "/", settings={"source_ip": "198.51.100.9"}, headers={"User-Agent": "TestAgent"})
    http = event["requestContext"]["http"]
    assert (http["sourceIp"], http["userAgent"], http["protocol"]) == ("198.51.100.9", "TestAgent", "HTTP/1.1")
    assert event["headers"]["x-forwarded-for"] == "198.51.100.9"


def test_r_a_client_without_a_name():
    with LambdaFunction(lambda event, context: OK) as function:
        client = function.http_client("http-api")
        del client.headers["user-agent"]
        event = client.get("/").extensions["lambda"].event
    assert events.check(event) == []
    assert event["requestContext"]["http"]["userAgent"] == ""


def test_d_an_address_that_was_forwarded_before():
    headers = event_of("GET", "/", headers={"X-Forwarded-For": "192.0.2.1"})["headers"]
    assert headers["x-forwarded-for"] == "192.0.2.1, 203.0.113.7"


def test_r_the_request_id_is_the_responses():
    with LambdaFunction(lambda event, context: OK) as function:
        client = function.http_client("http-api")
        responses = [client.get("/") for _ in range(2)]
    ids = [response.headers["apigw-requestid"] for response in responses]
    assert ids == [each.extensions["lambda"].event["requestContext"]["requestId"] for each in responses]
    assert ids[0] != ids[1]
    assert all(re.fullmatch(r"[\w-]{15}=", each) for each in ids)


@pytest.mark.parametrize(
    ("content_type", "content", "encoded"),
    [
        pytest.param("application/json", b'{"a":1}', False, id="D json"),
        pytest.param("text/plain; charset=utf-8", "käse".encode(), False, id="D text"),
        pytest.param("application/xml", b"<a/>", False, id="D xml"),
        pytest.param("application/problem+json", b"{}", False, id="N suffix"),
        pytest.param("application/octet-stream", b"\1\2\3", True, id="R bytes"),
        pytest.param("image/png", PNG, True, id="D picture"),
        pytest.param("application/x-www-form-urlencoded", b"a=1", True, id="D form"),
        pytest.param("idk", b"idk", True, id="R unknown"),
        pytest.param("text/plain", PNG, True, id="N bytes that are no text"),
        pytest.param(None, b"text", False, id="N no type, text"),
        pytest.param(None, PNG, True, id="N no type, bytes"),
    ],
)
def test_bodies(content_type, content, encoded):
    headers = {} if content_type is None else {"Content-Type": content_type}
    event = event_of("POST", "/", content=content, headers=headers)
    assert events.check(event) == []
    assert event["isBase64Encoded"] is encoded
    assert event["headers"]["content-length"] == str(len(content))
    body = base64.b64decode(event["body"]) if encoded else event["body"].encode()
    assert body == content


def test_v_forms_with_files_are_base64():
    event = event_of("POST", "/", files={"file": ("a.txt", b"hello")})
    assert event["isBase64Encoded"] is True
    assert b"hello" in base64.b64decode(event["body"])


def test_d_without_a_body_there_is_none():
    assert "body" not in event_of("POST", "/")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE", "PATCH", "PUT", "POST"])
def test_methods(method):
    event = event_of(method, "/")
    assert event["requestContext"]["http"]["method"] == method
    assert events.check(event) == []


def test_binary_both_ways():
    def echo(event, context):
        return {"statusCode": 200, "body": event["body"], "isBase64Encoded": event["isBase64Encoded"]}

    content = bytes(range(256))
    with LambdaFunction(echo) as function:
        response = function.http_client("http-api").post(
            "/", content=content, headers={"Content-Type": "application/octet-stream"}
        )
    assert response.content == content


def test_an_asynchronous_client_sees_the_same():
    import asyncio

    async def ask(function):
        async with function.async_http_client("http-api", routes=["POST /pets"]) as client:
            return await client.post("/pets", json={"a": 1})

    with LambdaFunction(lambda event, context: {"statusCode": 201, "body": json.dumps(event["body"])}) as function:
        response = asyncio.run(ask(function))
    assert (response.status_code, response.json()) == (201, '{"a":1}')
    assert isinstance(response, httpx.Response)
