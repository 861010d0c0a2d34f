"""A function's own modules, as its environments and the tests around it use them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pytest_lambda.runtime.configuration import FunctionConfiguration, Handler
from pytest_lambda.runtime.modules.ownership import Ownership
from pytest_lambda.runtime.modules.state import ModuleState
from pytest_lambda.runtime.process_state.part import Part
from pytest_lambda.runtime.tmp.current import outside

_T = TypeVar("_T")


class FunctionModules:
    """The module state of one function.

    Args:
        configuration: of the function.
        on_touch: called at the first touch by test code.

    Attributes:
        handler: what the runtime client is given: a name to import, or a callable of a test module, which keeps
            its code at a cold start.
    """

    __slots__ = ("_aside", "_state", "handler", "ownership")

    def __init__(self, configuration: FunctionConfiguration, on_touch: Callable[[], object]) -> None:
        self.ownership = Ownership(
            configuration.task_root, layers=configuration.layers, reexecute=configuration.reexecute
        )
        self.handler = _importable(configuration.handler, self.ownership)
        self._aside: Callable[[], None] | None = None
        self._state: ModuleState | None = None
        if isinstance(self.handler, str):
            self._state = ModuleState(self.ownership, handler=self.handler, on_touch=on_touch)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Entries of the process-state table."""
        return (self,) if self._state is not None else ()

    def owns(self, name: str) -> bool:
        """Whether the imported module of this name is the function's own."""
        if callable(self.handler) and name == getattr(self.handler, "__module__", None):
            return True
        module = sys.modules.get(name)
        with outside():  # asked while the environment runs, about files that are not in its /tmp
            return module is not None and self.ownership.owns(name, module)

    def is_test_code(self, name: str) -> bool:
        """Whether the imported module of this name is the test's own."""
        return self.ownership.is_test_code(name)

    def visible(self, value: Any) -> Any:
        """What test code sees in place of a class of these modules."""
        return value if self._state is None else self._state.visible(value)

    def execute(self, run: Callable[[], _T]) -> _T:
        """Run an init, in which the modules are executed afresh."""
        return run() if self._state is None else self._state.execute(run)

    def swap_in(self) -> None:
        """Thaw."""
        if self._aside is not None:
            bring_back, self._aside = self._aside, None
            bring_back()
        if self._state is not None:
            self._state.thaw()

    def swap_out(self) -> None:
        """Freeze."""
        if self._state is not None:
            self._state.freeze()

    def arm(self, namespaces: Iterable[dict[str, Any]]) -> None:
        """A test begins: watch for its first touch."""
        if self._state is not None and self._aside is None:
            self._state.arm(namespaces)

    def touch_is_due(self) -> bool:
        """Whether test code has names that it imported from the modules, which must be the function's by now."""
        return self._state is not None and self._state.needs_early_touch()

    def touch(self) -> None:
        """Touch now, if nothing has done so yet."""
        if self._state is not None:
            self._state.touch()

    def restore(self) -> None:
        """A test, or the function, is over: the modules are as they were before."""
        self._aside = None
        if self._state is not None:
            self._state.restore()

    def set_aside(self) -> None:
        """A test is over, but the environment is not: the same for the test, while the environment keeps its own."""
        if self._state is not None and self._aside is None:
            self._aside = self._state.set_aside()


def _importable(handler: str | Handler, ownership: Ownership) -> str | Handler:
    """The handler's name, if it is a callable that the runtime would find by it in the function's own code.

    A script's `__main__` is not found by that name: the runtime's own `__main__` takes its place (R110).
    """
    if isinstance(handler, str):
        return handler
    name = getattr(handler, "__module__", None)
    name = None if name == "__main__" else name
    attribute = getattr(handler, "__qualname__", "")
    module = sys.modules.get(name) if isinstance(name, str) else None
    found = module is not None and getattr(module, attribute, None) is handler
    return f"{name}.{attribute}" if found and ownership.owns(str(name), module) else handler
