"""The objects that the fixtures give: of session scope, so that `@given` takes them, about the test that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.client.assembly import runtime_modules
from pytest_lambda.runtime.configuration import own_runtime
from pytest_lambda.runtime.context import LambdaContext
from pytest_lambda.runtime.context_factory import make_context
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.request import NO_EVENT


def function_facade(current: Callable[[], LambdaFunction]) -> LambdaFunction:
    """An object that is the function of the running test in all but identity.

    Args:
        current: gives the function.
    """
    return cast(LambdaFunction, _FunctionFacade(current))


class _FunctionFacade:
    __slots__ = ("_current",)

    def __init__(self, current: Callable[[], LambdaFunction]) -> None:
        object.__setattr__(self, "_current", current)

    # For `isinstance`, as mocks with a specification do it.
    __class__ = property(lambda self: LambdaFunction)

    def __call__(self, event: object = NO_EVENT) -> Any:
        """Invoke and return the payload, or raise; see `LambdaFunction`."""
        __tracebackhide__ = True
        return self._current()(event)

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._current(), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._current(), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._current(), name)

    def __dir__(self) -> list[str]:
        return dir(LambdaFunction)

    def __repr__(self) -> str:
        try:
            return repr(self._current())
        except ConfigurationError as error:
            return f"<lambda_function: {str(error).splitlines()[0]}>"


def context_facade(fill: Callable[[], None], settings: Callable[[], dict[str, Any]]) -> LambdaContext:
    """A context object that is another one for each test, and that can be called for a variant of itself.

    Args:
        fill: gives the façade the attributes of a context for the running test.
        settings: gives what a variant starts from.
    """
    minor = int(own_runtime().rpartition(".")[2])
    base: Any = vars(runtime_modules(minor).by_name["awslambdaric.lambda_context"])["LambdaContext"]

    def variant(self: LambdaContext, **changes: Any) -> LambdaContext:
        """Another context object with these changes; see `pytest_lambda.make_context`."""
        return make_context(**{**settings(), **changes})

    def missing(self: LambdaContext, name: str) -> Any:
        # Not filled yet: the test got hold of the fixture in another way than by naming it.
        __tracebackhide__ = True
        if vars(self) or name.startswith("__"):
            raise AttributeError(f"{base.__name__!r} object has no attribute {name!r}")
        fill()
        return getattr(self, name)

    members = {"__call__": variant, "__getattr__": missing, "__module__": base.__module__, "__doc__": base.__doc__}
    kind: Any = type(base.__name__, (base,), members)
    facade: LambdaContext = kind.__new__(kind)
    return facade
