"""What CloudFront sends to Lambda@Edge functions: the builders, the rules, and what breaks them."""

from __future__ import annotations

import copy
from base64 import b64decode
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

_SOURCES = ["edge_viewer_request", "edge_viewer_response", "edge_origin_request", "edge_origin_response"]
_SAID: dict[str, Any] = {"path": "/a b", "query": {"q": ["1", "é +"]}, "headers": {"X-A": ["1", "2"]}}


def cf_of(event: Any) -> Any:
    return event["Records"][0]["cf"]


@pytest.mark.parametrize("source", _SOURCES)
@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {**_SAID, "cookies": {"a": "1"}, "method": "PUT"},
        {"headers": {"host": "www.example.com", "x-forwarded-for": "198.51.100.1"}, "source_ip": "2001:db8::1"},
        {"world": World("000000000001", "eu-west-1", seed=7)},
    ],
)
def test_events_are_right(source: str, parameters: dict[str, Any]) -> None:
    event = getattr(events, source)(**parameters)
    assert_right(event, source)
    assert cf_of(event)["config"]["eventType"] == source.removeprefix("edge_").replace("_", "-")


@pytest.mark.parametrize(
    ("source", "parameters"),
    [
        ("edge_viewer_request", {"body": {"id": 1}}),
        ("edge_origin_request", {"body": b"\xff", "origin_domain_name": "orders.s3.us-east-1.amazonaws.com"}),
        ("edge_origin_response", {"status": "404", "response_headers": {"Set-Cookie": ["a=1", "b=2"]}}),
        ("edge_viewer_response", {"status": 304, "time": "2020-02-29T12:00:00Z"}),
    ],
)
def test_bodies_origins_and_responses_are_right(source: str, parameters: dict[str, Any]) -> None:
    assert_right(getattr(events, source)(**parameters), source)


def test_a_request_as_it_is_sent() -> None:
    request = cf_of(events.edge_viewer_request(**_SAID))["request"]
    assert (request["uri"], request["querystring"]) == ("/a%20b", "q=1&q=%C3%A9+%2B")
    assert request["headers"]["x-a"] == [{"key": "X-A", "value": "1"}, {"key": "X-A", "value": "2"}]
    assert list(request) == ["clientIp", "headers", "method", "querystring", "uri"]


def test_a_long_body_is_cut() -> None:
    body = cf_of(events.edge_viewer_request(body="x" * 50_000))["request"]["body"]
    assert body["inputTruncated"] is True
    assert len(b64decode(body["data"])) == 40 * 1024
    assert cf_of(events.edge_origin_request(body="x" * 50_000))["request"]["body"]["inputTruncated"] is False


def test_what_depends_on_a_field_follows_it() -> None:
    viewer = cf_of(events.edge_viewer_request(config={"distributionDomainName": "d111111abcdef8.cloudfront.net"}))
    assert viewer["request"]["headers"]["host"][0]["value"] == "d111111abcdef8.cloudfront.net"
    origin = cf_of(events.edge_origin_request(request={"clientIp": "192.0.2.1"}, origin_domain_name="api.example.com"))
    assert origin["request"]["headers"]["host"][0]["value"] == "api.example.com"
    assert origin["request"]["headers"]["x-forwarded-for"][0]["value"] == "192.0.2.1"
    assert origin["request"]["origin"]["custom"]["domainName"] == "api.example.com"
    answered = cf_of(events.edge_origin_response(response={"status": "404"}, time="2020-02-29T12:00:00Z"))["response"]
    assert answered["statusDescription"] == "Not Found"
    assert answered["headers"]["date"][0]["value"] == "Sat, 29 Feb 2020 12:00:00 GMT"


def test_the_events_of_a_test_are_of_one_distribution() -> None:
    made = [cf_of(getattr(events, source)())["config"] for source in _SOURCES]
    assert len({config["distributionId"] for config in made}) == 1
    assert len({config["requestId"] for config in made}) == 4


def test_the_word_of_the_caller_stands() -> None:
    event = events.edge_viewer_request(request={"uri": "a"})
    assert broken_rules(event, "edge_viewer_request") == {"CF-request"}


@pytest.mark.parametrize(
    ("source", "rule", "path", "value"),
    [
        ("edge_viewer_request", "CF-headers", "request.headers.Host", [{"key": "Host", "value": "a"}]),
        ("edge_viewer_request", "CF-headers", "request.headers.host", [{"key": "Accept", "value": "a"}]),
        ("edge_viewer_request", "CF-headers", "request.headers.host", []),
        ("edge_viewer_request", "CF-request", "request.querystring", "?a=1"),
        ("edge_viewer_request", "CF-request", "request.method", "get"),
        ("edge_origin_response", "CF-request", "request.clientIp", "IP"),
        ("edge_viewer_response", "CF-status", "response.status", "OK"),
        ("edge_viewer_response", "CF-shape", "response.status", 200),
        ("edge_origin_request", "CF-origin", "request.origin", {}),
        ("edge_origin_request", "CF-shape", "request.origin", None),
        ("edge_viewer_request", "CF-shape", "request.origin", {}),
        ("edge_viewer_request", "CF-shape", "response", {}),
        ("edge_viewer_response", "CF-shape", "request.body", {}),
    ],
)
def test_a_broken_event_is_found(source: str, rule: str, path: str, value: Any) -> None:
    event: Any = copy.deepcopy(getattr(events, source)())
    *parents, last = path.split(".")
    place = cf_of(event)
    for each in parents:
        place = place[each]
    place[last] = value
    assert rule in broken_rules(event, source)


@pytest.mark.parametrize("missing", ["querystring", "clientIp"])
def test_samples_without_query_or_client_are_found(missing: str) -> None:
    """2.14: ten of twelve templates of a peer, and the request as a whole."""
    event: Any = copy.deepcopy(events.edge_viewer_request())
    del cf_of(event)["request"][missing]
    assert broken_rules(event, "edge_viewer_request") == {"CF-shape"}
    event = copy.deepcopy(events.edge_origin_response())
    del cf_of(event)["request"]
    assert "CF-shape" in broken_rules(event, "edge_origin_response")


def test_bodies_that_are_no_base64_or_too_long_are_found() -> None:
    event: Any = copy.deepcopy(events.edge_viewer_request(body="a"))
    cf_of(event)["request"]["body"]["data"] = "?"
    assert broken_rules(event, "edge_viewer_request") == {"CF-body"}
    cf_of(event)["request"]["body"]["data"] = "AAAA" * 20_000
    assert broken_rules(event, "edge_viewer_request") == {"CF-body"}
    event["Records"] = event["Records"] * 2
    assert "CF-one" in broken_rules(event, "edge_viewer_request")


@pytest.mark.parametrize(
    ("source", "parameters", "message"),
    [
        ("edge_viewer_request", {"request": {"url": "/"}}, "no field 'url' in request. Did you mean 'uri'"),
        ("edge_viewer_request", {"response": {}}, "no parameter or field 'response'"),
        ("edge_viewer_response", {"body": "a"}, "no parameter or field 'body'"),
        ("edge_viewer_response", {"status": 99}, "status is 99: expected a number from 200 to 599"),
        ("edge_origin_request", {"path": "a"}, "begins with a slash"),
    ],
)
def test_mistakes_are_explained(source: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        getattr(events, source)(**parameters)
