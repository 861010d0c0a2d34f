"""What AppSync sends: the builders, the rules, and what breaks them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

_CHINA: dict[str, Any] = {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}
_TYPES = ("API_KEY", "AWS_IAM", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT", "AWS_LAMBDA")


@pytest.mark.parametrize("authentication_type", _TYPES)
@pytest.mark.parametrize("source", ["appsync_resolver", "appsync_events"])
def test_every_kind_of_caller_is_right(source: str, authentication_type: str) -> None:
    event = getattr(events, source)(authentication_type=authentication_type)
    assert_right(event, source)
    assert (event["identity"] is None) == (authentication_type == "API_KEY")
    assert_right(getattr(events, source)(authentication_type=authentication_type, **_CHINA), source)


@pytest.mark.parametrize(
    ("source", "arguments", "parameters"),
    [
        ("appsync_resolver", ("createOrder",), {"parent_type_name": "Mutation", "arguments": {"input": {"id": 1}}}),
        ("appsync_resolver", ("lines",), {"source": {"id": 1}, "selection_set": ["lines/item/name", "id"]}),
        ("appsync_resolver", (), {"identity": {"groups": ["admin"]}, "headers": {"X-A": ["1", "2"]}}),
        ("appsync_resolver", (), {"prev": {"result": {"id": 1}}, "stash": {"a": 1}}),
        ("appsync_authorizer", (), {}),
        ("appsync_authorizer", ("t",), {"query": "{ getOrder { id } }", "variables": {"id": 1}, **_CHINA}),
        ("appsync_events", ({"a": 1}, {"b": 2}), {"channel": "/default/a/b/c/d"}),
        ("appsync_events", ("text", 1, None), {}),
        ("appsync_events", (), {"operation": "SUBSCRIBE", "channel": "/default/*"}),
    ],
)
def test_events_are_right(source: str, arguments: tuple[Any, ...], parameters: dict[str, Any]) -> None:
    assert_right(getattr(events, source)(*arguments, **parameters), source)


def test_what_is_asked_for_is_written_as_graphql() -> None:
    info = events.appsync_resolver(selection_set=["id", "lines/item/name", "lines/count"])["info"]
    assert info["selectionSetList"] == ["id", "lines", "lines/item", "lines/item/name", "lines/count"]
    assert info["selectionSetGraphQL"] == "{\n  id\n  lines {\n    item {\n      name\n    }\n    count\n  }\n}"


def test_what_depends_on_a_field_follows_it() -> None:
    identity: Any = events.appsync_resolver(identity={"sub": "s", "username": "u", "groups": ["g"]})["identity"]
    claims = identity["claims"]
    assert (claims["sub"], claims["cognito:username"], claims["cognito:groups"]) == ("s", "u", ["g"])
    caller: Any = events.appsync_resolver(authentication_type="AWS_IAM", identity={"accountId": "000000000001"})["identity"]
    assert ":000000000001:" in caller["userArn"]
    event = events.appsync_events(info={"channel": {"segments": ["a", "b"]}})
    assert (event["info"]["channel"]["path"], event["info"]["channelNamespace"]["name"]) == ("/a/b", "a")
    asked = events.appsync_authorizer(requestContext={"queryString": "mutation Do { a }"})
    assert asked["requestContext"]["operationName"] == "Do"
    assert events.appsync_authorizer(authorizationToken="x")["requestHeaders"]["authorization"] == "x"


def test_the_word_of_the_caller_stands() -> None:
    event = events.appsync_events(info={"channel": {"path": "/x"}})
    assert broken_rules(event, "appsync_events") == {"AP-channel"}


def test_a_subscription_has_no_events() -> None:
    assert events.appsync_events(operation="SUBSCRIBE")["events"] is None
    published = events.appsync_events({"a": 1}, {"a": 1})["events"]
    assert published is not None
    assert published[0]["id"] != published[1]["id"]


@pytest.mark.parametrize(
    ("source", "rule", "path", "value"),
    [
        ("appsync_resolver", "AP-claims", "identity.sub", "other"),
        ("appsync_resolver", "AP-claims", "identity.issuer", "https://example.com"),
        ("appsync_resolver", "AP-caller", "identity.sourceIp", ["x.x.x.x"]),
        ("appsync_resolver", "AP-headers", "request.headers.Host", "a"),
        ("appsync_resolver", "AP-selection", "info.selectionSetGraphQL", "{\n  name\n}"),
        ("appsync_resolver", "AP-selection", "info.selectionSetList", ["id", "a/id"]),
        ("appsync_resolver", "AP-shape", "info.variables", None),
        ("appsync_resolver", "AP-shape", "arguments", None),
        ("appsync_authorizer", "AP-operation", "requestContext.operationName", "Other"),
        ("appsync_authorizer", "AP-request", "requestContext.requestId", "id"),
        ("appsync_authorizer", "AP-request", "requestContext.accountId", "1"),
        ("appsync_authorizer", "AP-request", "authorizationToken", ""),
        ("appsync_authorizer", "AP-shape", "requestContext.variables", None),
        ("appsync_events", "AP-channel", "info.channel.path", "/other"),
        ("appsync_events", "AP-channel", "info.channelNamespace.name", "other"),
        ("appsync_events", "AP-channel", "info.channel.segments", list("abcdef")),
        ("appsync_events", "AP-events", "info.operation", "SUBSCRIBE"),
        ("appsync_events", "AP-events", "events", None),
        ("appsync_events", "AP-events", "events", [{"payload": 1, "id": "1"}] * 2),
        ("appsync_events", "AP-shape", "identity", "None"),  # Python's None, written as text: a peer's sample has it
        ("appsync_events", "AP-shape", "info.operation", "DELETE"),
    ],
)
def test_a_broken_event_is_found(source: str, rule: str, path: str, value: Any) -> None:
    event: Any = copy.deepcopy(getattr(events, source)())
    *parents, last = path.split(".")
    place = event
    for each in parents:
        place = place[each]
    place[last] = value
    assert rule in broken_rules(event, source)


def test_a_caller_of_another_account_is_found() -> None:
    event: Any = copy.deepcopy(events.appsync_resolver(authentication_type="AWS_IAM"))
    event["identity"]["accountId"] = "accountid123"
    assert broken_rules(event, "appsync_resolver") == {"AP-caller"}


@pytest.mark.parametrize(
    ("source", "arguments", "parameters", "message"),
    [
        ("appsync_resolver", (), {"authentication_type": "IAM"}, "authentication_type is 'IAM': expected API_KEY, AWS_IAM"),
        ("appsync_resolver", (), {"argumnts": {}}, "Did you mean 'arguments'"),
        ("appsync_resolver", (), {"identity": {"subject": "s"}}, "no field 'subject' in identity"),
        ("appsync_authorizer", (), {"requestContext": {"queryStrng": ""}}, "Did you mean 'queryString'"),
        ("appsync_events", (), {"operation": "publish"}, "expected 'PUBLISH' or 'SUBSCRIBE'. Did you mean 'PUBLISH'"),
        ("appsync_events", (1,), {"operation": "SUBSCRIBE"}, "A subscription has no payloads"),
        ("appsync_events", tuple(range(6)), {}, "at most 5 events"),
        ("appsync_events", (), {"channel": "/default/*"}, "expected one to five segments"),
        ("appsync_events", (), {"channel": "/a/b/c/d/e/f"}, "expected one to five segments"),
    ],
)
def test_mistakes_are_explained(
    source: str, arguments: tuple[Any, ...], parameters: dict[str, Any], message: str
) -> None:
    with pytest.raises(EventError, match=message):
        getattr(events, source)(*arguments, **parameters)
