"""Refusals of parameters, as clients get them."""

from __future__ import annotations

from pytest_lambda.errors import ConfigurationError, InvokeError


class RefusedParameter(InvokeError):
    """A refusal with any code of AWS's."""

    status_code = 400

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def refused_by_aws(error: ConfigurationError) -> InvokeError:
    """A parameter that AWS refuses; what follows the first line is ours.

    Raises:
        ConfigurationError: the error itself, if AWS has none of that kind.
    """
    code: str | None = getattr(error, "code", None)
    if code is None:
        raise error
    return RefusedParameter(code, str(error).partition("\n")[0])
