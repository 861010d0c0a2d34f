"""Strategies for what API Gateway sends to Lambda authorizers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.rest_api_authorizer_token_events())
def test_every_token_is_right(event: Any) -> None:
    assert_right(event, "rest_api_authorizer_token")


@settings(max_examples=EXAMPLES)
@given(event=strategies.rest_api_authorizer_request_events())
def test_every_request_is_right(event: Any) -> None:
    assert_right(event, "rest_api_authorizer_request")


@settings(max_examples=EXAMPLES)
@given(event=strategies.http_api_authorizer_events(stage="dev"))
def test_every_http_request_is_right(event: Any) -> None:
    assert_right(event, "http_api_authorizer")


@settings(max_examples=EXAMPLES)
@given(event=strategies.websocket_authorizer_events())
def test_every_connection_is_right(event: Any) -> None:
    assert_right(event, "websocket_authorizer")


@given(event=strategies.rest_api_authorizer_request_events(tokens="t", methods=st.just("PUT"), paths="/a", query="b=1"))
def test_parameters(event: Any) -> None:
    assert (event["headers"]["Authorization"], event["httpMethod"], event["path"]) == ("t", "PUT", "/a")
    assert event["queryStringParameters"] == {"b": "1"}


def test_they_shrink_to_small_events() -> None:
    event = find(strategies.http_api_authorizer_events(), lambda event: True)
    assert (event["rawPath"], event["rawQueryString"]) == ("/", "")
    token = find(strategies.rest_api_authorizer_token_events(), lambda event: True)
    assert token["methodArn"].endswith("/prod/GET/")


def test_the_nasty_cases_are_found() -> None:
    def found(wanted: Any) -> Any:
        return find(strategies.rest_api_authorizer_request_events(), wanted, settings=settings(max_examples=2000))

    found(lambda event: any(len(each) > 1 for each in event["multiValueQueryStringParameters"].values()))
    found(lambda event: "Authorization" not in event["headers"])
    found(lambda event: "%" in event["path"])


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match=r"tokens is \['a'\]: expected a strategy"):
        strategies.websocket_authorizer_events(tokens=["a"])
