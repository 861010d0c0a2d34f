"""What reaches a function of a request to a load balancer: facts 2.4, row by row."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from pytest_lambda import LambdaFunction, World, events


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return {"statusCode": 200}


@pytest.fixture
def function():
    with LambdaFunction(handler) as made:
        yield made


@pytest.fixture(params=[False, True], ids=["single", "multi-value"])
def client(function, request):
    return function.http_client("alb", multi_value_headers=request.param)


def event_of(response: Any) -> Any:
    event = response.extensions["lambda"].event
    assert events.check(event) == []
    return event


def header(event: dict[str, Any], name: str) -> Any:
    return event["headers"][name] if "headers" in event else event["multiValueHeaders"][name][-1]


def test_r_the_keys_of_the_single_mode(function):
    event = event_of(function.http_client("alb").get("/"))
    assert list(event) == [
        "requestContext", "httpMethod", "path", "queryStringParameters", "headers", "body", "isBase64Encoded",
    ]  # fmt: skip
    assert (event["queryStringParameters"], event["body"], event["isBase64Encoded"]) == ({}, "", False)


def test_r_the_keys_of_the_multi_value_mode(function):
    event = event_of(function.http_client("alb", multi_value_headers=True).get("/"))
    assert list(event) == [
        "requestContext", "httpMethod", "path", "multiValueQueryStringParameters", "multiValueHeaders", "body",
        "isBase64Encoded",
    ]  # fmt: skip
    assert event["multiValueQueryStringParameters"] == {}


def test_d_the_last_value_counts_in_single_mode(function):
    response = function.http_client("alb").get("/?a=1&a=2", headers=[("X-A", "1"), ("x-a", "2")])
    event = event_of(response)
    assert event["queryStringParameters"] == {"a": "2"}
    assert event["headers"]["x-a"] == "2"


def test_d_all_values_count_in_multi_value_mode(function):
    client = function.http_client("alb", multi_value_headers=True)
    event = event_of(client.get("/?a=1&a=2&b=", headers=[("X-A", "1"), ("x-a", "2"), ("Cookie", "c=1"), ("cookie", "d=2")]))
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""]}
    assert event["multiValueHeaders"]["x-a"] == ["1", "2"]
    assert event["multiValueHeaders"]["cookie"] == ["c=1", "d=2"]


def test_d_the_query_is_not_decoded(client):
    event = event_of(client.get("/search%20here//?q=a%20b%2Bc&r=x+y&f%5B%5D=1"))
    values = event.get("queryStringParameters") or {
        name: each[-1] for name, each in event["multiValueQueryStringParameters"].items()
    }
    assert values == {"q": "a%20b%2Bc", "r": "x+y", "f%5B%5D": "1"}
    assert event["path"] == "/search%20here//"


def test_r_names_of_headers_are_in_lower_case(client):
    event = event_of(client.get("/", headers={"X-Team": "pets", "AUTHORIZATION": "Bearer x"}))
    assert header(event, "x-team") == "pets"
    assert header(event, "authorization") == "Bearer x"


def test_d_what_the_load_balancer_adds(client):
    event = event_of(client.get("/"))
    assert header(event, "x-forwarded-for") == "203.0.113.7"
    assert header(event, "x-forwarded-port") == "443"
    assert header(event, "x-forwarded-proto") == "https"
    assert re.fullmatch("Root=1-[0-9a-f]{8}-[0-9a-f]{24}", header(event, "x-amzn-trace-id"))


def test_d_the_client_is_appended_to_x_forwarded_for(client):
    forwarded = {"X-Forwarded-For": "192.0.2.1, 203.0.113.7", "X-Forwarded-Proto": "http", "X-Forwarded-Port": "80"}
    event = event_of(client.get("/", headers=forwarded))
    assert header(event, "x-forwarded-for") == "192.0.2.1, 203.0.113.7, 203.0.113.7"
    assert (header(event, "x-forwarded-proto"), header(event, "x-forwarded-port")) == ("https", "443")


ROOT = "Root=1-67891233-abcdef012345678912345678"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (ROOT, f"Self=1-[0-9a-f-]{{33}};{ROOT}"),
        (f"{ROOT};CalledFrom=app", f"Self=1-[0-9a-f-]{{33}};{ROOT};CalledFrom=app"),
        (f"Self=1-67891234-12456789abcdef0123456789;{ROOT}", f"Self=1-(?!67891234-)[0-9a-f-]{{33}};{ROOT}"),
        ("CalledFrom=app", "Root=1-[0-9a-f-]{33};CalledFrom=app"),
    ],
    ids=["root", "root and more", "self", "neither"],
)
def test_d_the_trace_of_a_client(client, sent, expected):
    assert re.fullmatch(expected, header(event_of(client.get("/", headers={"X-Amzn-Trace-Id": sent})), "x-amzn-trace-id"))


def test_w_connection_is_passed(client):
    assert header(event_of(client.get("/", headers={"Connection": "close"})), "connection") == "close"


def test_d_the_target_group(client, function):
    arn = event_of(client.get("/"))["requestContext"]["elb"]["targetGroupArn"]
    assert re.fullmatch(
        "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/lambda-targets/[0-9a-f]{16}", arn
    )
    named = function.http_client("alb", target_group_name="orders")
    assert "targetgroup/orders/" in event_of(named.get("/"))["requestContext"]["elb"]["targetGroupArn"]


def test_the_target_group_is_that_of_the_builder(function):
    event = event_of(function.http_client("alb").get("/"))
    assert event["requestContext"] == events.alb(world=function.world)["requestContext"]


def test_d_the_load_balancer_is_in_the_region_of_the_target_group():
    with LambdaFunction(handler, world=World("000000000001", "cn-north-1")) as function:
        client = function.http_client("alb")
        event = event_of(client.get("/"))
    assert client.base_url.host.endswith(".cn-north-1.elb.amazonaws.com.cn")
    assert event["headers"]["host"] == client.base_url.host
    assert event["requestContext"]["elb"]["targetGroupArn"].startswith("arn:aws-cn:elasticloadbalancing:cn-north-1:")


@pytest.mark.parametrize(
    ("kind", "content", "encoded"),
    [
        ("text/plain", b"hello", False),
        ("text/csv; charset=utf-8", "ä".encode(), False),
        ("application/json", b"{}", False),
        ("application/javascript", b"1", False),
        ("application/xml", b"<a/>", False),
        ("image/png", b"\x89PNG", True),
        ("application/x-www-form-urlencoded", b"a=1", True),
        ("multipart/form-data; boundary=x", b"--x--", True),
        ("application/octet-stream", b"text", True),
    ],
)
def test_d_bodies_that_are_base64(client, kind, content, encoded):
    event = event_of(client.post("/", content=content, headers={"content-type": kind}))
    assert event["isBase64Encoded"] is encoded
    assert event["body"] == (base64.b64encode(content).decode() if encoded else content.decode())
    assert header(event, "content-length") == str(len(content))


def test_k_an_encoded_body_is_base64(client):
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    assert event_of(client.post("/", content=b"\x1f\x8b", headers=headers))["isBase64Encoded"] is True


def test_a_body_in_chunks_arrives_whole(client):
    event = event_of(client.post("/", content=iter([b"a", b"b"]), headers={"content-type": "text/plain"}))
    assert (event["body"], header(event, "content-length")) == ("ab", "2")
    assert "transfer-encoding" not in (event.get("headers") or event["multiValueHeaders"])


def test_the_request_is_the_moment_of_the_function(function):
    trace = event_of(function.http_client("alb").get("/"))["headers"]["x-amzn-trace-id"]
    assert abs(int(trace[7:15], 16) - function.clock.epoch()) < 60


def test_requests_have_traces_of_their_own(client):
    first, second = (header(event_of(client.get("/")), "x-amzn-trace-id") for _ in range(2))
    assert first != second


def test_the_source_ip(function):
    event = event_of(function.http_client("alb", source_ip="2001:db8::1").get("/"))
    assert event["headers"]["x-forwarded-for"] == "2001:db8::1"
