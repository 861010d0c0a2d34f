"""Who may call a function URL: auth types, and what the event says about the caller (facts 2.2, 3.2)."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import LambdaFunction, LambdaService, events

FORBIDDEN = {
    "Message": "Forbidden. For troubleshooting Function URL authorization issues, see: "
    "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
}
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/lambda/aws4_request, "
    "SignedHeaders=host, Signature=0"
}


def context_of(response: Any) -> Any:
    event = response.extensions["lambda"].event
    assert events.check(event) == []
    return event["requestContext"]


@pytest.fixture
def function():
    with LambdaFunction(lambda event, context: "hello") as made:
        yield made


def test_c_without_authorisation_the_account_is_anonymous(function):
    context = context_of(function.http_client("function-url").get("/", headers=SIGNED))
    assert context["accountId"] == "anonymous"
    assert "authorizer" not in context


def test_d_a_signed_request_has_its_caller(function):
    response = function.http_client("function-url", auth_type="AWS_IAM").get("/", headers=SIGNED)
    context = context_of(response)
    assert (response.text, context["accountId"]) == ("hello", "123456789012")
    iam = context["authorizer"]["iam"]
    assert iam["accessKey"] == "AKIAIOSFODNN7EXAMPLE"
    assert iam["userArn"] == "arn:aws:iam::123456789012:user/alice"
    assert (iam["callerId"], iam["cognitoIdentity"], iam["principalOrgId"]) == (iam["userId"], None, None)


def test_a_query_may_be_signed(function):
    query = {"X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": "AKIAX/20260101", "X-Amz-Signature": "0"}
    response = function.http_client("function-url", auth_type="AWS_IAM").get("/", params=query)
    assert response.status_code == 200
    assert context_of(response)["authorizer"]["iam"]["accountId"] == "123456789012"


@pytest.mark.parametrize("signer", ["SigV4Auth", "SigV4QueryAuth"])
def test_requests_that_botocore_signs(function, signer):
    auth = pytest.importorskip("botocore.auth")
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    client = function.http_client("function-url", auth_type="AWS_IAM")
    request = AWSRequest("GET", f"https://{client.base_url.host}/pets?a=1")
    getattr(auth, signer)(Credentials("AKIAB", "secret"), "lambda", "us-east-1").add_auth(request)
    signed = request.prepare()
    context = context_of(client.get(signed.url, headers=dict(signed.headers.items())))
    assert context["authorizer"]["iam"]["accessKey"] == "AKIAB"


def test_the_caller_stays_the_same(function):
    client = function.http_client("function-url", auth_type="AWS_IAM")
    first, second = (context_of(client.get("/", headers=SIGNED))["authorizer"] for _ in range(2))
    assert first == second


def test_the_caller_may_be_declared(function):
    declared = {"callerId": "AIDAX", "userArn": "arn:aws:iam::123456789012:user/bob", "accessKey": "AKIAB"}
    client = function.http_client("function-url", auth_type="AWS_IAM", iam=declared)
    iam = context_of(client.get("/", headers=SIGNED))["authorizer"]["iam"]
    assert {name: iam[name] for name in declared} == declared
    assert iam["userId"] == "AIDAX"


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic AWS4-HMAC-SHA256"}],
    ids=["none", "bearer", "basic"],
)
def test_v_a_request_without_signature_is_forbidden(function, headers):
    response = function.http_client("function-url", auth_type="AWS_IAM").get("/", headers=headers)
    assert (response.status_code, response.json()) == (403, FORBIDDEN)
    assert response.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert response.headers["content-type"] == "application/json"
    exchange = response.extensions["lambda"]
    assert (exchange.refusal.rule, exchange.event, exchange.result) == ("URL-signature", None, None)


@pytest.mark.parametrize("auth_type", ["NONE", "AWS_IAM"])
def test_v_without_permission_a_request_is_forbidden(function, auth_type):
    client = function.http_client("function-url", auth_type=auth_type, permission=False)
    response = client.get("/", headers=SIGNED)
    assert (response.status_code, response.json()) == (403, FORBIDDEN)
    assert response.extensions["lambda"].refusal.rule == "URL-permission"
    assert function.invocations == ()


def test_v_the_url_of_an_alias_that_was_deleted_is_forbidden():
    with LambdaService() as service:
        function = service.create_function("pets", handler=lambda event, context: "hello")
        function.create_alias("live", function_version=function.publish_version().version)
        client = function.http_client("function-url", qualifier="live")
        assert client.get("/").text == "hello"
        function.delete_alias("live")
        response = client.get("/")
    assert (response.status_code, response.json()) == (403, FORBIDDEN)
    assert response.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert response.extensions["lambda"].refusal.rule == "URL-alias"


def test_v_an_unknown_url(function):
    headers = {"host": "0123456789abcdefghijklmnopqrstuv.lambda-url.us-east-1.on.aws"}
    response = function.http_client("function-url").get("/", headers=headers)
    assert (response.status_code, response.text) == (403, '{"Message":null}')
    assert response.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert response.headers["content-type"] == "application/json"
    assert response.extensions["lambda"].refusal.rule == "URL-host"
    assert function.invocations == ()
