"""Settings of function URLs that AWS would refuse, or that are not simulated."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, NotSimulated
from pytest_lambda.gateway import FunctionUrl

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"auth_type": "IAM"}, "auth_type is 'IAM': expected 'NONE' or 'AWS_IAM'"),
    ({"invoke_mode": "STREAM"}, "invoke_mode is 'STREAM': expected 'BUFFERED' or 'RESPONSE_STREAM'"),
    ({"iam": {}}, "iam says who signs, but auth_type is 'NONE'"),
    ({"auth_type": "AWS_IAM", "iam": "alice"}, "iam is 'alice': expected a mapping"),
    ({"auth_type": "AWS_IAM", "iam": {"user_arn": "x"}}, "iam has 'user_arn'.*Did you mean 'userArn'"),
    ({"permission": "yes"}, "permission is 'yes': expected True or False"),
    ({"qualifier": "1"}, "qualifier is '1': expected the name of an alias"),
    ({"qualifier": "$LATEST"}, "qualifier is '\\$LATEST': expected the name of an alias"),
    ({"qualifier": 1}, "qualifier is 1: expected the name of an alias"),
    ({"cors": ["*"]}, "cors is \\['\\*'\\]: expected a mapping"),
    ({"cors": {"allowed_origins": ["*"]}}, "cors has 'allowed_origins'.*Did you mean 'allow_origins'"),
    ({"cors": {"allow_origins": "*"}}, "expected a list of texts"),
    ({"cors": {"allow_methods": ["OPTIONS"]}}, "has 'OPTIONS': expected up to 6 characters; '\\*' allows OPTIONS too"),
    ({"cors": {"allow_methods": ["GET"] * 7}}, "has 7 items: expected up to 6"),
    ({"cors": {"max_age": -1}}, "cors\\['max_age'\\] is -1: expected seconds, 0 to 86,400"),
    ({"cors": {"max_age": 86_401}}, "max_age"),
    ({"routes": ["GET /"]}, "routes= is no setting of kind 'function-url'"),
    ({"raise_function_errors": "yes"}, "raise_function_errors is 'yes': expected True or False"),
]


@pytest.fixture
def function():
    with LambdaFunction(lambda event, context: "hello") as made:
        yield made


@pytest.mark.parametrize(("settings", "message"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_wrong_settings(function, settings, message):
    with pytest.raises(ConfigurationError, match=message):
        function.http_client("function-url", **settings)


@pytest.mark.parametrize(
    "cors",
    [{"allow_origins": ["*"], "allow_credentials": True}, {"allow_origins": ["https://*.example.com"]}],
    ids=["credentials for all", "patterns"],
)
def test_what_is_not_simulated(function, cors):
    with pytest.raises(NotSimulated, match="is not recorded"):
        function.http_client("function-url", cors=cors)


@pytest.mark.parametrize("age", [0, 86_400])
def test_cors_at_its_limits(function, age):
    cors = {"allow_origins": ["*"], "allow_methods": ["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD"], "max_age": age}
    client = function.http_client("function-url", cors=cors)
    response = client.options("/", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "GET"})
    assert response.headers["access-control-max-age"] == str(age)


def test_a_door_can_be_made_by_its_class(function):
    door = FunctionUrl(function)
    assert door.client().get("/").text == "hello"


@pytest.mark.parametrize(
    ("iam", "message"),
    [
        ({"userArn": 7}, r"iam\['userArn'\] is 7: expected text"),
        ({"accountId": None}, r"iam\['accountId'\] is None: expected text"),
        ({"cognitoIdentity": "us-east-1:1"}, r"iam\['cognitoIdentity'\] is 'us-east-1:1': expected a mapping"),
    ],
    ids=["number", "null", "text"],
)
def test_fields_of_a_caller_that_cannot_be(iam, message):
    with LambdaFunction(lambda event, context: None) as function, pytest.raises(ConfigurationError, match=message):
        function.http_client("function-url", auth_type="AWS_IAM", iam=iam)
