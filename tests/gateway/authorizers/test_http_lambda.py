"""Lambda authorizers of HTTP APIs: both payload formats, policies and simple responses (facts 3.2, 3.3)."""

from __future__ import annotations

import pytest

from pytest_lambda import AnswerRefused, ConfigurationError, events
from pytest_lambda.gateway.authorizers import LambdaAuthorizer

from .asked import authorizer_of, policy, raising, refused

TOKEN = {"Authorization": "t"}
SIMPLE = {"enable_simple_responses": True}
OLD = {"authorizer_payload_format_version": "1.0"}
NESTED = {"text": "a", "number": 1, "flag": True, "list": ["a", 1], "map": {"a": None}, "nothing": None}
UNAUTHORIZED = {"message": "Unauthorized"}
FORBIDDEN = {"message": "Forbidden"}
BROKEN = {"message": "Internal Server Error"}
FORMS = pytest.mark.parametrize("form", [{}, OLD], ids=["2.0", "1.0"])


@pytest.fixture
def asked(function, guard):
    """`asked(answer, **settings of the authorizer)` gives a client, and the events that the authorizer gets."""

    def make(answer, *, api=None, **settings):
        own = guard(answer)
        client = function.http_client("http-api", authorizer=LambdaAuthorizer(own.function, **settings), **(api or {}))
        return client, own.events

    return make


@FORMS
def test_w_a_policy_lets_pass_and_its_context_keeps_its_types(asked, form):
    client, _ = asked(policy(context=NESTED), **form)
    response = client.get("/", headers=TOKEN)
    assert response.status_code == 200
    assert authorizer_of(response) == {"lambda": NESTED}
    assert events.check(response.extensions["lambda"].event) == []


def test_w_a_simple_response_lets_pass(asked):
    client, _ = asked({"isAuthorized": True, "context": NESTED}, **SIMPLE)
    response = client.get("/", headers=TOKEN)
    assert authorizer_of(response) == {"lambda": NESTED}
    assert response.extensions["lambda"].authorizer.payload["isAuthorized"] is True


@pytest.mark.parametrize(
    ("answer", "settings"), [({"isAuthorized": True}, SIMPLE), (policy(), {})], ids=["simple", "policy"]
)
def test_without_a_context_there_is_null(asked, answer, settings):
    client, _ = asked(answer, **settings)
    response = client.get("/", headers=TOKEN)
    assert authorizer_of(response) == {"lambda": None}
    assert events.check(response.extensions["lambda"].event) == []


@pytest.mark.parametrize(
    ("answer", "settings", "rule"),
    [
        (policy("Deny"), {}, "AUTH-deny"),
        (policy("Deny"), OLD, "AUTH-deny"),
        (policy(resource="arn:aws:execute-api:us-east-1:123456789012:*/*/POST/*"), {}, "AUTH-no-statement"),
        ({"isAuthorized": False, "context": {}}, SIMPLE, "HAUTH-denied"),
    ],
    ids=["denied", "denied 1.0", "no statement", "simple"],
)
def test_k_a_denied_request_is_403(asked, answer, settings, rule):
    client, _ = asked(answer, **settings)
    response = client.get("/", headers=TOKEN)
    assert refused(response) == (403, FORBIDDEN, rule)
    assert response.extensions["lambda"].result is None


@FORMS
@pytest.mark.parametrize("headers", [{}, {"Authorization": ""}], ids=["missing", "empty"])
def test_k_without_its_identity_source_nobody_is_asked(asked, form, headers):
    client, seen = asked(policy(), **form)
    assert refused(client.get("/", headers=headers)) == (401, UNAUTHORIZED, "AUTH-identity")
    assert seen == []


@FORMS
def test_d_without_identity_sources_everybody_is_asked(asked, form):
    client, seen = asked(policy(), identity_source=[], **form)
    assert client.get("/").status_code == 200
    assert seen[0]["identitySource"] is None
    assert events.check(seen[0]) == []


def test_unauthorized_is_401(asked):
    client, _ = asked(raising("Unauthorized"))
    assert refused(client.get("/", headers=TOKEN)) == (401, UNAUTHORIZED, "AUTH-unauthorized")


@pytest.mark.parametrize(
    ("answer", "settings", "rule"),
    [
        (raising("boom"), {}, "AUTH-function-error"),
        (None, {}, "HAUTH-form"),
        ({}, {}, "HAUTH-form"),
        ({"isAuthorized": True}, {}, "HAUTH-form"),
        ({"isAuthorized": "yes"}, SIMPLE, "HAUTH-simple"),
        (policy(), SIMPLE, "HAUTH-form"),
        ({"isAuthorized": True, "context": []}, SIMPLE, "HAUTH-context"),
        (policy("allow"), {}, "HAUTH-policy"),
        (policy("allow"), OLD, "AUTH-policy"),
        ({"isAuthorized": True}, OLD, "AUTH-principal"),
        (policy(resource="a" * 513), {}, "HAUTH-policy"),
        (policy(resource="a" * 513), OLD, "AUTH-length"),
    ],
)
def test_d_an_authorizer_that_fails_is_500(asked, answer, settings, rule):
    client, _ = asked(answer, **settings)
    assert refused(client.get("/", headers=TOKEN)) == (500, BROKEN, rule)


def test_what_is_no_part_of_a_simple_response_is_ignored(asked):
    client, _ = asked({"isAuthorized": True, "principalId": "ada"}, **SIMPLE)
    response = client.get("/", headers=TOKEN)
    assert response.status_code == 200
    assert [each.field for each in response.extensions["lambda"].ignored] == ["principalId"]


