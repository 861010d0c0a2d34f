"""What a REST API does with authorizers: whom it asks, when, and what becomes of what they say."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import LambdaFunction, events
from pytest_lambda.gateway.authorizers.authorizer import Authorized, AuthorizerCall
from pytest_lambda.gateway.door import Refused
from tests.gateway.rest_api.asked import answered, ask, echo


class Known:
    """Lets everybody pass, and remembers what it was asked."""

    def __init__(self, context: Any, **identity: Any) -> None:
        self.context = context
        self.identity = identity
        self.calls: list[AuthorizerCall] = []

    def authorize(self, call: AuthorizerCall) -> Authorized:
        self.calls.append(call)
        return Authorized(self.context, self.identity)


class Nobody:
    def authorize(self, call: AuthorizerCall) -> Authorized:
        raise Refused("ACCESS_DENIED", "TEST-nobody", "nobody may")


def test_what_it_says_is_in_the_event():
    known = Known({"principalId": "ada", "integrationLatency": 1}, userArn="arn:aws:iam::123456789012:user/ada")
    response = ask(echo, path="/pets/7?q=1", routes=["GET /pets/{id}"], authorizer=known, stage_variables={"a": "b"})
    event = response.json()
    assert events.check(event) == []
    assert event["requestContext"]["authorizer"] == {"principalId": "ada", "integrationLatency": 1}
    assert event["requestContext"]["identity"]["userArn"] == "arn:aws:iam::123456789012:user/ada"
    assert list(event["requestContext"])[-1] == "authorizer"
    [call] = known.calls
    assert (call.http.path, call.http.query, call.path_parameters) == ("/pets/7", "q=1", {"id": "7"})
    assert (call.stage, call.stage_variables, call.route.key) == ("prod", {"a": "b"}, "GET /pets/{id}")
    assert call.api_id == event["requestContext"]["apiId"]
    assert call.exchange is response.extensions["lambda"]
    assert call.event is not None
    assert call.event["requestContext"]["requestId"] == event["requestContext"]["requestId"]


def test_without_a_context_there_is_none():
    assert "authorizer" not in ask(echo, authorizer=Known(None)).json()["requestContext"]


def test_who_is_refused_does_not_reach_the_function():
    with LambdaFunction(echo) as function:
        response = function.http_client("rest-api", authorizer=Nobody()).get("/")
        assert not function.invocations
    exchange = response.extensions["lambda"]
    assert (response.status_code, exchange.route, exchange.event) == (403, "ANY /", None)
    assert exchange.refusal.rule == "TEST-nobody"


@pytest.mark.parametrize(
    ("path", "asked"), [("/default", "first"), ("/named", "second"), ("/own", "third"), ("/none", None)]
)
def test_each_route_has_its_own(path, asked):
    first, second, third = Known({"name": "first"}), Known({"name": "second"}), Known({"name": "third"})
    routes: dict[str, Any] = {
        "GET /default": None,
        "GET /named": {"authorizer": "mine"},
        "GET /own": {"authorizer": third},
        "GET /none": {"authorizer": "NONE"},
    }
    event = ask(echo, path=path, routes=routes, authorizer=first, authorizers={"mine": second}).json()
    assert event["requestContext"].get("authorizer", {}).get("name") == asked


def test_nobody_is_asked_about_an_unknown_resource():
    known = Known({})
    assert ask(echo, path="/nowhere", routes=["GET /"], authorizer=known).status_code == 403
    assert known.calls == []


def test_the_authorizer_comes_before_the_validator():
    routes = {
        "GET /": {"request_validator": "params", "request_parameters": {"method.request.querystring.page": True}},
    }
    assert ask(echo, routes=routes, authorizer=Nobody()).extensions["lambda"].refusal.rule == "TEST-nobody"


def test_a_handler_sees_no_authorizer_that_an_earlier_request_had():
    known = Known({"principalId": "ada"})
    response = answered({}, authorizer=known)
    assert response.extensions["lambda"].event["requestContext"]["authorizer"] == {"principalId": "ada"}
    assert known.context == {"principalId": "ada"}
