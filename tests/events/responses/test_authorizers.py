"""Answers of API Gateway's authorizers (facts 3.3)."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from .broken import broken, said

ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod/GET/orders/1"
REST = ("rest_api_authorizer_token", "rest_api_authorizer_request", "websocket_authorizer")


def policy(**statement: Any) -> dict[str, Any]:
    return {
        "principalId": "user",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": ARN, **statement}],
        },
    }


def without(answer: dict[str, Any], *path: Any) -> dict[str, Any]:
    answer = copy.deepcopy(answer)
    inner: Any = answer
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return answer


STATEMENT = ("policyDocument", "Statement", 0)


@pytest.mark.parametrize("source", REST)
@pytest.mark.parametrize(
    "answer",
    [
        policy(),
        policy(Effect="Deny"),
        policy(Action=["execute-api:*"], Resource=["arn:aws:execute-api:*:*:abcdef1234/prod/*"]),
        policy(Action="*", Resource="*"),
        {**policy(), "context": {"text": "a", "number": 1, "flag": True}, "usageIdentifierKey": "key"},
        {"principalId": "user", "policyDocument": {"Statement": policy()["policyDocument"]["Statement"][0]}},
        {"principalId": "user", "policyDocument": {"Statement": []}},
    ],
)
def test_policies_are_accepted(source: str, answer: Any) -> None:
    assert broken(source, answer, {"methodArn": ARN}) == set()


S = "policyDocument.Statement[0]"


@pytest.mark.parametrize("source", REST)
@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        (None, "AUTH-object", ""),
        ("Allow", "AUTH-object", ""),
        (without(policy(), "principalId"), "AUTH-principal", "principalId"),
        ({**policy(), "principalId": 7}, "AUTH-principal", "principalId"),
        ({"principalId": "user"}, "AUTH-policy", "policyDocument"),
        ({"principalId": "user", "policyDocument": "{}"}, "AUTH-policy", "policyDocument"),
        ({"principalId": "user", "policyDocument": {}}, "AUTH-policy", "policyDocument.Statement"),
        ({"principalId": "user", "policyDocument": {"Statement": "x"}}, "AUTH-policy", "policyDocument.Statement"),
        ({"principalId": "user", "policyDocument": {"Statement": ["x"]}}, "AUTH-policy", S),
        ({"principalId": "u", "policyDocument": {"Version": "2012-17-10", "Statement": []}}, "AUTH-policy", "policyDocument.Version"),
        (policy(Effect="allow"), "AUTH-policy", f"{S}.Effect"),
        (without(policy(), *STATEMENT, "Effect"), "AUTH-policy", f"{S}.Effect"),
        (without(policy(), *STATEMENT, "Action"), "AUTH-policy", f"{S}.Action"),
        (without(policy(), *STATEMENT, "Resource"), "AUTH-policy", f"{S}.Resource"),
        (policy(Resource=[]), "AUTH-policy", f"{S}.Resource"),
        (policy(Resource=[ARN, None]), "AUTH-policy", f"{S}.Resource[1]"),
        (policy(NotResource=ARN), "AUTH-policy", f"{S}.Resource"),
        (policy(Principal="*"), "AUTH-policy", f"{S}.Principal"),
        (policy(Action="lambda:InvokeFunction"), "AUTH-action", f"{S}.Action"),
        (policy(Resource=f"{ARN}/{'x' * 512}"), "AUTH-length", f"{S}.Resource"),
        ({**policy(), "context": ["a"]}, "AUTH-context", "context"),
        ({**policy(), "context": {"groups": ["a"]}}, "AUTH-context", "context.groups"),
        ({**policy(), "usageIdentifierKey": 1}, "AUTH-key", "usageIdentifierKey"),
    ],
)
def test_policies_are_refused(source: str, answer: Any, rule: str, field: str) -> None:
    assert broken(source, answer) == {(rule, field)}


@pytest.mark.parametrize(
    ("resource", "right"),
    [
        (ARN, True),
        ("arn:aws:execute-api:us-east-1:123456789012:abcdef1234/*/GET/*", True),
        ("arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod/?ET/orders/?", True),
        ("arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod/POST/*", False),
        ("arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod/GET/orders", False),
    ],
)
def test_a_policy_should_be_about_what_was_asked_for(resource: str, right: bool) -> None:
    found = broken(REST[0], policy(Resource=resource), {"methodArn": ARN})
    assert found == (set() if right else {("AUTH-concerns", "policyDocument.Statement")})


def test_the_consequence_is_named() -> None:
    assert "API Gateway answers 500 (AUTHORIZER_CONFIGURATION_ERROR)" in said(REST[0], policy(Effect="ALLOW"))
    assert "Did you mean 'principalId'?" in said(REST[0], {**without(policy(), "principalId"), "principalID": "user"})
    assert "denies the request with 403" in said(REST[0], policy(Resource="arn:x"), {"methodArn": ARN})


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        ({"isAuthorized": True}, None),
        ({"isAuthorized": False, "context": {"list": ["a"], "map": {"b": 1}}}, {"version": "2.0", "routeArn": ARN}),
        (policy(), None),
        (policy(), {"version": "2.0", "routeArn": ARN}),
        ({**policy(), "context": {"list": ["a"]}}, {"version": "1.0", "methodArn": ARN}),
    ],
)
def test_http_apis_accept(answer: Any, event: Any) -> None:
    assert broken("http_api_authorizer", answer, event) == set()


@pytest.mark.parametrize(
    ("answer", "event", "rule", "field"),
    [
        (True, None, "HAUTH-form", ""),
        ({"authorized": True}, None, "HAUTH-form", "isAuthorized"),
        ({"isAuthorized": "true"}, None, "HAUTH-simple", "isAuthorized"),
        ({"isAuthorized": True, "principalId": "user"}, None, "HAUTH-unknown", "principalId"),
        ({"isAuthorized": True, "context": "a"}, None, "HAUTH-context", "context"),
        (policy(Effect="allow"), None, "HAUTH-policy", f"{S}.Effect"),
        (policy(Resource="arn:x"), {"version": "2.0", "routeArn": ARN}, "AUTH-concerns", "policyDocument.Statement"),
        ({"isAuthorized": True}, {"version": "1.0", "methodArn": ARN}, "AUTH-policy", "policyDocument"),
        ({**policy(), "context": []}, {"version": "1.0", "methodArn": ARN}, "HAUTH-context", "context"),
    ],
)
def test_http_apis_refuse(answer: Any, event: Any, rule: str, field: str) -> None:
    assert (rule, field) in broken("http_api_authorizer", answer, event)
