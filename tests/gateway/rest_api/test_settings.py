"""Settings that API Gateway would refuse, and what is not simulated: one clear error each."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, NotSimulated
from pytest_lambda.gateway import RestApi
from tests.gateway.rest_api.asked import echo

BAD: list[tuple[dict[str, Any], str]] = [
    ({"stage": "a b"}, "stage is 'a b': expected up to 128 letters"),
    ({"stage": "$default"}, r"stage is '\$default'"),
    ({"stage": ""}, "stage is ''"),
    ({"stage": None}, "stage is None"),
    ({"stage_variables": ["a"]}, "stage_variables is .*expected a mapping"),
    ({"stage_variables": {"a-b": "1"}}, "stage_variables has 'a-b'"),
    ({"stage_variables": {"a": 1}}, r"stage_variables\['a'\] is 1"),
    ({"stage_variables": {"a": "b c"}}, r"stage_variables\['a'\] is 'b c'"),
    ({"binary_media_types": "image/png"}, "expected a list of media types"),
    ({"binary_media_types": 7}, "expected a list of media types"),
    ({"binary_media_types": ["png"]}, "binary_media_types has 'png'"),
    ({"endpoint_type": "edge"}, "endpoint_type is 'edge': expected 'REGIONAL' or 'EDGE'"),
    ({"domain_name": "localhost"}, "domain_name is 'localhost'"),
    ({"domain_name": "https://api.example.com"}, "domain_name is 'https"),
    ({"domain_name": "api.example.com", "base_path": "a b"}, "base_path is 'a b'"),
    ({"domain_name": "api.example.com", "base_path": None}, "base_path is None"),
    ({"base_path": "v1"}, "needs a custom domain"),
    ({"api_id": "A_B"}, "api_id is 'A_B'"),
    ({"routes": 7}, "routes is 7"),
    ({"functions": {}}, "functions= belongs to openapi="),
    ({"routes": ["GET /"], "openapi": {}}, "routes= and openapi= are both given"),
    ({"openapi": {"openapi": "3.0.1"}}, "paths"),
    ({"authorizer": "nobody"}, "'nobody', which is not among authorizers="),
    ({"authorizer": 7}, "authorizer is 7: expected one of"),
    ({"raise_function_errors": "yes"}, "raise_function_errors is 'yes'"),
]


@pytest.mark.parametrize(("settings", "message"), BAD, ids=[f"{number} {list(each[0])[-1]}" for number, each in enumerate(BAD)])
def test_settings_that_cannot_be(settings, message):
    with LambdaFunction(echo) as function, pytest.raises(ConfigurationError, match=message):
        function.http_client("rest-api", **settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"api_key_required": True},
        {"usage_plans": [{"name": "gold"}]},
        {"request_templates": {"application/json": "{}"}},
        {"response_templates": {"application/json": "{}"}},
        {"routes": {"GET /": {"api_key_required": True}}},
        {"routes": {"GET /": {"request_templates": {}}}},
        {"endpoint_type": "PRIVATE"},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_what_is_not_simulated(settings):
    with LambdaFunction(echo) as function, pytest.raises(NotSimulated, match="not simulated"):
        function.http_client("rest-api", **settings)


def test_a_door_can_be_made_without_a_client():
    with LambdaFunction(echo) as function:
        door = RestApi(function, domain_name="API.example.com", base_path="/v1/", api_id="abc")
        assert (door.host, door.base_url, door.kind) == ("api.example.com", "https://api.example.com/v1", "rest-api")
        assert door.client().get("/pets").json()["requestContext"]["apiId"] == "abc"


def test_a_setting_of_http_apis():
    with LambdaFunction(echo) as function, pytest.raises(ConfigurationError, match="payload_format, which REST APIs do"):
        function.http_client("rest-api", routes={"GET /": {"payload_format": "1.0"}})
