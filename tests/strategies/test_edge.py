"""Lambda@Edge strategies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.edge_viewer_request_events())
def test_every_viewer_request_is_right(event: Any) -> None:
    assert_right(event, "edge_viewer_request")


@settings(max_examples=EXAMPLES)
@given(event=strategies.edge_viewer_response_events())
def test_every_viewer_response_is_right(event: Any) -> None:
    assert_right(event, "edge_viewer_response")


@settings(max_examples=EXAMPLES)
@given(event=strategies.edge_origin_request_events())
def test_every_origin_request_is_right(event: Any) -> None:
    assert_right(event, "edge_origin_request")


@settings(max_examples=EXAMPLES)
@given(event=strategies.edge_origin_response_events())
def test_every_origin_response_is_right(event: Any) -> None:
    assert_right(event, "edge_origin_response")


@given(
    event=strategies.edge_origin_response_events(
        paths="/a", query="b=1", statuses=st.just(404), origin_domain_names="api.example.com"
    )
)
def test_parameters(event: Any) -> None:
    cf = event["Records"][0]["cf"]
    assert (cf["request"]["uri"], cf["request"]["querystring"], cf["response"]["status"]) == ("/a", "b=1", "404")
    assert cf["request"]["origin"]["custom"]["domainName"] == "api.example.com"


def test_it_shrinks_to_a_small_event() -> None:
    request = find(strategies.edge_viewer_request_events(), lambda event: True)["Records"][0]["cf"]["request"]
    assert (request["method"], request["uri"], request["querystring"]) == ("GET", "/", "")
    assert "body" not in request


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_the_nasty_cases_are_found() -> None:
    def found(wanted: Any) -> Any:
        return find(
            strategies.edge_viewer_request_events(),
            lambda event: wanted(event["Records"][0]["cf"]["request"]),
            settings=settings(max_examples=2000),
        )

    found(lambda request: request.get("body", {}).get("inputTruncated"))
    found(lambda request: any(len(each) > 1 for each in request["headers"].values()))


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match=r"paths is \['/'\]: expected a strategy"):
        strategies.edge_viewer_request_events(paths=["/"])
