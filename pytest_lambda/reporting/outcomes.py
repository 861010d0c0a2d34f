"""How an invocation ended, in a word."""

from __future__ import annotations

from typing import Any

from pytest_lambda.errors import FUNCTION_ERRORS, FunctionExited, FunctionTimeout, InitError
from pytest_lambda.runtime.logs import Logs
from pytest_lambda.runtime.result import InvocationResult

#: in the order in which a page counts them up
OUTCOMES = ("ok", "error", "timeout", "exit", "init error")
OK, ERROR, TIMEOUT, EXIT, INIT_ERROR = range(5)


def outcome_of(result: InvocationResult, logs: Logs) -> tuple[int, str]:
    """The number of an outcome in `OUTCOMES`, and AWS's name for the error.

    Args:
        result: of the invocation.
        logs: its log.
    """
    error = result.error
    if error is None:
        return OK, ""
    kind: Any = FUNCTION_ERRORS.get(error.type)
    # the last init is the one that the invocation needed
    if (logs.inits and logs.inits[-1].status is not None) or kind is InitError:
        return INIT_ERROR, error.type
    if kind is FunctionTimeout:
        return TIMEOUT, error.type
    return (EXIT if kind is FunctionExited else ERROR), error.type