def test_raised_when_the_authorizer_fails(asked):
    client, _ = asked(raising("boom", KeyError), api={"raise_function_errors": True})
    with pytest.raises(KeyError, match="boom"):
        client.get("/", headers=TOKEN)
    client, _ = asked({"isAuthorized": True}, api={"raise_function_errors": True})
    with pytest.raises(AnswerRefused, match="policyDocument is missing, with enable_simple_responses=False"):
        client.get("/", headers=TOKEN)


API = {"routes": ["GET /pets/{id}"], "stage": "dev", "stage_variables": {"tier": "gold"}}


@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
def test_d_the_event_in_format_2_0(asked, payload_format):
    sources = ["$request.header.authorization", "$request.querystring.q", "$stageVariables.tier", "$context.stage"]
    api = {**API, "payload_format": payload_format}
    client, seen = asked(policy(), identity_source=sources, api=api)
    response = client.get("pets/a%20b?q=1&q=2", headers=[*TOKEN.items(), ("X-A", "1"), ("X-A", "2")])
    assert response.status_code == 200
    (event,) = seen
    assert events.check(event) == []
    assert (event["version"], event["type"]) == ("2.0", "REQUEST")
    assert event["identitySource"] == ["t", "1,2", "gold", "dev"]
    assert event["routeArn"].endswith("/dev/GET/pets/a b")
    assert (event["routeKey"], event["rawPath"]) == ("GET /pets/{id}", "/dev/pets/a b")
    assert event["pathParameters"] == {"id": "a b"}
    assert event["stageVariables"] == {"tier": "gold"}
    assert event["headers"]["x-a"] == "1,2"
    assert not {"body", "isBase64Encoded"} & event.keys()
    own = response.extensions["lambda"].event["requestContext"]
    assert event["requestContext"]["requestId"] == own["requestId"]
    assert event["requestContext"]["timeEpoch"] == own.get("timeEpoch", own.get("requestTimeEpoch"))


@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
def test_d_the_event_in_format_1_0(asked, payload_format):
    sources = "$request.header.X-Key, $context.identity.sourceIp"
    api = {**API, "payload_format": payload_format}
    client, seen = asked(policy(), identity_source=sources, api=api, **OLD)
    response = client.get("pets/7?q=1", headers={"x-key": "k"})
    (event,) = seen
    assert events.check(event) == []
    assert (event["version"], event["type"]) == ("1.0", "REQUEST")
    assert event["identitySource"] == event["authorizationToken"] == "k,203.0.113.7"
    assert event["methodArn"].endswith("/dev/GET/pets/7")
    assert (event["resource"], event["path"], event["httpMethod"]) == ("/pets/{id}", "/dev/pets/7", "GET")
    assert event["queryStringParameters"] == {"q": "1"}
    assert event["multiValueQueryStringParameters"] == {"q": ["1"]}
    assert not {"body", "isBase64Encoded"} & event.keys()
    own = response.extensions["lambda"].event
    assert event["requestContext"]["requestId"] == own["requestContext"]["requestId"]
    traces = [
        next(value for name, value in each["headers"].items() if name.lower() == "x-amzn-trace-id")
        for each in (event, own)
    ]
    assert traces[0] == traces[1]


def test_the_context_is_flat_where_the_function_gets_format_1_0(asked):
    client, _ = asked(policy(context=NESTED), api={"payload_format": "1.0"})
    assert authorizer_of(client.get("/", headers=TOKEN)) == NESTED


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"authorizer_payload_format_version": "3.0"}, "authorizer_payload_format_version is '3.0': expected '2.0'"),
        ({"authorizer_payload_format_version": 2.0}, "authorizer_payload_format_version is 2.0"),
        ({"enable_simple_responses": "yes"}, "enable_simple_responses is 'yes': expected True or False"),
        ({**OLD, **SIMPLE}, "simple responses need '2.0'"),
        ({"identity_source": "method.request.header.A"}, "identity_source has 'method.request.header.A'"),
        ({"identity_source": "$request.body.a"}, "identity_source has '.request.body.a'"),
        ({"identity_source": (), "authorizer_result_ttl_in_seconds": 1}, "identity_source is empty, but"),
        ({"authorizer_result_ttl_in_seconds": 3601}, "authorizer_result_ttl_in_seconds is 3601"),
    ],
)
def test_malformed_settings(function, settings, error):
    with pytest.raises(ConfigurationError, match=error):
        LambdaAuthorizer(function, **settings)


@pytest.mark.parametrize("form", ["2.0", "1.0"])
@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
@pytest.mark.parametrize(
    "api",
    [
        {},
        {"stage": "dev"},
        {"domain_name": "api.example.com"},
        {"domain_name": "api.example.com", "api_mapping_key": "shop"},
        {"domain_name": "api.example.com", "stage": "dev"},
    ],
    ids=["own domain", "own domain, stage", "custom domain", "API mapping", "custom domain, stage"],
)
def test_events_are_right_wherever_the_api_is(asked, form, payload_format, api):
    api = {**api, "payload_format": payload_format, "routes": ["ANY /{proxy+}"]}
    client, seen = asked(policy(), authorizer_payload_format_version=form, api=api)
    headers = {**TOKEN, "Cookie": "a=1; b=2", "X-Forwarded-For": "198.51.100.1"}
    response = client.post("a%20b/%C3%A9?q=%20&r", content=b"body", headers=headers)
    assert response.status_code == 200
    (event,) = seen
    assert events.check(event) == []
    arn = event["methodArn" if form == "1.0" else "routeArn"]
    assert arn.endswith(f"/{api.get('stage', '$default')}/POST/a b/é")
    own = response.extensions["lambda"].event
    assert event["requestContext"]["domainName"] == own["requestContext"]["domainName"]
    if form == payload_format:
        assert event["requestContext"] == {
            name: value for name, value in own["requestContext"].items() if name != "authorizer"
        }
