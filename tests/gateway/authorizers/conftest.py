"""Functions behind doors, and functions that authorizers ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from pytest_lambda import LambdaFunction

from .asked import Guard


@pytest.fixture
def made() -> Iterator[Callable[[Any], LambdaFunction]]:
    """`made(handler)` gives a function, which is closed at the end."""
    with ExitStack() as stack:
        yield lambda handler: stack.enter_context(LambdaFunction(handler))


@pytest.fixture
def function(made) -> LambdaFunction:
    """What is behind the door."""
    return made(lambda event, context: {"statusCode": 200})


@pytest.fixture
def guard(made) -> Callable[[Any], Guard]:
    """`guard(answer)` gives a function that answers so, or with what `answer(event)` returns."""

    def make(answer: Any) -> Guard:
        events: list[Any] = []

        def handler(event: Any, context: Any) -> Any:
            events.append(event)
            return answer(event) if callable(answer) else answer

        return Guard(made(handler), events)

    return make
