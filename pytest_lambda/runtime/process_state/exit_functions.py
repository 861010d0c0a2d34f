"""`atexit`: what the function registers belongs to its process, not to the test run's (R068, R120, R148)."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Callable
from typing import Any

_REGISTER: Callable[..., Any] = atexit.register
_UNREGISTER: Callable[..., Any] = atexit.unregister


class ExitFunctions:
    """Registrations made by the function's own modules.

    Args:
        owned: tells the names of the function's own modules. What a library registers while it is imported
            stays the test run's, as the library itself does.
    """

    __slots__ = ("_functions", "_host", "_owned")

    def __init__(self, owned: Callable[[str], bool]) -> None:
        self._owned = owned
        self._functions: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []
        self._host: tuple[Any, Any] = (_REGISTER, _UNREGISTER)

    def swap_in(self) -> None:
        """Thaw."""
        self._host = (atexit.register, atexit.unregister)
        atexit.register = self._register
        atexit.unregister = self._unregister

    def swap_out(self) -> None:
        """Freeze."""
        atexit.register, atexit.unregister = self._host

    def run(self) -> None:
        """Run them, last registered first, as the interpreter does on its way out."""
        while self._functions:
            function, arguments, keywords = self._functions.pop()
            try:
                function(*arguments, **keywords)
            except SystemExit:
                pass
            except BaseException as error:
                sys.excepthook(type(error), error, error.__traceback__)

    def _register(self, function: Callable[..., Any], /, *arguments: Any, **keywords: Any) -> Callable[..., Any]:
        if self._owned(str(sys._getframe(1).f_globals.get("__name__"))):
            self._functions.append((function, arguments, keywords))
            return function
        registered: Callable[..., Any] = _REGISTER(function, *arguments, **keywords)
        return registered

    def _unregister(self, function: Callable[..., Any], /) -> None:
        self._functions = [entry for entry in self._functions if entry[0] != function]
        _UNREGISTER(function)
