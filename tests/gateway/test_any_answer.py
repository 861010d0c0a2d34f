"""Whatever a function answers, and whatever is asked: a response, and what the books of rules say beforehand."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_lambda import LambdaFunction, events
from pytest_lambda.events.judging.response_checking import response_books
from pytest_lambda.gateway.exchange import GatewayRequest
from pytest_lambda.gateway.kinds import door_class

#: name -> kind, settings, the book of its answers, the statuses of answers that it refuses
DOORS: dict[str, tuple[str, dict[str, Any], str, set[int]]] = {
    "rest-api": ("rest-api", {}, "rest_api", {502}),
    "rest-api, binary": ("rest-api", {"binary_media_types": ["*/*"]}, "rest_api", {500, 502}),
    "http-api": ("http-api", {}, "http_api", {500}),
    "http-api, cors": ("http-api", {"cors": {"allow_origins": ["*"]}}, "http_api", {500}),
    "http-api, format 1.0": ("http-api", {"payload_format": "1.0"}, "http_api", {500}),
    "function-url": ("function-url", {}, "function_url", {502}),
    "function-url, cors": ("function-url", {"cors": {"allow_origins": ["*"]}}, "function_url", {502}),
    "alb": ("alb", {}, "alb", {502}),
    "alb, multi-value": ("alb", {"multi_value_headers": True}, "alb", {502}),
}
#: rules of answers that make a difference only where bodies are bytes (facts 3.1)
OF_BINARY = {"REST-base64"}


class Told:
    """A function that returns what it is told to."""

    answer: Any = None

    def __call__(self, event: Any, context: object) -> Any:
        return self.answer


@pytest.fixture(scope="module", params=DOORS)
def door(request):
    kind, settings, source, refused = DOORS[request.param]
    told = Told()
    with LambdaFunction(lambda event, context: told(event, context)) as function:
        made: Any = door_class(kind)
        yield told, made(function, **settings), source, refused


texts = st.text(st.characters(codec="utf-8"), max_size=5)
scalars = st.none() | st.booleans() | st.integers(-1, 700) | st.floats() | texts | st.integers()
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2), max_leaves=4
)
header_names = texts | st.sampled_from(
    [
        "a",
        "A",
        "X-Thing",
        "Content-Type",
        "content-length",
        "Connection",
        "Date",
        "Set-Cookie",
        "Transfer-Encoding",
        "access-control-allow-origin",
        "x-amzn-RequestId",
        "apigw-requestid",
    ]
)
header_values = scalars | st.sampled_from(["a b", " a", "a\tb", "a\nb", "a\0", "é", "€", "text/html"])
headers = st.dictionaries(header_names, header_values, max_size=3)
lists = st.dictionaries(header_names, st.lists(header_values, max_size=2) | header_values, max_size=3)
bodies = texts | st.binary(max_size=5).map(lambda data: base64.b64encode(data).decode()) | st.just("a=b")
answers = anything | st.fixed_dictionaries(
    {},
    optional={
        "statusCode": st.sampled_from([200, "201", 204, 301, 404, 999, None, "2OO"]) | anything,
        "statusDescription": st.sampled_from(["200 OK", "418 I'm a teapot", "200 OK\r\n"]) | anything,
        "headers": headers | anything,
        "multiValueHeaders": lists | anything,
        "cookies": st.lists(header_values, max_size=2) | anything,
        "body": bodies | anything,
        "isBase64Encoded": st.booleans() | anything,
        "more": anything,
    },
)


@given(answer=answers, method=st.sampled_from(["GET", "POST", "HEAD"]))
@example(answer=b"\xff", method="GET")
@example(answer=b"7", method="GET")
@example(answer=float("nan"), method="GET")
@example(answer={"statusCode": 200, "headers": {"a": float("inf")}}, method="GET")
@example(answer={"statusCode": 200, "multiValueHeaders": {"a": []}}, method="GET")
@example(answer={"statusCode": 200, "body": "a", "isBase64Encoded": True}, method="GET")
def test_an_answer_is_refused_exactly_if_the_book_says_so(door, answer, method):
    told, made, source, statuses = door
    told.answer = answer
    response = made.handle(asked(made, method))
    exchange = response.exchange
    assert exchange.result.function_error is None
    refusing = refusing_rules(source, answer, exchange.event, OF_BINARY if made.kind == "rest-api" else set())
    if 500 not in statuses:
        refusing -= OF_BINARY
    if exchange.refusal is None:
        assert not refusing
        check_arrived(response, exchange.result.payload, made.kind, method)
    else:
        assert exchange.refusal.rule in refusing
        assert response.status in statuses
    check_sendable(response)


def asked(door, method: str) -> GatewayRequest:
    path = door.base_url.removeprefix(f"https://{door.host}") + "/"
    return GatewayRequest(method, path, "", (("Host", door.host),), b"", door.source_ip)


def refusing_rules(source: str, answer: Any, event: Any, besides: set[str]) -> set[str]:
    """The rules for which an answer is refused, as `check_response` finds them; and those that depend on settings."""
    book = response_books()[source].book_for(event)
    ignoring = {entry.name for entry in book.entries if not entry.refuses} - besides
    return {each.rule for each in events.check_response(source, answer, event=event)} - ignoring


def check_arrived(response, payload, kind, method):
    """Status and body of an answer that was taken; headers of its own that are nobody else's."""
    parts = payload if isinstance(payload, dict) and (kind != "http-api" or "statusCode" in payload) else {}
    assert response.status == int(parts.get("statusCode", 200))
    if not isinstance(payload, dict) or "statusCode" not in payload:
        return
    arrived = [(name.lower(), value) for name, value in response.headers]
    for name, value in (parts.get("headers") or {}).items() if isinstance(parts.get("headers"), dict) else ():
        if name == "X-Thing" and "multiValueHeaders" not in parts:
            assert ("x-thing", value if isinstance(value, str) else json.dumps(value)) in arrived
    if method != "HEAD" and response.status not in (204, 304) and parts.get("isBase64Encoded") is not True:
        assert response.content == (parts.get("body") or "").encode()


def check_sendable(response):
    """What every server and client can send and receive."""
    for name, value in response.headers:
        made = httpx.Headers([(name.encode("ascii"), value.encode("latin-1", "replace"))])
        assert len(made) == 1
        assert not set(value) & set("\r\n\0")
    lengths = [value for name, value in response.headers if name.lower() == "content-length"]
    assert len(lengths) == (response.status not in (204, 304))
