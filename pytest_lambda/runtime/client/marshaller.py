"""JSON in and out, by the rules of AWS's client: its encoder is simplejson (R001-R025, R030-R041)."""

from __future__ import annotations

import decimal
import os
from typing import Any

import simplejson
from simplejson.raw_json import RawJSON

from pytest_lambda import limits
from pytest_lambda.runtime.client.response_hint import response_hint

#: R020: the values of AWS_EXECUTION_ENV under which text is not escaped
_RAW_UNICODE = frozenset(
    f"AWS_Lambda_python3.{minor}" for minor in range(limits.RAW_UNICODE_FROM_MINOR, 16)
)


class FaultException(Exception):
    """A fault that the runtime reports itself, without a stack trace (R076).

    Args:
        exception_type: the `errorType` of the report.
        msg: its `errorMessage`.
        trace: its `stackTrace`.
        cause: the exception of the user's own behind it, if any.
        hint: what would help the author of the function; not part of AWS's report.
    """

    def __init__(
        self,
        exception_type: str,
        msg: str,
        trace: list[str] | None = None,
        cause: BaseException | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(msg)
        self.exception_type = exception_type
        self.msg = msg
        self.trace = trace
        self.cause = cause
        self.hint = hint


class Encoder(simplejson.JSONEncoder):  # type: ignore[misc]
    """The encoder of responses. R020: an environment variable decides about escapes, at construction."""

    def __init__(self) -> None:
        escape = os.environ.get("AWS_EXECUTION_ENV") not in _RAW_UNICODE
        super().__init__(use_decimal=False, allow_nan=True, ensure_ascii=escape)

    def default(self, o: Any) -> Any:
        """A Decimal is written with its own text (R004); anything else is an error (R013)."""
        if isinstance(o, decimal.Decimal):
            return float("nan") if o.is_nan() else RawJSON(str(o))
        return super().default(o)


def to_json(obj: object) -> str:
    """Encode as error reports are: the variable is read at every call (R020)."""
    text: str = Encoder().encode(obj)
    return text


class LambdaMarshaller:
    """What turns a request into an event and a response into bytes; users may replace it (R028)."""

    def __init__(self) -> None:
        self.jsonEncoder = Encoder()

    def unmarshal_request(self, request: bytes, content_type: str | None = "application/json") -> Any:
        """Parse the request; anything that does not call itself `application/json` stays bytes (R041)."""
        if content_type != "application/json":
            return request
        try:
            return simplejson.loads(request)
        except Exception as error:
            raise FaultException("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from None

    def marshal_response(self, response: object) -> tuple[str | bytes, str]:
        """Encode the response; bytes go out as they are (R007)."""
        if isinstance(response, bytes):
            return response, "application/unknown"
        try:
            return self.jsonEncoder.encode(response), "application/json"
        except Exception as error:
            hint = response_hint(response)
            raise FaultException(
                "Runtime.MarshalError", f"Unable to marshal response: {error}", hint=hint
            ) from None


def names(minor: int) -> dict[str, object]:
    """The names of `awslambdaric.lambda_runtime_marshaller`."""
    return {"Encoder": Encoder, "LambdaMarshaller": LambdaMarshaller, "to_json": to_json}
