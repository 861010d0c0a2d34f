"""What holds for all requests and answers."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import LambdaFunction, events
from pytest_lambda.gateway import HttpApi
from pytest_lambda.gateway.exchange import GatewayRequest

SEGMENTS = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=8).filter(
    lambda text: text not in (".", "..")
)
PATHS = st.lists(SEGMENTS, max_size=4).map(lambda parts: "/" + "/".join(quote(part, safe="") for part in parts))
PAIRS = st.lists(st.tuples(SEGMENTS, st.text(st.characters(codec="utf-8"), max_size=8)), max_size=4)
QUERIES = PAIRS.map(lambda pairs: "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs))
NAMES = st.sampled_from(["X-A", "x-a", "X-B", "Accept"])
VALUES = st.sampled_from(["a=1", "text/plain", "b=2; c=3"])
TYPES = st.sampled_from(["text/plain", "image/png", "application/json", "idk"])
ONCE = st.sampled_from([("Cookie", "a=1"), ("Cookie", "b=2; c=3"), ("User-Agent", "TestAgent")])
HEADERS = st.tuples(st.lists(st.tuples(NAMES, VALUES), max_size=4), ONCE, TYPES).map(
    lambda given: [*given[0], given[1], ("content-type", given[2])]
)
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
ROUTES = ["GET /", "GET /{a}", "ANY /{a}/{b}", "POST /{proxy+}", "$default"]


def echo(event, context):
    body = event.get("body")
    return {"statusCode": 200, "body": body, "isBase64Encoded": event["isBase64Encoded"] and body is not None}


@pytest.fixture(scope="module")
def function():
    with LambdaFunction(echo) as made:
        yield made


@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
@pytest.mark.parametrize("settings", [{}, {"routes": ROUTES, "stage": "prod"}], ids=["default", "routes"])
@given(path=PATHS, query=QUERIES, headers=HEADERS, method=METHODS, content=st.binary(max_size=20))
def test_events_keep_the_rules_and_bodies_come_back(
    function, payload_format, settings, path, query, headers, method, content
):
    door = HttpApi(function, payload_format=payload_format, **settings)
    prefix = door.base_url.removeprefix(f"https://{door.host}")
    request = GatewayRequest(method, prefix + path, query, (("Host", door.host), *headers), content, "203.0.113.7")
    response = door.handle(request)
    assert events.check(response.exchange.event) == []
    assert (response.status, response.exchange.refusal) == (200, None)
    assert response.content == (b"" if method == "HEAD" else content)
