"""The objects that the fixtures give: of session scope, so that `@given` takes them, about the test that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.client.assembly import runtime_modules
from pytest_lambda.runtime.configuration import own_runtime
from pytest_lambda.runtime.context import LambdaContext
from pytest_lambda.runtime.context_factory import make_context
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.request import NO_EVENT
from pytest_lambda.runtime.result import InvocationResult


class FunctionFacade:
    """The function of the running test: everything that `LambdaFunction` has."""

    def __init__(self, current: Callable[[], LambdaFunction]) -> None:
        self._current = current

    def __call__(self, event: object = NO_EVENT) -> Any:
        """Invoke and return the payload, or raise; see `LambdaFunction`."""
        __tracebackhide__ = True
        return self._current()(event)

    def invoke(self, event: object = NO_EVENT, **request: Any) -> InvocationResult:
        """Invoke as the API operation does; see `LambdaFunction.invoke`."""
        __tracebackhide__ = True
        return self._current().invoke(event, **request)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._current(), name)

    def __repr__(self) -> str:
        try:
            return repr(self._current())
        except ConfigurationError as error:
            return f"<lambda_function: {str(error).splitlines()[0]}>"


def context_facade(settings: Callable[[], dict[str, Any]]) -> LambdaContext:
    """A context object that can be called for a variant of itself.

    Args:
        settings: gives what the variant starts from.
    """
    minor = int(own_runtime().rpartition(".")[2])
    base: Any = vars(runtime_modules(minor).by_name["awslambdaric.lambda_context"])["LambdaContext"]

    def variant(self: LambdaContext, **changes: Any) -> LambdaContext:
        """Another context object with these changes; see `pytest_lambda.make_context`."""
        return make_context(**{**settings(), **changes})

    kind = type(base.__name__, (base,), {"__call__": variant, "__module__": base.__module__})
    facade: LambdaContext = kind.__new__(kind)
    return facade
