"""What a failing test's report says about its functions."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_lambda.runtime.function import LambdaFunction

_MOST_INVOCATIONS = 10


def sections(functions: Sequence[LambdaFunction]) -> list[tuple[str, str]]:
    """One section for each function that ran: the logs of its last invocations, platform lines included."""
    return [_section(function) for function in functions if function.invocations]


def _section(function: LambdaFunction) -> tuple[str, str]:
    ran = function.invocations
    shown = ran[-_MOST_INVOCATIONS:]
    left_out = f"({len(ran) - len(shown)} earlier invocations are not shown)\n" if len(ran) > len(shown) else ""
    text = left_out + "".join(result.logs.text for result in shown)
    for environment in function.environments:
        for entry in environment.background_threads:
            text += (
                f"thread {entry.thread.name!r}, started at {entry.started_at}, outlived its invocation: "
                "AWS freezes it until the next one\n"
            )
    return f"Lambda log of {function.configuration.function_name}", text.rstrip("\n")
