"""Statuses of gateway responses, each as its documentation has it: facts 3.1, "Other gateway responses"."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.rest_api.response_types import TYPES
from tests.gateway.rest_api.asked import ask, echo

DOCUMENTED = {
    "ACCESS_DENIED": 403,
    "API_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400,
    "EXPIRED_TOKEN": 403,
    "INTEGRATION_FAILURE": 504,
    "INTEGRATION_TIMEOUT": 504,
    "INVALID_API_KEY": 403,
    "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "QUOTA_EXCEEDED": 429,
    "REQUEST_TOO_LARGE": 413,
    "RESOURCE_NOT_FOUND": 404,
    "THROTTLED": 429,
    "UNAUTHORIZED": 401,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "WAF_FILTERED": 403,
}


class Refusing:
    """An authorizer that refuses as it is told."""

    def __init__(self, name: str) -> None:
        self.name = name

    def authorize(self, call: Any) -> Any:
        raise Refused(self.name, "TEST-refusal", "said so")


@pytest.mark.parametrize("name", DOCUMENTED)
def test_d_the_status_of_a_type(name):
    response = ask(echo, authorizer=Refusing(name))
    assert response.status_code == DOCUMENTED[name]
    (key,) = json.loads(response.text)  # the documented template has one
    assert key.lower() == "message"


def test_all_types_are_here():
    assert DOCUMENTED.keys() == TYPES.keys() - {"DEFAULT_4XX", "DEFAULT_5XX"}


def test_a_fragment_never_reaches_the_gateway():
    """Facts 2.1: it is the client's own."""
    event = ask(echo, path="/pets?a=1#top").extensions["lambda"].event
    assert (event["path"], event["queryStringParameters"]) == ("/pets", {"a": "1"})
