"""A service on virtual time, and functions in it as users write them: modules below a task root."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaService, ServiceFunction
from tests.warm_libraries import warm_libraries

__all__ = ["warm_libraries"]

Deploy = Callable[..., ServiceFunction]


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as service:
        yield service


@pytest.fixture
def deploy(service: LambdaService, tmp_path: Path) -> Deploy:
    """`deploy(source, "orders", timeout=10)` gives the function whose module `app` has that source."""

    def make(source: str, name: str = "orders", **settings: Any) -> ServiceFunction:
        root = tmp_path / name
        root.mkdir()
        (root / "app.py").write_text(textwrap.dedent(source), encoding="utf-8")
        return service.create_function(name, handler="app.handler", task_root=root, **{"timeout": 30, **settings})

    return make
