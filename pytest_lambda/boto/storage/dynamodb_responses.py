"""How DynamoDB and its streams say what they answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.response import http_response
from pytest_lambda.service.resources.refusals import RequestRefused


def answered(request: Any, request_id: str, body: Mapping[str, Any]) -> Any:
    """The response that says a result."""
    return http_response(request.url, 200, request_id, {}, json.dumps(body).encode())


def refused(request: Any, request_id: str, refusal: RequestRefused) -> Any:
    """The response that says why not."""
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{refusal.code}", "message": refusal.message}
    return http_response(request.url, 400, request_id, {"x-amzn-ErrorType": refusal.code}, json.dumps(body).encode())
