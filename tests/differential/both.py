"""One handler and one event under AWS's client and under ours."""

from __future__ import annotations

import base64
import difflib
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from types import TracebackType
from typing import Any

from pytest_lambda import InvocationResult, InvokeError, LambdaFunction

from .outcome import Outcome
from .real_client import RealClient

RUNTIMES = ("python3.11", "python3.13")

Make = Callable[[Any, Any], object]


class Both:
    """Runs handlers on both sides; keeps one warm function for each configuration."""

    def __init__(self) -> None:
        self._handler: Make | None = None
        self._stack = ExitStack()
        self._function = cache(self._new_function)
        self._client = cache(RealClient)

    def __enter__(self) -> Both:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def run(
        self,
        handler: Make,
        event: bytes = b"{}",
        *,
        runtime: str,
        client_context: str | None = None,
        log_format: str = "Text",
        log_level: str | None = None,
    ) -> tuple[Outcome | InvokeError, Outcome]:
        """What ours gave, and what AWS's client gave."""
        self._handler = handler
        function = self._function(runtime, log_format, log_level)
        header = None if client_context is None else base64.b64encode(client_context.encode()).decode()
        aws = self._client(runtime, log_format, log_level).invoke(self._call, event, client_context)
        try:
            ours: Outcome | InvokeError = _outcome(function.invoke(payload=event, client_context=header))
        except InvokeError as refusal:
            ours = refusal
        return ours, aws

    def _new_function(self, runtime: str, log_format: str, log_level: str | None) -> LambdaFunction:
        settings: dict[str, Any] = {} if log_level is None else {"application_log_level": log_level}
        function = LambdaFunction(self._call, runtime=runtime, log_format=log_format, timeout=60, **settings)
        return self._stack.enter_context(function)

    def _call(self, event: Any, context: Any) -> object:
        assert self._handler is not None
        return self._handler(event, context)


def _outcome(result: InvocationResult) -> Outcome:
    if result.error is not None and result.error.type == "Runtime.ExitError":
        return Outcome("exit")
    kind = "response" if result.function_error is None else "error"
    return Outcome(kind, result.payload_bytes, result.logs.function_text)


def assert_same(pair: tuple[Outcome | InvokeError, Outcome]) -> None:
    """Fail where the two sides differ in what was posted or logged."""
    ours, aws = pair
    assert isinstance(ours, Outcome), ours
    if ours.lines() != aws.lines():
        difference = difflib.unified_diff(aws.lines(), ours.lines(), "AWS", "ours", lineterm="", n=2)
        raise AssertionError("\n".join(map(ascii, difference)))
