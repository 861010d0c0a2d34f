"""Whatever is asked, over whatever server: a response, and an event that AWS could have sent."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_lambda import LambdaFunction, events
from pytest_lambda.gateway.exchange import GatewayRequest
from pytest_lambda.gateway.kinds import door_class

ROUTES = ["GET /a/{b}", "ANY /{proxy+}", "POST /"]
#: name -> kind and settings
DOORS: dict[str, tuple[str, dict[str, Any]]] = {
    "rest-api": ("rest-api", {}),
    "rest-api, edge": ("rest-api", {"binary_media_types": ["*/*"], "endpoint_type": "EDGE"}),
    "rest-api, domain": ("rest-api", {"routes": ROUTES, "domain_name": "api.example.com", "base_path": "v1"}),
    "http-api": ("http-api", {}),
    "http-api, format 1.0": ("http-api", {"payload_format": "1.0", "stage": "v1"}),
    "http-api, routes": ("http-api", {"routes": ROUTES, "cors": {"allow_origins": ["https://a.example.com"]}}),
    "function-url": ("function-url", {}),
    "function-url, IAM": ("function-url", {"auth_type": "AWS_IAM"}),
    "alb": ("alb", {}),
    "alb, multi-value": ("alb", {"multi_value_headers": True}),
}


@pytest.fixture(scope="module", params=DOORS)
def door(request):
    kind, settings = DOORS[request.param]
    made: Any = door_class(kind)
    with LambdaFunction(lambda event, context: {"statusCode": 200}) as function:
        yield made(function, **settings)


escapes = st.sampled_from(["%20", "%2F", "%2f", "%25", "%00", "%FF", "%zz", "%", "%C3%A9", "..", ".", "", "a", "v1"])
unreserved = st.text(string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@", max_size=5)
paths = st.lists(unreserved | escapes, max_size=5).map(lambda parts: "/" + "/".join(parts)) | st.sampled_from(["", "*"])
queries = st.lists(unreserved | escapes | st.sampled_from("=&?/"), max_size=8).map("".join) | st.sampled_from(
    ["a=1&a=2", "X-Amz-Signature=1", "a=" + "x" * 8000]
)
names = st.sampled_from(
    [
        "Host", "HOST", "Accept", "accept", "Authorization", "AUTHORIZATION", "User-Agent", "user-agent", "Cookie",
        "cookie", "Content-Type", "content-type", "X-Forwarded-For", "x-forwarded-for", "X-Forwarded-Port",
        "X-Forwarded-Proto", "X-Amzn-Trace-Id", "x-amzn-trace-id", "Connection", "Via", "Transfer-Encoding",
        "Upgrade", "X-HTTP-Method-Override", "Origin", "Access-Control-Request-Method", "CloudFront-Viewer-Country",
        "X-Amz-Cf-Id", "Expect", "TE", "Range", "x", "X-Y", "x-amz-security-token", "Content-MD5", "Forwarded",
        "Date",
    ]
)
values = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=10).map(
    str.strip
) | st.sampled_from(
    [
        "1.2.3.4, 5.6.7.8",
        "unknown",
        "Root=1-5759e988-bd862e3fe1be46a994272793",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
        "Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678;CalledFrom=app",
        "application/json",
        "text/plain; charset=latin-1",
        "image/png",
        "*/*",
        "DELETE",
        "https://a.example.com",
        "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/execute-api/aws4_request",
        "websocket",
        "chunked",
    ]
)
crumbs = st.sampled_from([("Cookie", "a=b; c=d"), ("cookie", "e="), ("COOKIE", "a=b;;")])
headers = st.lists(st.tuples(names, values).filter(lambda pair: pair[0].lower() != "cookie") | crumbs, max_size=6)
methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
bodies = st.binary(max_size=6) | st.text(st.characters(codec="utf-8"), max_size=4).map(str.encode)


@given(
    method=methods,
    path=paths,
    query=queries,
    headers=headers,
    content=bodies,
    address=st.sampled_from(["203.0.113.7", "::1", "2001:db8::1"]),
)
@example("GET", "/", "", [("x-amzn-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793")], b"", "::1")
@example("GET", "/", "", [("x-amzn-trace-id", "unknown")], b"", "::1")
@example("GET", "//a//b", "", [], b"", "::1")
@example("GET", "/", "", [("Host", "api.example.org")], b"", "::1")
def test_any_request(door, method, path, query, headers, content, address):
    prefix = door.base_url.removeprefix(f"https://{door.host}")
    several = {"alb"}  # a load balancer has many names
    if door.kind not in several:
        headers = [each for number, each in enumerate(headers) if each[0].lower() != "host" or number == 0]
    response = door.handle(GatewayRequest(method, prefix + path, query, tuple(headers), content, address))
    exchange = response.exchange
    assert (exchange.event is None) == (exchange.result is None)
    assert exchange.event is not None or exchange.refusal is not None
    assert response.status < 500
    if exchange.event is not None:
        assert events.check(exchange.event) == []


@pytest.mark.parametrize(
    ("kind", "limit", "status"),
    [
        pytest.param("rest-api", 10_485_760, 413, id="rest-api"),
        pytest.param("http-api", 10_485_760, 413, id="http-api"),
        pytest.param("alb", 1_048_576, 413, id="alb"),
    ],
)
def test_the_longest_body(kind, limit, status):
    with LambdaFunction(lambda event, context: {"statusCode": 200}) as function:
        client = function.http_client(kind)
        over = client.post("/", content=b"x" * (limit + 1))
        assert (over.status_code, over.extensions["lambda"].event) == (status, None)
        exchange = client.post("/", content=b"x" * limit).extensions["lambda"]
        # Lambda's own limit, of 6 MB for an event, comes after the gateway's (R022)
        assert exchange.refusal is None if kind == "alb" else exchange.refusal.rule.endswith("event-size")


@pytest.mark.parametrize("name", ["rest-api", "http-api", "function-url"])
@pytest.mark.parametrize(
    ("sent", "arrived"),
    [
        pytest.param(
            "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
            r"Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
            id="N of a client",
        ),
        pytest.param("unknown", r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", id="N none"),
    ],
)
def test_the_trace_of_a_client(name, sent, arrived):
    import re

    with LambdaFunction(lambda event, context: {"statusCode": 200}) as function:
        event = function.http_client(name).get("/", headers={"X-Amzn-Trace-Id": sent}).extensions["lambda"].event
    (value,) = [each for key, each in event["headers"].items() if key.lower() == "x-amzn-trace-id"]
    assert re.fullmatch(arrived, value)


@pytest.mark.parametrize(
    ("name", "rule"), [("rest-api", "REST-host"), ("http-api", "HTTP-host"), ("function-url", "URL-host")]
)
def test_n_another_host_is_not_this_api(name, rule):
    with LambdaFunction(lambda event, context: {"statusCode": 200}) as function:
        response = function.http_client(name).get("/", headers={"Host": "api.example.org"})
        assert function.invocations == ()
    assert (response.status_code, response.extensions["lambda"].refusal.rule) == (403, rule)
