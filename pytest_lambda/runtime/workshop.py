"""Puts a function's environments together from the parts that outlive a single process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from pytest_lambda.runtime.aws_access.guard import EndpointGuard
from pytest_lambda.runtime.configuration import FunctionConfiguration
from pytest_lambda.runtime.environment import ExecutionEnvironment
from pytest_lambda.runtime.sandbox import Sandbox, Surroundings
from pytest_lambda.runtime.storage import Storage

_T = TypeVar("_T")


class Workshop:
    """Makes execution environments of one function."""

    __slots__ = ("configuration", "surroundings")

    def __init__(self, configuration: FunctionConfiguration, surroundings: Surroundings) -> None:
        self.configuration = configuration
        self.surroundings = surroundings

    def environment(self) -> ExecutionEnvironment:
        """A fresh environment, in which nothing has run yet."""
        sandbox = Sandbox(
            self.configuration,
            self.surroundings,
            storage=Storage(self.configuration, self.surroundings.tmp_passthrough),
            guard=EndpointGuard(self.configuration.allow_aws),
            modules=(),
            owns_module=self._owns,
            execute=self._execute,
        )
        return ExecutionEnvironment(sandbox)

    def _owns(self, name: str) -> bool:
        root = self.configuration.task_root
        first = name.partition(".")[0]
        return (root / f"{first}.py").exists() or (root / first).is_dir()

    def _execute(self, run: Callable[[], _T]) -> _T:
        if isinstance(self.configuration.handler, str):
            for name in list(sys.modules):
                module = sys.modules[name]
                if getattr(module, "__file__", None) and self._owns(name) and "test" not in name:
                    del sys.modules[name]
        return run()
