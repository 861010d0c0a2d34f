"""What a failing test's report says about its functions."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_lambda.pytest_glue.functions_in_use import FunctionsInUse
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.result import InvocationResult

_MOST_INVOCATIONS = 10


def sections(functions: FunctionsInUse) -> list[tuple[str, str]]:
    """One section for each function that the test invoked: its logs, with request ids and REPORT lines."""
    return [_section(function, invocations) for function, invocations in functions.invoked_in_test()]


def _section(function: LambdaFunction, invocations: Sequence[InvocationResult]) -> tuple[str, str]:
    shown = invocations[-_MOST_INVOCATIONS:]
    left_out = len(invocations) - len(shown)
    text = f"({left_out} earlier invocations are not shown)\n" if left_out else ""
    text += "".join(result.logs.text for result in shown)
    for environment in function.environments:
        for entry in environment.background_threads:
            text += (
                f"thread {entry.thread.name!r}, started at {entry.started_at}, outlived its invocation: "
                "AWS freezes it until the next one\n"
            )
    return f"Lambda log of {function.configuration.function_name}", text.rstrip("\n")
