"""What Lambda authorizers of REST APIs get, and when they are not asked (facts 3.3)."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, events
from pytest_lambda.gateway.authorizers import RequestAuthorizer, TokenAuthorizer

from .asked import policy, refused

UNAUTHORIZED = {"message": "Unauthorized"}


@pytest.fixture
def asked(function, guard):
    """`asked(authorizer=…)` gives a client, and the events that its authorizer gets."""

    def make(kind, *, settings=None, **more):
        own = guard(policy())
        authorizer = kind(own.function, **(settings or {}))
        return function.http_client("rest-api", authorizer=authorizer, **more), own.events

    return make


def test_a_token_authorizer_sees_the_token_and_the_method(asked):
    client, seen = asked(TokenAuthorizer)
    client.post("pets/a%20b?q=1", headers={"authorization": "Bearer t"})
    (event,) = seen
    assert list(event) == ["type", "authorizationToken", "methodArn"]
    assert event["authorizationToken"] == "Bearer t"
    assert event["methodArn"].startswith("arn:aws:execute-api:us-east-1:123456789012:")
    assert event["methodArn"].endswith("/prod/POST/pets/a%20b")
    assert events.check(event) == []


def test_another_header_may_be_the_token(asked):
    client, seen = asked(TokenAuthorizer, settings={"identity_source": "method.request.header.X-Key"})
    assert client.get("pets", headers={"Authorization": "t"}).status_code == 401
    assert client.get("pets", headers={"x-key": "k"}).status_code == 200
    assert seen[0]["authorizationToken"] == "k"


def test_a_request_authorizer_sees_all_but_the_body(asked):
    client, seen = asked(RequestAuthorizer, routes=["POST /pets/{id}"], stage_variables={"tier": "gold"}, stage="dev")
    response = client.post("pets/7?q=1&q=2", headers={"Authorization": "t", "X-A": "1"}, content=b"body")
    (event,) = seen
    assert events.check(event) == []
    assert event["methodArn"].endswith("/dev/POST/pets/7")
    assert event["resource"] == "/pets/{id}"
    assert event["pathParameters"] == {"id": "7"}
    assert event["stageVariables"] == {"tier": "gold"}
    assert event["queryStringParameters"] == {"q": "2"}
    assert event["multiValueQueryStringParameters"] == {"q": ["1", "2"]}
    assert event["headers"]["X-A"] == "1"
    assert not {"body", "isBase64Encoded"} & event.keys()
    own = response.extensions["lambda"].event["requestContext"]
    assert event["requestContext"] == {name: value for name, value in own.items() if name != "authorizer"}


def test_what_is_empty_is_an_empty_object_for_a_request_authorizer(asked):
    client, seen = asked(RequestAuthorizer)
    client.get("", headers={"Authorization": "t"})
    (event,) = seen
    assert events.check(event) == []
    assert event["queryStringParameters"] == event["multiValueQueryStringParameters"] == event["stageVariables"] == {}


@pytest.mark.parametrize("headers", [{}, {"Authorization": ""}], ids=["W missing", "D empty"])
@pytest.mark.parametrize("kind", [TokenAuthorizer, RequestAuthorizer])
def test_without_its_identity_source_nobody_is_asked(asked, kind, headers):
    client, seen = asked(kind)
    response = client.get("pets", headers=headers)
    assert refused(response) == (401, UNAUTHORIZED, "AUTH-identity")
    assert seen == []
    assert response.extensions["lambda"].authorizer is None


@pytest.mark.parametrize(
    ("token", "status"),
    [("Bearer abc", 200), ("bearer abc", 401), ("xBearer abc", 401), ("Bearer", 401), ("Bearer abc def", 200)],
)
def test_w_a_token_that_does_not_match_is_401_and_nobody_is_asked(asked, token, status):
    client, seen = asked(TokenAuthorizer, settings={"identity_validation_expression": r"Bearer [a-z]+"})
    response = client.get("pets", headers={"Authorization": token})
    assert response.status_code == status
    assert len(seen) == (status == 200)
    if status == 401:
        assert refused(response) == (401, UNAUTHORIZED, "AUTH-expression")


@pytest.mark.parametrize("missing", ["header", "query", "stage variable"])
def test_d_all_identity_sources_must_be_there(asked, missing):
    sources = "method.request.header.X-Key, method.request.querystring.q, stageVariables.tier, context.httpMethod"
    client, seen = asked(
        RequestAuthorizer,
        settings={"identity_source": sources},
        stage_variables={} if missing == "stage variable" else {"tier": "gold"},
    )
    query = "" if missing == "query" else "?q=1"
    response = client.get(f"pets{query}", headers={} if missing == "header" else {"X-Key": "k"})
    assert refused(response) == (401, UNAUTHORIZED, "AUTH-identity")
    assert seen == []


def test_d_all_identity_sources_are_there(asked):
    sources = ["method.request.header.X-Key", "method.request.querystring.q", "context.identity.sourceIp"]
    client, seen = asked(RequestAuthorizer, settings={"identity_source": sources})
    assert client.get("pets?q=1", headers={"X-Key": "k"}).status_code == 200
    assert len(seen) == 1


def test_d_without_identity_sources_everybody_is_asked(asked):
    settings = {"identity_source": [], "authorizer_result_ttl_in_seconds": 0}
    client, seen = asked(RequestAuthorizer, settings=settings)
    assert client.get("pets").status_code == 200
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"identity_source": "Authorization"}, "identity_source has 'Authorization': expected such as 'method.request"),
        ({"identity_source": "$request.header.Authorization"}, r"identity_source has '\$request.header.Authorization'"),
        ({"identity_source": "method.request.querystring.q"}, "expected one header"),
        ({"identity_source": "method.request.header.A,method.request.header.B"}, "expected one header"),
        ({"identity_validation_expression": "("}, r"identity_validation_expression is '\(': expected a regular"),
        ({"identity_validation_expression": 7}, "identity_validation_expression is 7: expected a regular"),
        (
            {"authorizer_result_ttl_in_seconds": 3601},
            r"authorizer_result_ttl_in_seconds is 3601: expected 0 .* to 3600",
        ),
        ({"authorizer_result_ttl_in_seconds": -1}, "authorizer_result_ttl_in_seconds is -1"),
        ({"authorizer_result_ttl_in_seconds": True}, "authorizer_result_ttl_in_seconds is True"),
        ({"authorizer_result_ttl_in_seconds": 1.5}, "authorizer_result_ttl_in_seconds is 1.5"),
    ],
)
def test_malformed_settings_of_a_token_authorizer(function, settings, error):
    with pytest.raises(ConfigurationError, match=error):
        TokenAuthorizer(function, **settings)


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"identity_source": []}, "identity_source is empty, but authorizer_result_ttl_in_seconds is 300"),
        ({"identity_source": [7]}, "identity_source has 7"),
        ({"identity_source": "method.request.path.id"}, "identity_source has 'method.request.path.id'"),
        ({"identity_source": "method.request.header."}, "identity_source has 'method.request.header.'"),
    ],
)
def test_malformed_settings_of_a_request_authorizer(function, settings, error):
    with pytest.raises(ConfigurationError, match=error):
        RequestAuthorizer(function, **settings)


@pytest.mark.parametrize("kind", [TokenAuthorizer, RequestAuthorizer])
def test_an_authorizer_asks_a_function(kind):
    with pytest.raises(
        ConfigurationError, match="function of an authorizer is 'app.handler': expected a LambdaFunction"
    ):
        kind("app.handler")
