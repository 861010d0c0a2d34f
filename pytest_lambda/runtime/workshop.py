"""Puts a function's environments together from the parts that outlive a single process."""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.runtime.aws_access.guard import EndpointGuard
from pytest_lambda.runtime.configuration import FunctionConfiguration
from pytest_lambda.runtime.environment import ExecutionEnvironment
from pytest_lambda.runtime.function_modules import FunctionModules
from pytest_lambda.runtime.sandbox import Sandbox, Surroundings
from pytest_lambda.runtime.storage import Storage


class Workshop:
    """Makes execution environments of one function.

    Args:
        on_touch: called when test code touches the function's modules first.

    Attributes:
        modules: the function's own modules.
    """

    __slots__ = ("configuration", "modules", "surroundings")

    def __init__(
        self, configuration: FunctionConfiguration, surroundings: Surroundings, on_touch: Callable[[], object]
    ) -> None:
        self.configuration = configuration
        self.surroundings = surroundings
        self.modules = FunctionModules(configuration, on_touch)

    def environment(self) -> ExecutionEnvironment:
        """A fresh environment, in which nothing has run yet."""
        sandbox = Sandbox(
            self.configuration,
            self.surroundings,
            storage=Storage(self.configuration, self.surroundings.tmp_passthrough),
            guard=EndpointGuard(self.configuration.allow_aws),
            modules=self.modules,
        )
        return ExecutionEnvironment(sandbox)
