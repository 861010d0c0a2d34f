"""Functions behind WebSocket APIs, and botocore's own client of the management API."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pytest_lambda import LambdaFunction
from pytest_lambda.runtime.aws_access.credentials import fake_credentials, host_names_to_hide

from .handlers import Recorder


@pytest.fixture(autouse=True)
def fake_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the test's own clients; a function has one anyway."""
    for name in host_names_to_hide():
        monkeypatch.delenv(name, raising=False)
    for name, value in fake_credentials("us-east-1").items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def function_of() -> Iterator[Callable[..., LambdaFunction]]:
    """`function_of(handler, timeout=60)` gives a plain function."""
    made: list[LambdaFunction] = []

    def make(handler: Callable[..., object], name: str = "chat", **settings: object) -> LambdaFunction:
        made.append(LambdaFunction(handler, function_name=name, **settings))
        return made[-1]

    yield make
    for function in made:
        function.close()


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def function(function_of, recorder) -> LambdaFunction:
    """Notes its events; answers 200."""
    return function_of(recorder)
