"""Whatever a client sends arrives, and whatever a function sends comes back."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaFunction
from pytest_lambda.gateway import WebSocketApi
from tests.events.judging import assert_right

ROUTES = {"$connect": None, "$disconnect": None, "$default": None, "send": None, "größe": None, "1": None}
ECHO = {"route_response_selection_expression": "$default"}

# halves of surrogate pairs have no UTF-8
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
words = st.text("abcXYZ019-_", min_size=1, max_size=10)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts | st.sampled_from(sorted(ROUTES)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("action") | words, inner, max_size=3),
    max_leaves=6,
)


class Echo:
    def __init__(self):
        self.events = []

    def __call__(self, event, context):
        self.events.append(event)
        return {"statusCode": 200, "body": event.get("body")}


@settings(max_examples=200)
@given(messages=st.lists(texts | values, max_size=4))
def test_messages_arrive_as_they_are_and_come_back(messages):
    echo = Echo()
    with LambdaFunction(echo) as function, function.websocket(routes=ROUTES, **ECHO) as ws:
        for message in messages:
            exchange = ws.send(message)
            sent = message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)
            arrived = exchange.event["body"]
            assert arrived == sent if isinstance(message, str) else json.loads(arrived) == message
            assert exchange.route in ROUTES
            if arrived:
                assert ws.receive() == arrived
    assert len(echo.events) == len(messages) + 2
    for event in echo.events:
        assert_right(event, "websocket")


@settings(max_examples=200)
@given(
    query=st.lists(st.tuples(words, texts), max_size=4),
    headers=st.lists(st.tuples(words.map(lambda name: f"x-{name}"), words), max_size=4),
    code=st.none() | st.just(1000) | st.integers(3000, 4999),
    reason=texts.map(lambda text: text[:30]),
)
def test_what_the_client_says_when_it_comes_and_goes(query, headers, code, reason):
    echo = Echo()
    with LambdaFunction(echo) as function, WebSocketApi(function).connect(query=query, headers=headers) as ws:
        ws.close(code, reason if code else "")
    connect, disconnect = echo.events
    for event in echo.events:
        assert_right(event, "websocket")
    asked: dict[str, list[str]] = {}
    for name, value in query:
        asked.setdefault(name, []).append(value)
    assert connect.get("multiValueQueryStringParameters", {}) == asked
    said = {name.lower(): values for name, values in connect["multiValueHeaders"].items()}
    for name, _ in headers:
        assert said[name.lower()] == [value for each, value in headers if each.lower() == name.lower()]
    assert disconnect["requestContext"]["disconnectStatusCode"] == (code or 1005)
    if code:
        assert disconnect["requestContext"]["disconnectReason"] == reason
