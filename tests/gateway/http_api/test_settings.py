"""Settings of HTTP APIs that AWS would refuse: one clear error each, when the client is made."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction
from pytest_lambda.gateway import HttpApi

from .asked import OK

DOCUMENT = {"openapi": "3.0.1", "info": {}, "paths": {"/pets": {"get": {}}}}


@pytest.fixture
def function():
    with LambdaFunction(lambda event, context: OK) as made:
        yield made


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"payload_format": "3.0"}, r"payload_format is '3.0': expected '2.0' or '1.0'"),
        ({"payload_format": 2.0}, r"payload_format is 2.0"),
        ({"payload_format": ["2.0"]}, r"payload_format is \['2.0'\]"),
        ({"routes": {"GET /": {"payload_format": "3"}}}, r"payload_format is '3'"),
        ({"routes": "GET /"}, r"routes is 'GET /': expected keys"),
        ({"routes": []}, "routes is empty"),
        ({"routes": ["GET pets"]}, "routes has 'GET pets': expected a method and a path"),
        ({"routes": ["GET /pets", "get /pets"]}, "routes has 'GET /pets' twice"),
        ({"routes": ["GET /{a}/x", "GET /{b}/x"]}, r"'GET /\{a\}/x' and 'GET /\{b\}/x', which take the same requests"),
        ({"routes": ["GET /{proxy+}/x"]}, "a parameter with a plus takes all the rest"),
        ({"routes": {"GET /": {"request_validator": "all"}}}, "has request_validator, which HTTP APIs do not know"),
        ({"routes": {"GET /": {"request_models": {}}}}, "has request_models, which HTTP APIs do not know"),
        ({"openapi": DOCUMENT, "routes": ["GET /"]}, "routes= and openapi= are both given"),
        ({"functions": {}}, "functions= is about the operations of openapi=, which is not given"),
        ({"openapi": {"openapi": "3.0.1"}}, "a document without them has no routes"),
        ({"stage": "prod/eu"}, r"stage is 'prod/eu': expected '\$default', or 1 to 128 letters"),
        ({"stage": None}, "stage is None"),
        ({"stage": ""}, "stage is ''"),
        ({"stage_variables": {"a": 1}}, r"stage_variables is \{'a': 1\}: expected a mapping of texts to texts"),
        ({"stage_variables": "a"}, "stage_variables is 'a'"),
        ({"domain_name": "https://api.example.com"}, "domain_name is 'https://api.example.com': expected a host name"),
        ({"domain_name": "API.example.com"}, "expected a host name in lower case"),
        ({"domain_name": 1}, "domain_name is 1: expected a host name"),
        ({"domain_name": "api.example.com", "api_mapping_key": 1}, "api_mapping_key is 1: expected a path"),
        ({"api_mapping_key": "v1"}, "api_mapping_key is 'v1', but there is no domain_name"),
        ({"domain_name": "api.example.com", "api_mapping_key": "/v1"}, "expected a path without slashes at its ends"),
        ({"timeout_in_millis": 30_001}, "timeout_in_millis is 30001: expected 50 to 30,000 milliseconds"),
        ({"timeout_in_millis": 49}, "timeout_in_millis is 49"),
        ({"timeout_in_millis": "30"}, "timeout_in_millis is '30'"),
        ({"routes": {"GET /": {"timeout_in_millis": 31_000}}}, "timeout_in_millis is 31000"),
        ({"raise_function_errors": 1}, "raise_function_errors is 1: expected True or False"),
    ],
)
def test_one_clear_error_each(function, settings, message):
    with pytest.raises(ConfigurationError, match=message):
        function.http_client("http-api", **settings)


def test_the_class_takes_the_same_settings(function):
    door = HttpApi(function, routes=["GET /pets"], stage="dev")
    with door.client() as client:
        assert client.get("/pets").status_code == 200
    assert (door.kind, door.base_url) == ("http-api", f"https://{door.host}/dev")


def test_apis_of_one_world_have_one_host(function):
    assert HttpApi(function).host == HttpApi(function, payload_format="1.0").host
