"""Callers that are known to IAM: who they are is declared, what they may do is a policy's word."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, events
from pytest_lambda.gateway.authorizers import IamAuthorizer

from .asked import ALL, policy, refused

USER = "arn:aws:iam::111122223333:user/ada"
POOL = {
    "identityId": "us-east-1:8f0a9b2c-0000-4000-8000-000000000001",
    "identityPoolId": "us-east-1:8f0a9b2c-0000-4000-8000-000000000002",
    "amr": ["authenticated", "cognito-idp.us-east-1.amazonaws.com/us-east-1_A"],
}
SIGNED = "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=00"
MISSING = {"message": "Missing Authentication Token"}
FORBIDDEN = {"message": "Forbidden"}


def event_of(function, kind, authorizer, **settings):
    response = function.http_client(kind, authorizer=authorizer, **settings).get("pets")
    assert response.status_code == 200
    event = response.extensions["lambda"].event
    assert events.check(event) == []
    return event


def test_r_a_rest_api_knows_the_identity(function):
    authorizer = IamAuthorizer(USER, user_id="AIDAADA", access_key="AKIAADA", principal_org_id="o-1")
    context = event_of(function, "rest-api", authorizer)["requestContext"]
    assert "authorizer" not in context
    known = {name: value for name, value in context["identity"].items() if value is not None}
    assert known.pop("sourceIp")
    assert known.pop("userAgent")
    assert known == {
        "accountId": "111122223333",
        "caller": "AIDAADA",
        "user": "AIDAADA",
        "userArn": USER,
        "accessKey": "AKIAADA",
        "principalOrgId": "o-1",
    }


def test_r_a_rest_api_knows_the_identity_pool(function):
    identity = event_of(function, "rest-api", IamAuthorizer(cognito_identity=POOL))["requestContext"]["identity"]
    assert identity["cognitoIdentityId"] == POOL["identityId"]
    assert identity["cognitoIdentityPoolId"] == POOL["identityPoolId"]
    assert identity["cognitoAuthenticationType"] == "authenticated"
    assert identity["cognitoAuthenticationProvider"] == "cognito-idp.us-east-1.amazonaws.com/us-east-1_A"


def test_r_an_http_api_has_an_iam_authorizer(function):
    authorizer = IamAuthorizer(USER, user_id="AIDAADA", access_key="AKIAADA", principal_org_id="o-1")
    assert event_of(function, "http-api", authorizer)["requestContext"]["authorizer"] == {
        "iam": {
            "accessKey": "AKIAADA",
            "accountId": "111122223333",
            "callerId": "AIDAADA",
            "cognitoIdentity": None,
            "principalOrgId": "o-1",
            "userArn": USER,
            "userId": "AIDAADA",
        }
    }


def test_r_an_http_api_knows_the_identity_pool(function):
    context = event_of(function, "http-api", IamAuthorizer(cognito_identity=POOL))["requestContext"]
    assert context["authorizer"]["iam"]["cognitoIdentity"] == POOL


def test_payload_format_1_0_knows_the_identity_as_rest_apis_do(function):
    context = event_of(function, "http-api", IamAuthorizer(USER), payload_format="1.0")["requestContext"]
    assert "authorizer" not in context
    assert context["identity"]["userArn"] == USER
    assert context["identity"]["sourceIp"] == "203.0.113.7"


@pytest.mark.parametrize(
    ("kind", "body"), [("rest-api", MISSING), ("http-api", FORBIDDEN)], ids=["V rest-api", "K http-api"]
)
def test_without_a_signature(function, kind, body):
    client = function.http_client(kind, authorizer=IamAuthorizer(require_signature=True))
    assert refused(client.get("pets")) == (403, body, "IAM-signature")
    assert client.get("pets", headers={"Authorization": "Bearer t"}).status_code == 403
    assert client.get("pets", headers={"Authorization": SIGNED}).status_code == 200
    assert client.get("pets?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00").status_code == 200


@pytest.mark.parametrize("kind", ["rest-api", "http-api"])
def test_a_policy_of_the_caller_decides(function, kind):
    allowed = policy(resource="arn:aws:execute-api:us-east-1:123456789012:*/GET/pets")["policyDocument"]
    client = function.http_client(kind, authorizer=IamAuthorizer(USER, policy=allowed))
    assert client.get("pets").status_code == 200
    response = client.get("shops")
    status, body, rule = refused(response)
    assert (status, rule) == (403, "IAM-policy")
    if kind == "rest-api":
        assert list(body) == ["Message"]
        assert body["Message"].startswith(
            f"User: {USER} is not authorized to perform: execute-api:Invoke on resource: arn:"
        )
        assert body["Message"].endswith("/prod/GET/shops")
    else:
        assert body == FORBIDDEN


def test_an_explicit_denial_says_so(function):
    denied = policy("Deny", ALL)["policyDocument"]
    client = function.http_client("rest-api", authorizer=IamAuthorizer(USER, policy=denied))
    assert client.get("pets").json()["Message"].endswith(" with an explicit deny")


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::123456789012:root",
        "arn:aws:sts::123456789012:assumed-role/shop/session",
        "arn:aws-cn:iam::123456789012:role/shop",
    ],
)
def test_who_may_call(function, arn):
    context = event_of(function, "http-api", IamAuthorizer(arn))["requestContext"]
    assert context["authorizer"]["iam"]["userArn"] == arn


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"user_arn": "ada"}, "user_arn is 'ada': expected such as 'arn:aws:iam::"),
        ({"user_arn": "arn:aws:s3:::bucket"}, "user_arn is 'arn:aws:s3:::bucket'"),
        ({"user_arn": "arn:aws:iam::123456789012:group/ada"}, "user_arn is"),
        (
            {"policy": {"Statement": [{"Effect": "allow"}]}},
            r"policy.Statement\[0\].Effect is the text 'allow', expected 'Allow'",
        ),
        ({"policy": "Allow"}, "policy is the text 'Allow', expected an object"),
        ({"cognito_identity": {"identityId": "a"}}, "cognito_identity is .*expected"),
        ({"cognito_identity": {**POOL, "amr": ["ada"]}}, "cognito_identity is"),
        ({"cognito_identity": {**POOL, "amr": "authenticated"}}, "cognito_identity is"),
    ],
)
def test_malformed_settings(settings, error):
    with pytest.raises(ConfigurationError, match=error):
        IamAuthorizer(**settings)
