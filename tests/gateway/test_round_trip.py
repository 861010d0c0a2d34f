"""Whatever httpx can send arrives in an event that AWS could have sent, and the answer arrives as it was returned."""

from __future__ import annotations

import base64
import json
import string
from typing import Any
from urllib.parse import unquote, unquote_plus

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import LambdaFunction, events

#: name -> kind and settings
DOORS = {
    "rest-api": ("rest-api", {}),
    "rest-api, binary": ("rest-api", {"binary_media_types": ["*/*"]}),
    "rest-api, stage": ("rest-api", {"stage": "v1", "stage_variables": {"a": "b"}}),
    "http-api": ("http-api", {}),
    "http-api, stage": ("http-api", {"stage": "v1"}),
    "http-api, format 1.0": ("http-api", {"payload_format": "1.0"}),
    "function-url": ("function-url", {}),
    "alb": ("alb", {}),
    "alb, multi-value": ("alb", {"multi_value_headers": True}),
}
#: those that send bytes only where they are asked to (facts 3.1)
TEXT_ONLY = {"rest-api", "rest-api, stage"}
BODILESS = {204, 304}


class Echo:
    """A function that keeps what it got and returns what it is told to."""

    def __init__(self) -> None:
        self.event: Any = None
        self.answer: Any = None

    def __call__(self, event: Any, context: object) -> Any:
        self.event = event
        return self.answer


@pytest.fixture(scope="module", params=DOORS)
def door(request):
    kind, settings = DOORS[request.param]
    echo = Echo()
    with LambdaFunction(lambda event, context: echo(event, context)) as function:
        yield request.param, echo, function.http_client(kind, **settings)


