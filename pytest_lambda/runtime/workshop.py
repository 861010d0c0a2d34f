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

    What test code sees of the function's modules are those of the primary environment; every further one at the
    same time has modules of its own.

    Args:
        on_touch: called when test code touches the function's modules first.

    Attributes:
        modules: those of the primary environment.
    """

    __slots__ = ("_primary", "configuration", "modules", "surroundings")

    def __init__(
        self, configuration: FunctionConfiguration, surroundings: Surroundings, on_touch: Callable[[], object]
    ) -> None:
        self.configuration = configuration
        self.surroundings = surroundings
        self.modules = FunctionModules(configuration, on_touch)
        self._primary: ExecutionEnvironment | None = None

    def environment(self, *, provisioned: bool = False) -> ExecutionEnvironment:
        """A fresh environment, in which nothing has run yet."""
        primary = self._primary is None
        sandbox = Sandbox(
            self.configuration,
            self.surroundings,
            storage=Storage(self.configuration, self.surroundings.tmp_passthrough),
            guard=EndpointGuard(self.configuration.allow_aws),
            modules=self.modules if primary else FunctionModules(self.configuration, _untouched),
            provisioned=provisioned,
        )
        environment = ExecutionEnvironment(sandbox)
        if primary:
            self._primary = environment
        return environment

    def end(self, environment: ExecutionEnvironment) -> None:
        """Throw an environment away."""
        environment.end()
        if environment is self._primary:
            self._primary = None
        else:
            environment.modules.restore()


def _untouched() -> None:
    """What test code touches are the modules of the primary environment."""
