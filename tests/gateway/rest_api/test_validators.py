"""Request validators: facts 3.1."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction
from tests.gateway.rest_api.asked import ask, echo

SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "properties": {"a": {"type": "number"}, "b": {"type": "number"}},
    "required": ["a", "b"],
}
PARAMETERS = {
    "method.request.path.test": True,
    "method.request.querystring.qs1": True,
    "method.request.header.x-header-param": True,
    "method.request.querystring.other": False,
}
COMPLETE = {"headers": {"x-header-param": "test"}, "params": {"qs1": "test"}}


def check(method: str = "POST", *, validator: str | None = "all", path: str = "/nested/value", **request: Any) -> Any:
    settings: dict[str, Any] = {
        "request_validator": validator,
        "request_parameters": PARAMETERS,
        "request_models": {"application/json": SCHEMA},
    }
    return ask(echo, method, path, request=request, routes={"ANY /nested/{test}": settings})


def refused(response: Any) -> tuple[int, str, str]:
    assert response.headers["x-amzn-errortype"] == "BadRequestException"
    assert response.extensions["lambda"].event is None
    return response.status_code, response.json()["message"], response.extensions["lambda"].refusal.rule


def test_v_a_complete_request():
    response = check(json={"a": 1, "b": 2}, **COMPLETE)
    assert (response.status_code, response.json()["body"]) == (200, '{"a":1,"b":2}')


#: request -> what it lacks
MISSING = {
    "V header": ({"params": {"qs1": "test"}}, "x-header-param"),
    "V query": ({"headers": {"x-header-param": "test"}}, "qs1"),
    "V both": ({}, "x-header-param, qs1"),
    "D blank": ({"headers": {"x-header-param": ""}, "params": {"qs1": " "}}, "x-header-param, qs1"),
    "D another case of the header's name": ({"headers": {"X-Header-Param": "1"}, "params": {"qs1": "1"}}, "x-header-param"),
    "D another case of the parameter's name": ({"headers": {"x-header-param": "1"}, "params": {"QS1": "1"}}, "qs1"),
}


@pytest.mark.parametrize("case", MISSING)
def test_required_parameters(case):
    request, missing = MISSING[case]
    message = f"Missing required request parameters: [{missing}]"
    assert refused(check(json={"a": 1, "b": 2}, **request)) == (400, message, "REST-parameters")


def test_v_all_that_is_missing_is_named_headers_first():
    route = {
        "request_validator": "params",
        "request_parameters": {
            "method.request.querystring.qs1": True,
            "method.request.path.issuer": True,
            "method.request.header.x-header-param": True,
        },
    }
    response = ask(echo, "POST", "/nested/value", routes={"POST /nested/{test}": route})
    assert refused(response)[1] == "Missing required request parameters: [x-header-param, issuer, qs1]"


#: body and headers -> whether they pass
BODIES: dict[str, tuple[dict[str, Any], bool]] = {
    "V it fits": ({"json": {"a": 1, "b": 2}}, True),
    "V it does not fit": ({"json": {"test": "test"}}, False),
    "V none": ({}, False),
    "V none, but a type": ({"headers": {"content-type": "application/json"}}, False),
    "C no JSON": ({"content": "{", "headers": {"content-type": "application/json"}}, False),
    "C no UTF-8": ({"content": b"\xff", "headers": {"content-type": "application/json"}}, False),
    "C a number that JSON does not have": (
        {"content": '{"a": NaN, "b": 1}', "headers": {"content-type": "application/json"}},
        False,
    ),
    "K a type with parameters": (
        {"content": "{}", "headers": {"content-type": "Application/JSON; charset=utf-8"}},
        False,
    ),
    "D no model for the type": ({"content": "<a/>", "headers": {"content-type": "application/xml"}}, True),
}


@pytest.mark.parametrize("case", BODIES)
def test_bodies(case):
    request, passes = BODIES[case]
    response = check(validator="body", **request)
    if passes:
        assert response.status_code == 200
    else:
        assert refused(response) == (400, "Invalid request body", "REST-request-body")


def test_d_a_model_for_all_types():
    route = {"request_validator": "body", "request_models": {"$default": {"type": "array"}}}
    request = {"content": "{}", "headers": {"content-type": "application/x-mine"}}
    assert refused(ask(echo, "POST", request=request, routes={"POST /": route}))[0] == 400


def test_the_reason_says_what_does_not_fit():
    response = check(json={"a": "x", "b": 1}, **COMPLETE)
    assert "$.a: 'x' is not of type 'number'" in response.extensions["lambda"].refusal.reason


def test_parameters_come_first():
    assert refused(check(json={}))[2] == "REST-parameters"


@pytest.mark.parametrize(("validator", "status"), [(None, 200), ("body", 200), ("params", 400), ("all", 400)])
def test_v_what_the_validator_does_not_check(validator, status):
    assert check(json={"a": 1, "b": 2}, validator=validator).status_code == status


@pytest.mark.parametrize(("validator", "status"), [(None, 200), ("body", 400), ("params", 200), ("all", 400)])
def test_v_bodies_that_the_validator_does_not_check(validator, status):
    assert check(json={}, validator=validator, **COMPLETE).status_code == status


def test_references_inside_a_model():
    model = {"definitions": {"Id": {"type": "integer"}}, "properties": {"id": {"$ref": "#/definitions/Id"}}}
    route = {"POST /": {"request_validator": "body", "request_models": {"application/json": model}}}
    assert ask(echo, "POST", request={"json": {"id": 1}}, routes=route).status_code == 200
    assert ask(echo, "POST", request={"json": {"id": "1"}}, routes=route).status_code == 400


#: settings of a route -> what is said of them
BAD = {
    "validator": ({"request_validator": "everything"}, "request_validator 'everything': expected one of 'body', "),
    "parameter": ({"request_parameters": {"querystring.page": True}}, "request_parameters with 'querystring.page'"),
    "required": ({"request_parameters": {"method.request.header.a": "yes"}}, "True or False"),
    "models": ({"request_models": ["x"]}, r"\['request_models'\] is \['x'\]: expected a mapping"),
    "schema": ({"request_models": {"application/json": {"type": "text"}}}, "is no JSON schema"),
    "no schema": ({"request_models": {"application/json": "Pet"}}, "'Pet': expected a JSON schema"),
    "reference": (
        {"request_models": {"application/json": {"$ref": "https://example.com/pet.json"}}},
        "refers to 'https://example.com/pet.json'",
    ),
    "reference in a list": (
        {"request_models": {"application/json": {"anyOf": [{"$ref": "Pet"}]}}},
        "refers to 'Pet'",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_settings_that_cannot_be(case):
    settings, message = BAD[case]
    with LambdaFunction(echo) as function, pytest.raises(ConfigurationError, match=message):
        function.http_client("rest-api", routes={"GET /pets": settings})


def test_without_jsonschema(monkeypatch):
    monkeypatch.setitem(sys.modules, "jsonschema", None)  # as if it were not installed
    with LambdaFunction(echo) as function:
        function.http_client("rest-api", routes={"GET /pets": {"request_validator": "body"}})
        with pytest.raises(ConfigurationError, match=r"pip install 'pytest-aws-lambda\[http\]'"):
            function.http_client("rest-api", routes={"GET /pets": {"request_models": {"application/json": {}}}})
