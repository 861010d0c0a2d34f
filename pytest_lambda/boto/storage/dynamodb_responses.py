"""How DynamoDB and its streams say what they answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.response import http_response
from pytest_lambda.service.resources.refusals import RequestRefused

_JSON = {"Content-Type": "application/x-amz-json-1.0"}


def answered(request: Any, request_id: str, body: Mapping[str, Any]) -> Any:
    """The response that says a result."""
    return http_response(request.url, 200, request_id, _JSON, json.dumps(body).encode())


def refused(request: Any, request_id: str, refusal: RequestRefused) -> Any:
    """The response that says why not."""
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{refusal.code}", "message": refusal.message}
    headers = {**_JSON, "x-amzn-ErrorType": refusal.code}
    return http_response(request.url, 400, request_id, headers, json.dumps(body).encode())
