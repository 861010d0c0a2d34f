"""What CloudWatch Logs refuses, with its codes and texts (recorded by LocalStack's validated tests, February 2026)."""

from __future__ import annotations

from pytest_lambda.errors import InvokeError


class LogsError(InvokeError):
    """A refusal by CloudWatch Logs: always HTTP 400.

    Args:
        code: of the exception that the client raises.
        message: AWS's text.
    """

    status_code = 400

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def no_group() -> LogsError:
    """There is no such log group."""
    return LogsError("ResourceNotFoundException", "The specified log group does not exist.")


def no_stream() -> LogsError:
    """There is no such log stream."""
    return LogsError("ResourceNotFoundException", "The specified log stream does not exist.")


def bad_token() -> LogsError:
    """The token is none of ours."""
    return LogsError("InvalidParameterException", "The specified nextToken is invalid.")


def invalid(text: str) -> LogsError:
    """A parameter is not valid."""
    return LogsError("InvalidParameterException", text)