escapes = st.sampled_from(["%20", "%2F", "%2f", "%25", "%2B", "%C3%A9", "%3F", "%00", "%FF"])
unreserved = st.text("abcXYZ019-._~!$&'()*+,;=:@", max_size=6)
segments = st.lists(unreserved | escapes, max_size=3).map("".join) | st.sampled_from(["...", "%2E", "", "é", "a b"])
paths = st.lists(segments, max_size=4).map(lambda parts: "/" + "/".join(parts))
names = st.text("ab[]é &=+%", max_size=4)
queries = st.lists(st.tuples(names, st.text("xy/é &=+%,#", max_size=5)), max_size=4) | st.sampled_from(
    ["a", "a=", "=b", "a&b", "a=1&a=2", "a=%20+%2B", "&&", "a=b=c", "a[]=1&a[]=2", "%zz=%", "é=ü", "a;b", "?"]
)
tokens = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=8)
values = st.text(string.ascii_letters + string.digits + " ,;=:/\"'()", max_size=12).map(str.strip)
header_names = tokens.map(lambda name: f"X-{name}")
known_names = st.sampled_from(
    [
        "Accept",
        "AUTHORIZATION",
        "user-agent",
        "Connection",
        "Content-MD5",
        "Date",
        "Expect",
        "TE",
        "Via",
        "Upgrade",
        "Age",
        "Range",
        "Warn",
        "Trailer",
        "Max-Forwards",
        "Server",
        "WWW-Authenticate",
        "Proxy-Authenticate",
        "Origin",
    ]
)
crumbs = st.sampled_from([("Cookie", "a=1; b=2"), ("cookie", "a=;b==;"), ("COOKIE", "a=1")])
sent_headers = st.lists(st.tuples(header_names | known_names, values) | crumbs, max_size=4)
cookies = st.dictionaries(tokens, st.text(string.ascii_letters + string.digits + "-_.=", max_size=8), max_size=3)
jsons = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)
sent_jsons = jsons.filter(lambda data: data is not None)  # for httpx this is no body
types = st.sampled_from(
    ["text/plain", "text/html; charset=utf-8", "application/json", "application/xml", "image/png", "application/x-idk"]
)
bodies = st.one_of(
    st.just({}),
    st.builds(lambda data: {"json": data}, sent_jsons),
    st.builds(lambda text: {"content": text.encode()}, st.text()),
    st.builds(lambda data: {"content": data}, st.binary()),
    st.builds(lambda text, kind: {"content": text.encode(), "type": kind}, st.text(), types),
    st.builds(lambda data, kind: {"content": data, "type": kind}, st.binary(), types),
    st.builds(lambda parts: {"content": iter(parts)}, st.lists(st.binary(), max_size=3)),
    st.builds(lambda data: {"data": data}, st.dictionaries(st.text(max_size=4), st.text(max_size=4), min_size=1)),
    st.builds(lambda data: {"files": {"file": ("name.bin", data)}}, st.binary()),
)
methods = st.sampled_from(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"])
answers = st.fixed_dictionaries(
    {
        "status": st.sampled_from([200, 201, 204, 301, 304, 400, 404, 418, 500, 599]),
        "headers": st.dictionaries(header_names.map(str.lower), values, max_size=3),
        "body": st.text() | st.binary() | st.just(""),
    }
)


@given(method=methods, path=paths, query=queries, headers=sent_headers, cookies=cookies, body=bodies, answer=answers)
def test_round_trip(door, method, path, query, headers, cookies, body, answer):
    name, echo, client = door
    expected = given_answer(name, echo, answer)
    response = client.send(build(client, method, path, query, headers, cookies, body))
    exchange = response.extensions["lambda"]
    assert exchange.refusal is None
    check_event(echo.event, response.request)
    check_response(response, method, answer, expected)


def build(client, method, path, query, headers, cookies, body):
    kind = body.pop("type", None)
    client.cookies = cookies
    url = str(client.base_url).rstrip("/") + (path if isinstance(query, list) else f"{path}?{query}")
    listed = [*headers, ("Content-Type", kind)] if kind else headers
    params = query if isinstance(query, list) and query else None
    return client.build_request(method, url, params=params, headers=listed, **body)


def given_answer(name, echo, answer):
    """Tell the function what to answer; what is to arrive as the body."""
    body = answer["body"]
    key = "multiValueHeaders" if name == "alb, multi-value" else "headers"
    listed = {header: [value] if key != "headers" else value for header, value in answer["headers"].items()}
    echo.answer = {"statusCode": answer["status"], key: listed}
    if isinstance(body, bytes):
        text = base64.b64encode(body).decode()
        echo.answer |= {"body": text, "isBase64Encoded": True}
        return text.encode() if name in TEXT_ONLY else body
    echo.answer["body"] = body
    return body.encode(errors="replace")


def check_event(event, request):
    assert events.check(event) == []
    context = event["requestContext"]
    assert (event.get("httpMethod") or context["http"]["method"]) == request.method
    assert body_of(event) == request.read()
    path, _, query = request.url.raw_path.decode().partition("?")
    check_path(event, path)
    check_query(event, query)
    check_headers(event, request)


def body_of(event):
    body = event.get("body") or ""
    return base64.b64decode(body) if event["isBase64Encoded"] else body.encode()


def check_path(event, path):
    context = event["requestContext"]
    if "elb" in context:
        assert event["path"] == path
    elif ".lambda-url." in context["domainName"]:
        assert event["rawPath"] == path
    elif "rawPath" in event:  # HTTP APIs decode it, once
        assert event["rawPath"] == unquote(path)
    elif "version" in event:
        assert event["path"] == path
    else:  # recorded: the double slash that `path` has lost is still in the context's
        assert context["path"] == path
        assert event["path"] == "/" + path.removeprefix(f"/{context['stage']}").lstrip("/")


def check_query(event, query):
    if "rawQueryString" in event:
        assert event["rawQueryString"] == query
        return
    pairs = [part.partition("=")[::2] for part in query.split("&") if part]
    decoded = unquote_plus if "resource" in event else str  # load balancers do not decode (facts 2.4)
    wanted: dict[str, list[str]] = {}
    for key, value in pairs:
        wanted.setdefault(decoded(key), []).append(decoded(value))
    if "multiValueQueryStringParameters" in event:
        assert (event["multiValueQueryStringParameters"] or {}) == wanted
    else:
        assert event["queryStringParameters"] == {key: values[-1] for key, values in wanted.items()}


def check_headers(event, request):
    """Those of the test's own: X-…, and cookies."""
    sent: dict[str, list[str]] = {}
    for key, value in request.headers.raw:
        if key.lower().startswith(b"x-"):
            sent.setdefault(key.decode().lower(), []).append(value.decode("latin-1"))
    many = event.get("multiValueHeaders")
    if many is not None:
        arrived = {key.lower(): values for key, values in many.items()}
        assert {key: arrived.get(key) for key in sent} == sent
    else:
        joined = "version" in event
        wanted = {key: ",".join(values) if joined else values[-1] for key, values in sent.items()}
        assert {key: event["headers"].get(key) for key in sent} == wanted
    if "cookies" in event:
        listed = ";".join(request.headers.get_list("cookie")).split(";")
        assert event["cookies"] == [each.strip() for each in listed if each.strip()]


def check_response(response: httpx.Response, method, answer, body):
    assert response.status_code == answer["status"]
    for name, value in answer["headers"].items():
        assert response.headers.get_list(name) == [value]
    if method == "HEAD" or answer["status"] in BODILESS:
        assert response.content == b""
    else:
        assert response.content == body
        assert response.headers["content-length"] == str(len(body))


@given(body=sent_jsons)
def test_json_comes_back_as_it_was(door, body):
    _, echo, client = door
    echo.answer = {"statusCode": 200, "body": json.dumps(body)}
    assert client.post("/", json=body).json() == body
    assert json.loads(body_of(echo.event)) == body
