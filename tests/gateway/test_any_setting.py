"""Whatever a setting is given: one clear error, or a front door that works."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import ConfigurationError, LambdaFunction, NotSimulated, events
from pytest_lambda.gateway import FunctionUrl, HttpApi, LoadBalancer, RestApi, WebSocketApi
from pytest_lambda.gateway import authorizers as all_authorizers
from pytest_lambda.gateway.authorizers import (
    CognitoAuthorizer,
    IamAuthorizer,
    JwtAuthorizer,
    LambdaAuthorizer,
    RequestAuthorizer,
    TokenAuthorizer,
    TokenIssuer,
)

DOORS: Any = (FunctionUrl, HttpApi, LoadBalancer, RestApi, WebSocketApi)
#: settings that need another one beside them
BESIDE: dict[tuple[str, str], dict[str, Any]] = {
    ("FunctionUrl", "iam"): {"auth_type": "AWS_IAM"},
    ("HttpApi", "api_mapping_key"): {"domain_name": "api.example.com"},
    ("HttpApi", "functions"): {"openapi": {"openapi": "3.0.1", "paths": {"/": {"get": {}}}}},
    ("RestApi", "base_path"): {"domain_name": "api.example.com"},
    ("RestApi", "functions"): {"openapi": {"openapi": "3.0.1", "paths": {"/": {"get": {}}}}},
    ("WebSocketApi", "api_mapping_key"): {"domain_name": "api.example.com"},
}
SETTINGS = [
    (made, each.name)
    for made in DOORS
    for each in inspect.signature(made).parameters.values()
    if each.kind is each.KEYWORD_ONLY
]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3)
keys = st.sampled_from(
    [
        "GET /",
        "/",
        "ANY /{proxy+}",
        "$default",
        "$connect",
        "GET /{",
        "GET /{a}/{a}",
        "DEFAULT_4XX",
        "allow_origins",
        "path",
        "matcher",
        "userArn",
        "accountId",
        "name",
        "x",
    ]
)
inner = st.sampled_from(
    [
        "authorizer",
        "authorization_scopes",
        "function",
        "integration_http_method",
        "operation_name",
        "payload_format",
        "qualifier",
        "request_models",
        "request_parameters",
        "request_validator",
        "timeout_in_millis",
        "status_code",
        "response_parameters",
        "response_templates",
        "application/json",
        "method.request.header.x",
        "x",
    ]
)
anything = st.recursive(
    scalars | keys,
    lambda each: st.lists(each, max_size=2) | st.dictionaries(keys | inner | st.integers(), each, max_size=2),
    max_leaves=4,
)
paths = st.dictionaries(st.just("/") | scalars, st.dictionaries(st.sampled_from(["get", "parameters"]), anything))
operations = st.dictionaries(
    st.sampled_from(
        [
            "operationId",
            "parameters",
            "requestBody",
            "security",
            "x-amazon-apigateway-integration",
            "x-amazon-apigateway-request-validator",
            "x-amazon-apigateway-auth",
            "responses",
        ]
    ),
    anything,
)
documents = st.fixed_dictionaries(
    {
        "openapi": st.just("3.0.1"),
        "paths": paths | st.fixed_dictionaries({"/": st.fixed_dictionaries({"get": operations})}),
    },
    optional={
        "components": anything,
        "security": anything,
        "x-amazon-apigateway-cors": anything,
        "x-amazon-apigateway-gateway-responses": anything,
        "x-amazon-apigateway-binary-media-types": anything,
        "x-amazon-apigateway-request-validators": anything,
    },
)


@pytest.fixture(scope="module")
def function():
    with LambdaFunction(lambda event, context: {"statusCode": 200}) as made:
        yield made


@pytest.mark.parametrize(("made", "name"), SETTINGS, ids=lambda each: each if isinstance(each, str) else each.__name__)
@settings(max_examples=30)
@given(value=anything)
def test_a_setting_is_refused_or_works(function, made, name, value):
    try:
        door = made(function, **BESIDE.get((made.__name__, name), {}) | {name: value})
    except (ConfigurationError, NotSimulated) as error:
        assert len(str(error)) > 20
        return
    check(door)


@pytest.mark.parametrize("made", [HttpApi, RestApi])
@settings(max_examples=60)
@given(document=documents)
def test_a_document_is_refused_or_works(function, made, document):
    try:
        door = made(function, openapi=document)
    except (ConfigurationError, NotSimulated) as error:
        assert len(str(error)) > 20
        return
    check(door)


def check(door):
    if isinstance(door, WebSocketApi):
        return
    try:
        response = door.client().get("/")
    except NotSimulated:  # of a route: it is said when the route is asked for
        return
    event = response.extensions["lambda"].event
    assert event is None or events.check(event) == []


@pytest.mark.parametrize("made", DOORS)
@pytest.mark.parametrize(
    "given_function", [None, 7, "app.handler", lambda event, context: None], ids=["none", "number", "name", "handler"]
)
def test_what_is_no_function(made, given_function):
    with pytest.raises(ConfigurationError, match=r"function is .*: expected a LambdaFunction"):
        made(given_function)


NEEDED: dict[Any, dict[str, Any]] = {
    CognitoAuthorizer: {},
    IamAuthorizer: {},
    JwtAuthorizer: {"issuer": "https://a.example.com", "audience": "x", "keys": TokenIssuer()},
    LambdaAuthorizer: {"function": None},
    RequestAuthorizer: {"function": None},
    TokenAuthorizer: {"function": None},
    TokenIssuer: {},
}


def test_all_authorizers_are_here():
    assert {each.__name__ for each in NEEDED} | {"Authorized", "Authorizer", "AuthorizerCall"} == set(
        all_authorizers.__all__
    )


@pytest.mark.parametrize(
    ("made", "name"),
    [(made, name) for made in NEEDED for name in inspect.signature(made).parameters],
    ids=lambda each: each if isinstance(each, str) else each.__name__,
)
@settings(max_examples=30)
@given(value=anything)
def test_a_setting_of_an_authorizer_is_refused_or_taken(function, made, name, value):
    needed = {key: function if key == "function" else each for key, each in NEEDED[made].items()}
    try:
        made(**needed | {name: value})
    except (ConfigurationError, NotSimulated) as error:
        assert len(str(error)) > 15
