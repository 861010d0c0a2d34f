"""Powertools as a new process finds it, and handlers as its documentation writes them."""

from __future__ import annotations

import importlib.util
import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_lambda.runtime.powertools import loggers as powertools_loggers
from pytest_lambda.runtime.powertools.reset import reset_powertools

if importlib.util.find_spec("aws_lambda_powertools") is None:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(autouse=True)
def a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Loggers and variables that no other test has touched."""
    monkeypatch.setattr(logging.root.manager, "loggerDict", {})
    monkeypatch.setattr(powertools_loggers, "_known", {})
    monkeypatch.setattr(logging.root, "handlers", [])
    for name in (
        "POWERTOOLS_SERVICE_NAME",
        "POWERTOOLS_LOG_LEVEL",
        "LOG_LEVEL",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "shop")
    reset_powertools()
    yield
    monkeypatch.undo()
    reset_powertools()


@pytest.fixture
def context() -> SimpleNamespace:
    return SimpleNamespace(
        function_name="orders",
        memory_limit_in_mb=128,
        invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:orders",
        aws_request_id="1",
        tenant_id=None,
    )


class Environment:
    """One execution environment: what a module of the function defines, and what it prints."""

    def __init__(self, source: str, context: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.printed = io.StringIO()
        self.module: dict[str, Any] = {"__name__": "app"}
        self._context = context
        self._monkeypatch = monkeypatch
        self.run(lambda: (reset_powertools(), exec(compile(source, "app.py", "exec"), self.module)))

    def run(self, step: Callable[[], Any]) -> Any:
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", self.printed)
            return step()

    def __call__(self, event: Any = None) -> Any:
        return self.run(lambda: self.module["handler"](event or {}, self._context))

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.printed.getvalue().splitlines()]


Start = Callable[[str], Environment]


@pytest.fixture
def start(context: Any, monkeypatch: pytest.MonkeyPatch) -> Start:
    return lambda source: Environment(source, context, monkeypatch)
