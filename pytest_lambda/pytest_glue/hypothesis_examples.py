"""Under Hypothesis each example starts cold, and a cold start does not count against the example's deadline."""

from __future__ import annotations

import functools
import inspect
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pytest_lambda.runtime.function import LambdaFunction

_LABEL = "pytest-aws-lambda: init"


@contextmanager
def each_example(item: pytest.Item, begin: Callable[[], None]) -> Iterator[None]:
    """Call `begin` before each example of a test, if it is one with `@given`."""
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    inner = getattr(handle, "inner_test", None)
    if handle is None or inner is None:
        yield
        return
    handle.inner_test = _beginning(inner, begin)
    try:
        yield
    finally:
        handle.inner_test = inner


def _beginning(inner: Any, begin: Callable[[], None]) -> Any:
    # Plugins for asyncio and anyio look whether this is a coroutine function, and wrap it then.
    if inspect.iscoroutinefunction(inner):

        @functools.wraps(inner)
        async def coroutine_example(*arguments: Any, **keywords: Any) -> Any:
            begin()
            return await inner(*arguments, **keywords)

        return coroutine_example

    @functools.wraps(inner)
    def example(*arguments: Any, **keywords: Any) -> Any:
        __tracebackhide__ = True
        begin()
        return inner(*arguments, **keywords)

    return example


def leave_init_out_of_deadline(function: LambdaFunction) -> None:
    """Let Hypothesis not count the time of init phases: the first one imports what later ones find imported."""
    begun = 0.0

    def before(_: object) -> None:
        nonlocal begun
        begun = time.perf_counter()

    def after(_: object) -> None:
        _leave_out(time.perf_counter() - begun)

    function.before_init(before)
    function.on_init(after)


def _leave_out(seconds: float) -> None:
    # Hypothesis takes from an example's time what it has spent inside the steps of a state machine. There is no
    # public way to say so; where the names differ, the deadline counts everything.
    control = sys.modules.get("hypothesis.control")
    context = getattr(getattr(control, "_current_build_context", None), "value", None)
    spent = getattr(getattr(context, "data", None), "_stateful_run_times", None)
    if spent is not None:
        spent[_LABEL] += seconds
