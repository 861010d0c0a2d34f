"""A service of a few lines: a table of functions, and a record of what was asked."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.boto.api import ApiAnswer
from pytest_lambda.errors import InvokeError, ResourceNotFoundException
from pytest_lambda.runtime.function import LambdaFunction

REQUEST_ID = "11111111-2222-4333-8444-555555555555"
Body = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Asked:
    """One request as the service saw it."""

    function_name: str
    payload: bytes
    invocation_type: str
    qualifier: str | None
    log_type: str | None
    client_context: str | None
    tenant_id: str | None
    trace_header: str | None


@dataclass
class FunctionTable:
    """Functions by name: a body from bytes to bytes, a `LambdaFunction`, or the error with which AWS refuses."""

    functions: dict[str, Body | LambdaFunction | Exception] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def invoke_api(self, function_name: str, payload: bytes, **parameters: Any) -> ApiAnswer:
        self.asked.append(Asked(function_name, payload, **parameters))
        function = self.functions.get(function_name)
        if function is None:
            raise ResourceNotFoundException(
                f"Function not found: arn:aws:lambda:us-east-1:123456789012:function:{function_name}",
                "Make it with create_function.",
            )
        if isinstance(function, Exception):
            raise function
        if parameters["invocation_type"] == "DryRun":
            return ApiAnswer(204, b"", None, None, None, REQUEST_ID)
        answer = _ran(function, payload, parameters)
        if parameters["invocation_type"] == "Event":
            return ApiAnswer(202, b"", None, None, None, REQUEST_ID)
        return answer


def _ran(function: Body | LambdaFunction, payload: bytes, parameters: dict[str, Any]) -> ApiAnswer:
    version = parameters["qualifier"] or "$LATEST"
    tail = base64.b64encode(b"START\nEND\n").decode() if parameters["log_type"] == "Tail" else None
    if isinstance(function, LambdaFunction):
        result = function.invoke(payload=payload, trace_id=parameters["trace_header"])
        return ApiAnswer(200, result.payload_bytes, result.function_error, version, tail, result.request_id)
    try:
        return ApiAnswer(200, function(payload), None, version, tail, REQUEST_ID)
    except InvokeError:
        raise
    except Exception as error:
        report = f'{{"errorMessage": "{error}", "errorType": "{type(error).__name__}"}}'
        return ApiAnswer(200, report.encode(), "Unhandled", version, tail, REQUEST_ID)
