"""A function from a few lines of source text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaFunction
from tests.leak_census import no_leaks

Deploy = Callable[..., LambdaFunction]


@pytest.fixture
def leak_census(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test leaves anything of a function behind."""
    tmp_path_factory.getbasetemp()  # pytest registers an exit function when it makes the folder
    with no_leaks():
        yield


@pytest.fixture
def deploy(tmp_path: Path) -> Iterator[Deploy]:
    """`deploy("def handler(event, context): ...", timeout=1)` gives a function; each call has its own task root."""
    functions: list[LambdaFunction] = []

    def make(
        source: str = "", handler: Any = "app.handler", *, files: Mapping[str, str] | None = None, **settings: Any
    ) -> LambdaFunction:
        root = tmp_path / f"task{len(functions)}"
        root.mkdir()
        for name, text in {"app.py": source, **(files or {})}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        function = LambdaFunction(handler, task_root=root, **settings)
        functions.append(function)
        return function

    yield make
    for function in functions:
        function.close()
