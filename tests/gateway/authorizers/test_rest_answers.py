"""What REST APIs make of Lambda authorizers' answers: facts 3.3, with the evidence in the name of each case."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import AnswerRefused, events
from pytest_lambda.gateway.authorizers import RequestAuthorizer, TokenAuthorizer

from .asked import ALL, authorizer_of, policy, raising, refused

TOKEN = {"Authorization": "Bearer t"}
DENIED = {"Message": "User is not authorized to access this resource"}
DENIED_EXPLICITLY = {"Message": "User is not authorized to access this resource with an explicit deny"}
BROKEN = {"message": None}
BOTH = pytest.mark.parametrize("kind", [TokenAuthorizer, RequestAuthorizer])


@pytest.fixture
def get(function, guard):
    """`get(answer)` sends one request; `TokenAuthorizer` asks unless `kind` does."""

    def send(answer, *, kind=TokenAuthorizer, path="/pets/1", headers=TOKEN, **settings):
        client = function.http_client("rest-api", authorizer=kind(guard(answer).function), **settings)
        return client.get(path.lstrip("/"), headers=headers)

    return send


@BOTH
def test_k_allow_lets_pass_with_a_context_of_texts(get, kind):
    context = {"text": "a", "number": 1, "fraction": 1.5, "flag": True, "other": False, "nothing": None}
    response = get(policy(context=context), kind=kind)
    assert response.status_code == 200
    said = authorizer_of(response)
    latency = said.pop("integrationLatency")
    assert isinstance(latency, int)
    assert latency >= 0
    assert said == {
        "text": "a",
        "number": "1",
        "fraction": "1.5",
        "flag": "true",
        "other": "false",
        "principalId": "ada",
    }
    exchange = response.extensions["lambda"]
    assert events.check(exchange.event) == []
    assert exchange.authorizer.payload["principalId"] == "ada"
    assert (exchange.refusal, exchange.ignored) == (None, ())


def test_what_the_gateway_says_stands_above_the_context(get):
    said = authorizer_of(get(policy(context={"principalId": "mallory", "integrationLatency": -1})))
    assert said["principalId"] == "ada"
    assert said["integrationLatency"] >= 0


@pytest.mark.parametrize("value", [{"a": 1}, ["a"]], ids=["K an object", "K a list"])
def test_a_nested_context_is_a_failure(get, value):
    response = get(policy(context={"a": value}))
    assert refused(response) == (500, BROKEN, "AUTH-context")
    assert response.headers["x-amzn-errortype"] == "AuthorizerConfigurationException"


@BOTH
def test_w_deny(get, kind):
    response = get(policy("Deny"), kind=kind)
    assert refused(response) == (403, DENIED_EXPLICITLY, "AUTH-deny")
    assert response.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert response.extensions["lambda"].result is None


@pytest.mark.parametrize(
    "answer",
    [
        policy(resource="arn:aws:execute-api:us-east-1:123456789012:*/*/POST/*"),
        policy(resource="arn:aws:execute-api:us-east-1:123456789012:*/*/GET/pets/2"),
        {"principalId": "ada", "policyDocument": {"Version": "2012-10-17", "Statement": []}},
    ],
    ids=["W another method", "W another path", "C no statement"],
)
def test_no_statement_about_the_method(get, answer):
    assert refused(get(answer)) == (403, DENIED, "AUTH-no-statement")


def test_a_statement_about_another_action_is_ignored(get):
    answer = policy()
    answer["policyDocument"]["Statement"][0]["Action"] = "lambda:InvokeFunction"
    response = get(answer)
    assert refused(response) == (403, DENIED, "AUTH-no-statement")
    assert [each.rule for each in response.extensions["lambda"].ignored] == ["AUTH-action"]


def test_d_unauthorized_is_401(get):
    response = get(raising("Unauthorized"))
    assert refused(response) == (401, {"message": "Unauthorized"}, "AUTH-unauthorized")
    assert response.headers["x-amzn-errortype"] == "UnauthorizedException"
    assert response.extensions["lambda"].authorizer.error.message == "Unauthorized"


def test_d_unauthorized_of_another_type_too(get):
    assert get(raising("Unauthorized", ValueError)).status_code == 401


@pytest.mark.parametrize("text", ["unauthorized", "Unauthorized.", "Unauthorized user", "boom", ""])
def test_w_any_other_exception_is_500(get, text):
    response = get(raising(text))
    assert refused(response) == (500, BROKEN, "AUTH-function-error")


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (None, "AUTH-object"),
        ("Allow", "AUTH-object"),
        ([policy()], "AUTH-object"),
        ({}, "AUTH-principal"),
        ({"isAuthorized": True}, "AUTH-principal"),
        ({**policy(), "principalId": 7}, "AUTH-principal"),
        ({"principalId": "ada"}, "AUTH-policy"),
        (policy("allow"), "AUTH-policy"),
        (policy(resource=[]), "AUTH-policy"),
        ({"principalId": "ada", "policyDocument": json.dumps(policy()["policyDocument"])}, "AUTH-policy"),
        (policy(context="a"), "AUTH-context"),
        (policy(usageIdentifierKey=1), "AUTH-key"),
    ],
)
def test_w_a_malformed_answer_is_500(get, answer, rule):
    assert refused(get(answer)) == (500, BROKEN, rule)


def test_d_a_key_of_a_usage_plan_has_no_effect_here(get):
    response = get(policy(usageIdentifierKey="key-of-a-plan"))
    assert response.status_code == 200
    assert [(each.rule, each.field) for each in response.extensions["lambda"].ignored] == [
        ("AUTH-key", "usageIdentifierKey")
    ]


def test_d_a_method_of_a_long_arn_is_414(get, function):
    short = get(policy(), path="/" + "a" * 1500)
    assert short.status_code == 200
    long = get(policy(), path="/" + "a" * 1600)
    assert refused(long)[::2] == (414, "AUTH-arn-length")
    assert long.extensions["lambda"].authorizer is None


def test_d_the_limit_of_an_arn_counts_bytes(get):
    prefix = len(ALL) - 1 + len("abcdefghij/prod/GET/")
    longest = get(policy(), path="/" + "a" * (1600 - prefix))
    assert longest.status_code == 200
    assert get(policy(), path="/" + "a" * (1601 - prefix)).status_code == 414


def test_d_a_long_resource_is_414(get):
    fitting = ALL + "/" * (512 - len(ALL) - 1) + "*"
    assert get(policy(resource=[ALL, fitting])).status_code == 200
    assert refused(get(policy(resource=[ALL, "/" + fitting])))[::2] == (414, "AUTH-length")


@pytest.mark.parametrize("answer", [{}, policy(context={"a": []})])
def test_raised_when_an_answer_cannot_be_used(get, answer):
    with pytest.raises(AnswerRefused, match="AUTH-") as caught:
        get(answer, raise_function_errors=True)
    assert caught.value.result.payload == answer


def test_raised_when_the_authorizer_fails(get):
    with pytest.raises(ZeroDivisionError, match="boom"):
        get(raising("boom", ZeroDivisionError), raise_function_errors=True)


@pytest.mark.parametrize(
    ("answer", "headers", "status"),
    [(policy("Deny"), TOKEN, 403), (raising("Unauthorized"), TOKEN, 401), (policy(), {}, 401)],
    ids=["denied", "unauthorized", "no token"],
)
def test_a_refused_client_is_no_error_of_the_function(get, answer, headers, status):
    assert get(answer, headers=headers, raise_function_errors=True).status_code == status
