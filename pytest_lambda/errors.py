"""What users catch.

Three families: a wrong configuration (`ConfigurationError`), a request that the Invoke API refuses before
the function runs (`InvokeError`), and a function that failed without an exception of the user's own
(`FunctionError`). A handler's own exception is never wrapped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_lambda.runtime.result import InvocationResult


class PytestLambdaError(Exception):
    """Base class of every exception that pytest-aws-lambda raises itself."""


class ConfigurationError(PytestLambdaError):
    """A setting is missing, unknown, of the wrong type, out of AWS's range, or contradicts another one."""


class InvalidParameterValueException(ConfigurationError):
    """A function setting that the Lambda API would refuse with this error code.

    Source: Lambda API reference, CreateFunction, errors.
    """

    code = "InvalidParameterValueException"
    status_code = 400


class ValidationException(InvalidParameterValueException):
    """A parameter that does not fit the API model: out of range, or not of the given pattern.

    Source: Lambda API reference, common errors.
    """

    code = "ValidationException"


class EventError(ConfigurationError):
    """What an event is to be built, loaded or drawn from is of the wrong kind, or contradicts itself."""


class InvokeError(PytestLambdaError):
    """The Invoke API refused the request before the function ran.

    Args:
        message: AWS's text.
        hint: what to do about it, shown after AWS's text.
    """

    code = "ServiceException"
    status_code = 500

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.code} (HTTP {self.status_code}): {self.message}"
        return f"{text}\n{self.hint}" if self.hint else text


class InvalidRequestContentException(InvokeError):
    """The payload is not JSON (R032)."""

    code = "InvalidRequestContentException"
    status_code = 400


class InvokeParameterValueException(InvokeError):
    """A parameter of the request is not valid."""

    code = "InvalidParameterValueException"
    status_code = 400


class RequestEntityTooLargeException(InvokeError):
    """The payload is larger than 6 MB (R042)."""

    code = "RequestEntityTooLargeException"
    status_code = 413


class ResourceNotFoundException(InvokeError):
    """No such function, version or alias (F20)."""

    code = "ResourceNotFoundException"
    status_code = 404


class FunctionError(PytestLambdaError):
    """The function failed and there is no exception of the user's own to raise.

    Attributes:
        result: the whole `InvocationResult`; None after unpickling.
        payload: the error object as the Invoke API returns it.
    """

    def __init__(self, message: str, payload: dict[str, Any], result: InvocationResult | None = None) -> None:
        super().__init__(message, payload)
        self.message = message
        self.payload = payload
        self.result = result

    @property
    def error_type(self) -> str:
        """`errorType` of the payload."""
        return str(self.payload.get("errorType", ""))

    @property
    def error_message(self) -> str:
        """`errorMessage` of the payload."""
        return str(self.payload.get("errorMessage", ""))

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.payload)


class FunctionTimeout(FunctionError):
    """The function was cut at its timeout: `Sandbox.Timedout` (R120, R121)."""


class FunctionExited(FunctionError):
    """The function's process ended: `Runtime.ExitError` (R064-R072, R103, R104)."""


class ResponseNotSerializable(FunctionError):
    """The handler's return value is not JSON: `Runtime.MarshalError` (R013-R018)."""


class ResponseTooLarge(FunctionError):
    """The handler's return value is over 6,291,556 bytes: `Function.ResponseSizeTooLarge` (R022-R024)."""


class RequestNotParsed(FunctionError):
    """The runtime could not parse the event or the client context: `Runtime.UnmarshalError` (R031, R167)."""


class InitError(FunctionError):
    """The init phase failed without an exception of the user's own, say an unknown handler (R091-R097)."""


#: errorType of a payload -> the exception that stands for it
FUNCTION_ERRORS: dict[str, type[FunctionError]] = {
    "Sandbox.Timedout": FunctionTimeout,
    "Runtime.ExitError": FunctionExited,
    "Runtime.MarshalError": ResponseNotSerializable,
    "Function.ResponseSizeTooLarge": ResponseTooLarge,
    "Runtime.UnmarshalError": RequestNotParsed,
    "Runtime.LambdaContextUnmarshalError": RequestNotParsed,
    "Runtime.ImportModuleError": InitError,
    "Runtime.HandlerNotFound": InitError,
    "Runtime.MalformedHandlerName": InitError,
    "Runtime.UserCodeSyntaxError": InitError,
    "Runtime.BuiltInModuleConflict": InitError,
    "Runtime.BeforeSnapshotError": InitError,
    "Runtime.AfterRestoreError": InitError,
}


class AnswerRefused(PytestLambdaError):
    """The function answered, and the gateway in front of it cannot use the answer: on AWS the client gets a 502.

    Raised only by clients that are made with `raise_function_errors=True`.

    Attributes:
        result: the function's invocation; None after unpickling.
    """

    def __init__(self, message: str, result: InvocationResult | None = None) -> None:
        super().__init__(message)
        self.result = result


class EnvironmentBusy(PytestLambdaError):
    """A function was invoked from inside its own invocation; one environment serves one at a time (R150)."""


class ServiceException(InvokeError):
    """The service around a function refused a request, with AWS's error code."""


class TooManyRequestsException(ServiceException):
    """The request was throttled (F6).

    Args:
        message: AWS's text.
        hint: what to do about it.
        reason: one of AWS's `ThrottleReason`s, say `ReservedFunctionConcurrentInvocationLimitExceeded`.
        retry_after_seconds: whole seconds as in the header `Retry-After`, or None.
    """

    code = "TooManyRequestsException"
    status_code = 429

    def __init__(
        self,
        message: str = "Rate Exceeded.",
        hint: str = "",
        *,
        reason: str = "ConcurrentInvocationLimitExceeded",
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds

    def __reduce__(self) -> tuple[Any, ...]:
        state = {"reason": self.reason, "retry_after_seconds": self.retry_after_seconds}
        return type(self), (self.message, self.hint), state


class ResourceConflictException(ServiceException):
    """The resource exists already, or is in a state that does not allow the request."""

    code = "ResourceConflictException"
    status_code = 409


class PreconditionFailedException(ServiceException):
    """The given revision id is not the current one."""

    code = "PreconditionFailedException"
    status_code = 412


class RecursiveInvocationException(ServiceException):
    """Lambda has detected a loop and stopped it (G7)."""

    code = "RecursiveInvocationException"
    status_code = 400


class NotSimulated(PytestLambdaError):
    """What no source confirms, or what this library does not cover: refused rather than guessed."""


class ClockError(PytestLambdaError):
    """Virtual time was used in a way that makes no sense, say moved back."""


class SimulationDidNotSettle(PytestLambdaError):
    """`run()` found no end; the text names what still moves."""


class SimulationStalled(PytestLambdaError):
    """Nothing moved for 30 seconds of real time; the text shows who waits, and where."""


class EventsUnaccountedFor(PytestLambdaError):
    """The ledger of a simulation does not balance; the text names the events."""
