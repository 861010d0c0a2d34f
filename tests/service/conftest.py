"""A service, and functions in it whose code stands in the test."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaService, ServiceFunction

Simulate = Callable[..., LambdaService]
Deploy = Callable[..., ServiceFunction]


@pytest.fixture
def simulate() -> Iterator[Simulate]:
    """`simulate(schedule="random", seed=1)` gives a service that ends with the test."""
    services: list[LambdaService] = []

    def make(**settings: Any) -> LambdaService:
        services.append(LambdaService(**settings))
        return services[-1]

    yield make
    for service in reversed(services):
        service.close()


@pytest.fixture
def service(simulate: Simulate) -> LambdaService:
    return simulate()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """`write("def handler(event, context): ...", "orders")` gives a task root with that `app.py`."""

    def put(source: str, name: str = "orders") -> Path:
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        (root / "app.py").write_text(textwrap.dedent(source), encoding="utf-8")
        return root

    return put


@pytest.fixture
def deploy(write: Callable[..., Path]) -> Deploy:
    """`deploy(service, "def handler(event, context): ...", "orders", timeout=60)` gives a function."""

    def make(service: LambdaService, source: str, name: str = "orders", **settings: Any) -> ServiceFunction:
        return service.create_function(
            name, handler="app.handler", task_root=write(source, name), **{"timeout": 60, **settings}
        )

    return make
