"""Strategies of REST APIs, HTTP APIs, function URLs and load balancers."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, events, strategies
from pytest_lambda.events.shapes.alb import AlbEvent
from pytest_lambda.events.shapes.function_url import FunctionUrlEvent
from pytest_lambda.events.shapes.http_api import HttpApiEvent, HttpApiV1Event
from pytest_lambda.events.shapes.rest_api import RestApiEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.rest_api_events())
def test_every_example_of_rest_apis_is_right(event: RestApiEvent) -> None:
    assert_right(event, "rest_api")


@settings(max_examples=EXAMPLES)
@given(event=strategies.http_api_events())
def test_every_example_of_http_apis_is_right(event: HttpApiEvent) -> None:
    assert_right(event, "http_api")


@settings(max_examples=EXAMPLES)
@given(event=strategies.http_api_events(payload_format="1.0"))
def test_every_example_of_payload_format_1_0_is_right(event: HttpApiV1Event) -> None:
    assert_right(event, "http_api")


@settings(max_examples=EXAMPLES)
@given(event=strategies.function_url_events())
def test_every_example_of_function_urls_is_right(event: FunctionUrlEvent) -> None:
    assert_right(event, "function_url")


@settings(max_examples=EXAMPLES)
@given(event=strategies.alb_events())
def test_every_example_of_load_balancers_is_right(event: AlbEvent) -> None:
    assert_right(event, "alb")


@given(
    event=strategies.rest_api_events(
        methods="PUT",
        routes="/users/{id}",
        query=st.just({"a": ["1", "2"]}),
        headers=st.just({"X-A": "b"}),
        cookies=st.just({"c": "d"}),
        bodies=st.just({"id": 1}),
        stages="dev",
        endpoint_types="REGIONAL",
    )
)
def test_parameters(event: Any) -> None:
    assert (event["httpMethod"], event["resource"], event["body"]) == ("PUT", "/users/{id}", '{"id":1}')
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"]}
    assert (event["headers"]["X-A"], event["headers"]["Cookie"]) == ("b", "c=d")
    assert event["path"].startswith("/users/")
    assert event["pathParameters"]["id"]
    assert event["requestContext"]["stage"] == "dev"


@given(event=strategies.http_api_events(paths=st.sampled_from(["/a", "/b?c=d"]), query=None))
def test_paths_are_those_of_the_caller(event: Any) -> None:
    assert event["routeKey"] == "$default"
    assert event["rawPath"].rpartition("/")[2] in ("a", "b")


@given(event=strategies.http_api_events(routes=st.sampled_from(["DELETE /a/{b}", "ANY /{c+}", "/d"])))
def test_routes_are_those_of_the_caller(event: Any) -> None:
    method, _, template = event["routeKey"].partition(" ")
    assert template in ("/a/{b}", "/{c+}", "/d")
    assert template != "/a/{b}" or method == "DELETE"


@given(event=strategies.function_url_events(auth_types="AWS_IAM"))
def test_signed_requests(event: Any) -> None:
    assert event["requestContext"]["authorizer"]["iam"]["accountId"] == event["requestContext"]["accountId"]


@given(event=strategies.alb_events(multi_value_headers=True))
def test_lists(event: Any) -> None:
    assert "multiValueHeaders" in event
    assert "headers" not in event


def test_they_shrink_to_small_events() -> None:
    rest: Any = find(strategies.rest_api_events(), lambda event: True)
    assert (rest["httpMethod"], rest["path"], rest["body"]) == ("GET", "/", None)
    assert rest["queryStringParameters"] is None
    assert rest["headers"].keys() == {
        "Accept",
        "User-Agent",
        "Host",
        "X-Amzn-Trace-Id",
        "X-Forwarded-For",
        "X-Forwarded-Port",
        "X-Forwarded-Proto",
    }
    http: Any = find(strategies.http_api_events(), lambda event: True)
    assert (http["routeKey"], http["rawPath"], http["rawQueryString"]) == ("$default", "/", "")
    assert "body" not in http
    assert "cookies" not in http
    balanced: Any = find(strategies.alb_events(), lambda event: True)
    assert (balanced["path"], balanced["queryStringParameters"], balanced["body"]) == ("/", {}, "")


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: event["isBase64Encoded"],
        lambda event: any(len(values) > 1 for values in event["multiValueHeaders"].values()),
        lambda event: any(len(each) > 1 for each in (event["multiValueQueryStringParameters"] or {}).values()),
        lambda event: "%" in event["path"],
        lambda event: "//" in event["path"],
        lambda event: event["pathParameters"] is not None and "/" in str(event["pathParameters"].get("proxy")),
        lambda event: len(event["body"] or "") > 200_000,
        lambda event: "Cookie" in event["headers"],
        lambda event: "CloudFront-Viewer-Country" in event["headers"],
        lambda event: ":" in event["requestContext"]["identity"]["sourceIp"],
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(strategies.rest_api_events(), wanted, settings=settings(max_examples=3000))


_SOURCES = {
    "rest_api": strategies.rest_api_events(),
    "http_api": strategies.http_api_events() | strategies.http_api_events(payload_format="1.0"),
    "function_url": strategies.function_url_events(),
    "alb": strategies.alb_events(),
}


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something can be put in the place of text, numbers, lists and maps."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inner = [place for key, each in items for place in _places(each, (*path, key))]
    return [path, *inner] if path else inner


@pytest.mark.parametrize("source", _SOURCES)
@given(data=st.data())
def test_no_rule_fails_on_an_odd_value_of_the_right_shape(source: str, data: st.DataObject) -> None:
    event: Any = copy.deepcopy(data.draw(_SOURCES[source]))
    *inner, last = data.draw(st.sampled_from(_places(event)))
    place = event
    for key in inner:
        place = place[key]
    odd = {str: st.text(), int: st.integers(), list: st.just([]), dict: st.just({})}.get(type(place[last]), st.none())
    place[last] = data.draw(odd)
    events.check(event, source)


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match=r"expected a strategy, such as st.sampled_from"):
        strategies.alb_events(paths=["/a"])
    with pytest.raises(EventError, match="routes gave 7"):
        find(strategies.rest_api_events(routes=st.just(7)), lambda event: True)
