"""Answers to Bedrock agents."""

from __future__ import annotations

from typing import Any

import pytest

from .broken import broken

API = {"actionGroup": "g", "apiPath": "/orders", "httpMethod": "GET"}
FUNCTION = {"actionGroup": "g", "function": "f"}
BODY = {"body": '{"id": 1}'}


def api(**changes: Any) -> dict[str, Any]:
    response = {**API, "httpStatusCode": 200, "responseBody": {"application/json": BODY}, **changes}
    return {"messageVersion": "1.0", "response": response}


def function(body: Any = None, **changes: Any) -> dict[str, Any]:
    answered = {"responseBody": body or {"TEXT": BODY}}
    return {"messageVersion": "1.0", "response": {**FUNCTION, "functionResponse": answered, **changes}}


def test_agents_accept() -> None:
    assert broken("bedrock_agent", api(), API) == set()
    assert broken("bedrock_agent", {**api(), "sessionAttributes": {"a": "b"}}, API) == set()
    assert broken("bedrock_agent_function", function(), FUNCTION) == set()
    failed = function(functionResponse={"responseState": "REPROMPT", "responseBody": {"TEXT": BODY}})
    assert broken("bedrock_agent_function", failed, FUNCTION) == set()


@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        (None, "BR-shape", ""),
        ({"response": api()["response"]}, "BR-shape", "messageVersion"),
        ({**api(), "messageVersion": 1.0}, "BR-shape", "messageVersion"),
        (api(httpStatusCode="200"), "BR-shape", "response.httpStatusCode"),
        (api(responseBody={"application/json": {"body": {"id": 1}}}), "BR-shape", "response.responseBody.application/json.body"),
        ({**api(), "sessionAttributes": {"count": 1}}, "BR-shape", "sessionAttributes.count"),
        ({**api(), "statusCode": 200}, "BR-shape", "statusCode"),
        (api(apiPath="/order"), "BR-echo", "response.apiPath"),
    ],
)
def test_agents_refuse(answer: Any, rule: str, field: str) -> None:
    assert broken("bedrock_agent", answer, API) == {(rule, field)}


@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        (api(), "BR-shape", "response.function"),
        (function(function="g"), "BR-echo", "response.function"),
        (function({"application/json": BODY}), "BR-text", "response.functionResponse.responseBody.application/json"),
        (function(functionResponse={"responseState": "FAILED", "responseBody": {}}), "BR-shape", "response.functionResponse.responseState"),
    ],
)
def test_agents_with_functions_refuse(answer: Any, rule: str, field: str) -> None:
    assert (rule, field) in broken("bedrock_agent_function", answer, FUNCTION)
