"""A clock, and functions on it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaFunction
from pytest_lambda.clock.settling import Limits
from pytest_lambda.clock.virtual import VirtualClock

Deploy = Callable[..., LambdaFunction]


@pytest.fixture
def clock() -> Iterator[VirtualClock]:
    with VirtualClock() as clock:
        yield clock


@pytest.fixture
def impatient_clock() -> Iterator[VirtualClock]:
    """For what stalls by intent. A busy machine may let a thread wait for half a second."""
    with VirtualClock(settling=Limits(stalled_seconds=0.5)) as clock:
        yield clock


@pytest.fixture
def deploy(clock: VirtualClock, tmp_path: Path) -> Iterator[Deploy]:
    """`deploy("def handler(event, context): ...", timeout=1)` gives a function on the clock."""
    functions: list[LambdaFunction] = []

    def make(source: str, **settings: Any) -> LambdaFunction:
        root = tmp_path / f"task{len(functions)}"
        root.mkdir()
        (root / "app.py").write_text(textwrap.dedent(source), encoding="utf-8")
        function = LambdaFunction("app.handler", task_root=root, clock=clock, **settings)
        functions.append(function)
        return function

    yield make
    for function in functions:
        function.close()
