"""The objects that the fixtures give: of session scope, so that `@given` takes them, about the test that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.client.assembly import runtime_modules
from pytest_lambda.runtime.configuration import own_runtime
from pytest_lambda.runtime.context import LambdaContext
from pytest_lambda.runtime.context_factory import make_context
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.request import NO_EVENT

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService


def function_facade(current: Callable[[], LambdaFunction]) -> LambdaFunction:
    """An object that is the function of the running test in all but identity.

    Args:
        current: gives the function.
    """
    return cast(LambdaFunction, _FunctionFacade(current, LambdaFunction, "lambda_function"))


def service_facade(current: Callable[[], Any]) -> LambdaService:
    """An object that is the service of the running test in all but identity."""
    from pytest_lambda.service.service import LambdaService

    return cast(LambdaService, _ServiceFacade(current, LambdaService, "lambda_service"))


def clock_facade(current: Callable[[], Any]) -> VirtualClock:
    """An object that is the virtual clock of the running test in all but identity."""
    return cast(VirtualClock, _Facade(current, VirtualClock, "lambda_clock"))


class _Facade:
    """Is another object for each test."""

    __slots__ = ("_current", "_kind", "_name")

    def __init__(self, current: Callable[[], Any], kind: type, name: str) -> None:
        object.__setattr__(self, "_current", current)
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_name", name)

    # For `isinstance`, as mocks with a specification do it.
    __class__ = property(lambda self: self._kind)

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
        return dir(self._kind)

    def __repr__(self) -> str:
        try:
            return repr(self._current())
        except ConfigurationError as error:
            return f"<{self._name}: {str(error).splitlines()[0]}>"


class _FunctionFacade(_Facade):
    __slots__ = ()

    def __call__(self, event: object = NO_EVENT) -> Any:
        """Invoke and return the payload, or raise; see `LambdaFunction`."""
        __tracebackhide__ = True
        return self._current()(event)


class _ServiceFacade(_Facade):
    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        __tracebackhide__ = True
        return self._current()[name]

    def __contains__(self, name: object) -> bool:
        return name in self._current()

    def __iter__(self) -> Any:
        return iter(self._current())


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
