"""REQUEST authorizers of `$connect`: facts 3.3. How they judge is tested with the authorizers."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, events
from pytest_lambda.gateway import WebSocketApi, WebSocketRefused
from pytest_lambda.gateway.authorizers import IamAuthorizer, RequestAuthorizer, TokenAuthorizer
from pytest_lambda.gateway.door import Refused

from .handlers import Recorder

SOURCE = "route.request.querystring.token"


def policy(event, effect="Allow", **more):
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {
        "principalId": "user",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        **more,
    }


class Guard:
    """The handler of an authorizer."""

    def __init__(self):
        self.events = []

    def __call__(self, event, context):
        self.events.append(event)
        token = event["queryStringParameters"]["token"]
        if token == "raises":
            raise Exception("Unauthorized")
        if token == "fails":
            raise ValueError("no")
        if token == "malformed":
            return {"statusCode": 401}
        return policy(event, "Allow" if token == "good" else "Deny", context={"level": 3, "admin": True})


@pytest.fixture
def guard():
    return Guard()


@pytest.fixture
def authorizer(function_of, guard):
    return RequestAuthorizer(function_of(guard, "guard"), identity_source=SOURCE)


def test_w_who_is_allowed_is_known_in_every_event(function, recorder, guard, authorizer):
    with function.websocket("/?token=good", authorizer=authorizer) as ws:
        ws.send("a")
        assert ws.handshake.authorizer.ok
    for event in recorder.events:
        assert events.check(event) == []
        said = event["requestContext"]["authorizer"]
        assert (said["principalId"], said["level"], said["admin"]) == ("user", "3", "true")
    assert len(guard.events) == 1


def test_d_what_the_authorizer_gets(function, recorder, guard, authorizer):
    settings = {"authorizer": authorizer, "stage": "dev", "stage_variables": {"a": "b"}}
    with function.websocket("/?token=good", headers={"X-A": "1"}, **settings):
        pass
    asked = guard.events[0]
    assert events.check(asked) == []
    assert set(asked) == set(events.websocket_authorizer())
    context = asked["requestContext"]
    assert asked["methodArn"] == (
        f"arn:aws:execute-api:us-east-1:123456789012:{context['apiId']}/dev/$connect"
    )
    assert (asked["headers"]["X-A"], asked["stageVariables"]) == ("1", {"a": "b"})
    assert "authorizer" not in context
    for name in ("connectionId", "requestId", "connectedAt"):
        assert context[name] == recorder.contexts[0][name]


@pytest.mark.parametrize(
    ("path", "status", "rule"),
    [
        ("/?token=bad", 403, "AUTH-deny"),
        ("/?token=raises", 401, "AUTH-unauthorized"),
        ("/?token=fails", 500, "AUTH-function-error"),
        ("/?token=malformed", 500, None),
        ("/", 401, "AUTH-identity"),
    ],
    ids=["D denied", "D Unauthorized", "W fails", "W malformed", "D without identity"],
)
def test_who_is_refused(function, recorder, authorizer, path, status, rule):
    with pytest.raises(WebSocketRefused) as raised, function.websocket(path, authorizer=authorizer):
        pass
    assert raised.value.status_code == status
    assert rule in (None, raised.value.exchange.refusal.rule)
    assert raised.value.body.startswith('{"message": ')
    assert recorder.events == []


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("UNAUTHORIZED", 401),
        ("ACCESS_DENIED", 403),
        ("EXPIRED_TOKEN", 403),
        ("INVALID_SIGNATURE", 403),
        ("MISSING_AUTHENTICATION_TOKEN", 403),
        ("REQUEST_URI_TOO_LONG", 414),
        ("AUTHORIZER_FAILURE", 500),
        ("AUTHORIZER_CONFIGURATION_ERROR", 500),
    ],
)
def test_d_the_status_of_a_refusal(function, recorder, name, status):
    class Mine:
        def authorize(self, call):
            raise Refused(name, "MINE", "for a reason", message="no", headers=(("X-A", "1"),))

    with pytest.raises(WebSocketRefused, match="MINE: for a reason") as raised, function.websocket(authorizer=Mine()):
        pass
    assert (raised.value.status_code, raised.value.body) == (status, '{"message": "no"}')
    assert recorder.events == []


class TestIam:
    ARN = "arn:aws:iam::123456789012:user/ada"

    def test_d_who_calls_is_known_in_every_event(self, function, recorder):
        with function.websocket(authorizer=IamAuthorizer(self.ARN)) as ws:
            ws.send("a")
        for event in recorder.events:
            assert events.check(event) == []
            identity = event["requestContext"]["identity"]
            assert (identity["userArn"], identity["sourceIp"]) == (self.ARN, "203.0.113.7")
            assert "authorizer" not in event["requestContext"]

    def test_d_a_policy_of_the_caller(self, function, recorder):
        statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": "arn:aws:execute-api:*:*:*/dev/*"}
        guard = IamAuthorizer(self.ARN, policy={"Version": "2012-10-17", "Statement": [statement]})
        with function.websocket(authorizer=guard, stage="dev"):
            pass
        with pytest.raises(WebSocketRefused) as raised, function.websocket(authorizer=guard, stage="prod"):
            pass
        assert (raised.value.status_code, raised.value.exchange.refusal.rule) == (403, "IAM-policy")
        assert recorder.routes == ["$connect", "$disconnect"]


def test_named_authorizers(function, guard, authorizer):
    routes = {"$connect": {"authorizer": "guard"}, "$default": None}
    with function.websocket("/?token=good", routes=routes, authorizers={"guard": authorizer}):
        assert len(guard.events) == 1
    with function.websocket(routes={"$connect": {"authorizer": "NONE"}}, authorizer=authorizer) as ws:
        assert ws.handshake.authorizer is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"authorizer": "guard"}, "which is not among authorizers="),
        ({"authorizer": 1}, "authorizer is 1"),
        ({"authorizer": 1, "routes": ["$default"]}, r"there is no route '\$connect'"),
    ],
    ids=["unknown", "none", "no route"],
)
def test_an_authorizer_that_is_none(function, settings, message):
    with pytest.raises(ConfigurationError, match=message):
        WebSocketApi(function, **settings)


def test_an_authorizer_of_another_kind(function):
    with LambdaFunction(Recorder()) as other, pytest.raises(ConfigurationError, match="belongs to"):
        WebSocketApi(function, authorizer=TokenAuthorizer(other))


def test_an_authorizer_of_ones_own(function, recorder):
    class Mine:
        def authorize(self, call):
            from pytest_lambda.gateway.authorizers import Authorized

            assert call.door.kind == "websocket"
            return Authorized({"principalId": call.http.header("x-user")})

    with function.websocket(headers={"x-user": "u"}, authorizer=Mine()):
        pass
    assert [each["authorizer"] for each in recorder.contexts] == [{"principalId": "u"}] * 2
