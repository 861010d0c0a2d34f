"""What a REST API answers by itself, and how that is customized: facts 3.1, "Gateway response types"."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, NotSimulated
from pytest_lambda.gateway.door import Refused
from tests.gateway.rest_api.asked import answered, ask, echo, raw


class Refusing:
    """An authorizer that refuses as it is told."""

    def __init__(self, name: str, message: str | None = None) -> None:
        self.name = name
        self.message = message

    def authorize(self, call: Any) -> Any:
        raise Refused(self.name, "TEST-refusal", "said so", message=self.message)


#: type -> status, body, x-amzn-ErrorType; D their statuses, C and W their texts
AUTHORIZERS = {
    "ACCESS_DENIED": (403, '{"Message":"User is not authorized to access this resource"}', "AccessDeniedException"),
    "AUTHORIZER_CONFIGURATION_ERROR": (500, '{"message":null}', "AuthorizerConfigurationException"),
    "AUTHORIZER_FAILURE": (500, '{"message":null}', "AuthorizerFailureException"),
    "EXPIRED_TOKEN": (403, '{"message":"The security token included in the request is expired"}', "ExpiredTokenException"),
    "MISSING_AUTHENTICATION_TOKEN": (
        403,
        '{"message":"Missing Authentication Token"}',
        "MissingAuthenticationTokenException",
    ),
    "UNAUTHORIZED": (401, '{"message":"Unauthorized"}', "UnauthorizedException"),
    "INTEGRATION_FAILURE": (504, '{"message": "Internal server error"}', "InternalServerErrorException"),
    "THROTTLED": (429, '{"message":"Too Many Requests"}', "TooManyRequestsException"),
    "WAF_FILTERED": (403, '{"message":"Forbidden"}', "ForbiddenException"),
}


@pytest.mark.parametrize("name", AUTHORIZERS)
def test_what_is_answered_by_default(name):
    status, body, error_type = AUTHORIZERS[name]
    response = ask(echo, authorizer=Refusing(name))
    assert (response.status_code, response.text) == (status, body)
    assert raw(response, "x-amzn-errortype") == [("x-amzn-ErrorType", error_type)]
    assert response.headers["content-type"] == "application/json"
    assert response.extensions["lambda"].refusal.rule == "TEST-refusal"


def test_an_authorizer_may_say_the_message():
    text = 'User "x" is not authorized'
    assert ask(echo, authorizer=Refusing("ACCESS_DENIED", text)).json() == {"Message": text}


def test_d_a_path_that_is_too_long_for_an_authorizer():
    response = ask(echo, authorizer=Refusing("REQUEST_URI_TOO_LONG"))
    assert (response.status_code, response.json()) == (414, {"message": "Request URI too long"})


def test_an_authorizer_with_an_answer_of_its_own():
    with pytest.raises(ConfigurationError, match="refused with 'UNAUTHORISED'.*Did you mean 'UNAUTHORIZED'"):
        ask(echo, authorizer=Refusing("UNAUTHORISED"))


def custom(path: str = "/nowhere", **responses: dict[str, Any]) -> Any:
    return ask(echo, path=path, routes=["GET /somewhere"], gateway_responses=responses)


def test_d_a_type_of_its_own():
    response = custom(
        MISSING_AUTHENTICATION_TOKEN={
            "status_code": "404",
            "response_parameters": {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"},
            "response_templates": {"application/json": '{"message":$context.error.messageString, "hint": "no route"}'},
        }
    )
    assert response.status_code == 404
    assert response.json() == {"message": "Missing Authentication Token", "hint": "no route"}
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException"


def test_d_defaults_stand_for_the_others():
    headers = {"response_parameters": {"gatewayresponse.header.X-Default": "'4'"}}
    response = custom(DEFAULT_4XX=headers, DEFAULT_5XX={"status_code": 599})
    assert (response.status_code, response.headers["x-default"]) == (403, "4")
    assert response.json() == {"message": "Missing Authentication Token"}
    own = custom(DEFAULT_4XX=headers, MISSING_AUTHENTICATION_TOKEN={"status_code": 404})
    assert (own.status_code, own.headers.get("x-default")) == (404, None)


def test_d_the_status_of_a_default_is_that_of_all_others():
    assert custom(DEFAULT_4XX={"status_code": 418}).status_code == 418
    assert answered("no object", gateway_responses={"DEFAULT_5XX": {"status_code": 500}}).status_code == 500
    assert answered("no object", gateway_responses={"DEFAULT_4XX": {"status_code": 500}}).status_code == 502


def test_d_the_variables():
    template = "$context.error.responseType: $context.error.message ($context.error.messageString) 5$"
    response = custom(DEFAULT_4XX={"response_templates": {"text/plain": template}})
    text = 'MISSING_AUTHENTICATION_TOKEN: Missing Authentication Token ("Missing Authentication Token") 5$'
    assert (response.text, response.headers["content-type"]) == (text, "text/plain")


def test_json_comes_before_other_templates():
    """Which of several is taken is not recorded."""
    response = custom(DEFAULT_4XX={"response_templates": {"text/plain": "x", "application/json": "{}"}})
    assert response.text == "{}"


def test_d_headers_of_the_request():
    parameters = {
        "gatewayresponse.header.X-Origin": "method.request.header.origin",
        "gatewayresponse.header.X-Page": "method.request.querystring.page",
        "gatewayresponse.header.X-None": "method.request.header.none",
    }
    response = ask(
        echo,
        path="/nowhere?page=7",
        request={"headers": {"Origin": "https://example.com"}},
        routes=["GET /a"],
        gateway_responses={"DEFAULT_4XX": {"response_parameters": parameters}},
    )
    assert (response.headers["x-origin"], response.headers["x-page"]) == ("https://example.com", "7")
    assert "x-none" not in response.headers


def test_k_what_is_no_gateway_response_of_the_api_is_not_customized():
    responses = {"DEFAULT_4XX": {"status_code": 418}, "REQUEST_TOO_LARGE": {"status_code": 418}}
    with LambdaFunction(echo) as function:
        client = function.http_client("rest-api", gateway_responses=responses)
        assert client.get(f"https://{client.base_url.host}/no-stage").status_code == 403
        assert client.post("/", content=b"x" * 10_485_761).status_code == 413
        assert client.post("/", content=b"x" * 6_291_456).status_code == 413


#: gateway_responses -> what is said of them
BAD: dict[str, tuple[Any, str]] = {
    "no mapping": (["DEFAULT_4XX"], "gateway_responses is"),
    "a type": ({"DEFAULT_4X": {}}, "'DEFAULT_4X'.*Did you mean 'DEFAULT_4XX'"),
    "its settings": ({"DEFAULT_4XX": "404"}, "expected any of status_code"),
    "a setting": ({"DEFAULT_4XX": {"statusCode": 404}}, "'statusCode'.*Did you mean 'status_code'"),
    "a status": ({"DEFAULT_4XX": {"status_code": 42}}, "status_code 42: expected 100 to 599"),
    "a value without quotes": (
        {"DEFAULT_4XX": {"response_parameters": {"gatewayresponse.header.A": "*"}}},
        "single quotes, \"'\\*'\" say",
    ),
    "a header that HTTP does not have": (
        {"DEFAULT_4XX": {"response_parameters": {"gatewayresponse.header.A b": "'1'"}}},
        "no header of HTTP",
    ),
    "a value that HTTP does not have": (
        {"DEFAULT_4XX": {"response_parameters": {"gatewayresponse.header.A": "'1\n'"}}},
        "no header of HTTP",
    ),
    "templates that are none": ({"DEFAULT_4XX": {"response_templates": {"application/json": {}}}}, "text to text"),
}


@pytest.mark.parametrize("case", BAD)
def test_settings_that_cannot_be(case):
    responses, message = BAD[case]
    with LambdaFunction(echo) as function, pytest.raises(ConfigurationError, match=message):
        function.http_client("rest-api", gateway_responses=responses)


#: settings of DEFAULT_4XX that are not simulated -> what is said of them
UNSIMULATED: dict[str, tuple[dict[str, Any], str]] = {
    "another variable": (
        {"response_templates": {"application/json": '{"id": "$context.requestId"}'}},
        r"'\$context.requestId' in the template for 'application/json'",
    ),
    "validation errors": (
        {"response_templates": {"application/json": "$context.error.validationErrorString"}},
        r"\$context.error.validationErrorString",
    ),
    "a variable that only begins like a known one": (
        {"response_templates": {"application/json": "$context.error.message.x"}},
        r"\$context.error.message.x",
    ),
    "stage variables": ({"response_templates": {"text/plain": "${stageVariables.a}"}}, "stageVariables.a"),
    "input": ({"response_templates": {"text/plain": "$input.body"}}, r"\$input.body"),
    "a path": ({"response_parameters": {"gatewayresponse.path.a": "'1'"}}, "only 'gatewayresponse.header.<name>' is"),
    "a variable in a header": (
        {"response_parameters": {"gatewayresponse.header.a": "context.requestId"}},
        "'context.requestId' of 'a'|'context.requestId'",
    ),
}


@pytest.mark.parametrize("case", UNSIMULATED)
def test_what_is_not_simulated(case):
    settings, message = UNSIMULATED[case]
    with LambdaFunction(echo) as function, pytest.raises(NotSimulated, match=message):
        function.http_client("rest-api", gateway_responses={"DEFAULT_4XX": settings})
