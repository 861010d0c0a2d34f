"""HTTP responses, for botocore to parse."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Any

from pytest_lambda.boto.api import ApiAnswer
from pytest_lambda.boto.operations import OperationAnswer
from pytest_lambda.errors import InvokeError, TooManyRequestsException

# Errors whose text AWS calls `message`; the others say `Message` (API model of Lambda, error shapes).
_LOWER_CASE = frozenset(
    {
        "CodeArtifactUserDeletedException",
        "CodeArtifactUserFailedException",
        "CodeArtifactUserPendingException",
        "CodeStorageExceededException",
        "InvalidParameterValueException",
        "InvalidRequestContentException",
        "ModeNotSupportedException",
        "PolicyLengthExceededException",
        "PreconditionFailedException",
        "ProvisionedConcurrencyConfigNotFoundException",
        "RequestEntityTooLargeException",
        "RequestTooLargeException",
        "ResourceConflictException",
        "ResourceNotReadyException",
        "RuntimeAliasDeletedException",
        "RuntimeVersionDeletedException",
        "SerializedRequestEntityTooLargeException",
        "TooManyRequestsException",
        "UnsupportedMediaTypeException",
        "ValidationException",
    }
)
# Errors of the front end, which have no shape in the model and tell nothing but their text (API::test_tag_exceptions).
_TEXT_ONLY = frozenset({"SerializationException", "ValidationException"})


class _Wire(BytesIO):
    """A body as urllib3 gives it."""

    def stream(self, amt: int = 65536, decode_content: bool | None = None) -> Iterator[bytes]:
        while chunk := self.read(amt):
            yield chunk


def answered(url: str, answer: ApiAnswer) -> Any:
    """The response for an accepted request (API reference, Invoke, response syntax)."""
    headers = {
        "X-Amz-Function-Error": answer.function_error,
        "X-Amz-Log-Result": answer.log_result,
        "X-Amz-Executed-Version": answer.executed_version,
    }
    given = {name: value for name, value in headers.items() if value is not None}
    return http_response(url, answer.status_code, answer.request_id, given, answer.payload)


def done(url: str, answer: OperationAnswer, request_id: str) -> Any:
    """The response for another operation than Invoke."""
    return http_response(url, answer.status_code, request_id, {}, answer.as_json())


def refused(url: str, error: InvokeError, request_id: str) -> Any:
    """The response for a refused request; our hint is not AWS's, so it stays out."""
    headers = {"x-amzn-ErrorType": error.code}
    body: dict[str, str] = {}
    if isinstance(error, TooManyRequestsException):
        body["Reason"] = error.reason
        if error.retry_after_seconds is not None:
            headers["Retry-After"] = str(error.retry_after_seconds)
    if error.status_code < 500 and error.code not in _TEXT_ONLY:
        # F6; of errors on AWS's side no source tells it
        body["Type"] = "User"
    body["message" if error.code in _LOWER_CASE else "Message"] = error.message
    return http_response(url, error.status_code, request_id, headers, json.dumps(body).encode())


def http_response(url: str, status: int, request_id: str, headers: Mapping[str, str], body: bytes) -> Any:
    """A response of botocore's; of another service than S3."""
    every = {"x-amzn-RequestId": request_id, **headers}
    if body:
        every.setdefault("Content-Type", "application/json")
    if status != HTTPStatus.NO_CONTENT:
        every["Content-Length"] = str(len(body))
    return raw_response(url, status, every, body)


def raw_response(url: str, status: int, headers: Mapping[str, str], body: bytes) -> Any:
    """A response of botocore's with no other headers than these."""
    from botocore.awsrequest import AWSResponse

    return AWSResponse(url, status, headers, _Wire(body))
