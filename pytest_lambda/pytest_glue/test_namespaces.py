"""The globals of test modules, in which names imported from a function's modules follow the function."""

from __future__ import annotations

import sys
import types
from typing import Any

import pytest

from pytest_lambda.runtime.function import LambdaFunction


class TestNamespaces:
    """Finds the test code among all imported modules, of which there may be thousands: each is judged once."""

    __test__ = False

    def __init__(self) -> None:
        self._judged: dict[object, dict[str, tuple[int, bool]]] = {}
        self._collected: frozenset[str] | None = None
        self._used: dict[str, frozenset[str]] = {}

    def of(self, function: LambdaFunction, item: pytest.Item | None) -> list[dict[str, Any]]:
        """Globals of a test's module, of conftests, and of what else belongs to the tests of a function.

        Other test modules are left out, unless the test's module uses them: a name that only they import must
        not bring the cold start of this test forward.

        Args:
            function: whose modules the names are from.
            item: the test that runs.
        """
        others = self._collected_modules(item) - self._used_by(item) if item is not None else frozenset()
        return [vars(sys.modules[name]) for name in self._test_code(function) if name not in others]

    def _test_code(self, function: LambdaFunction) -> list[str]:
        configuration = function.configuration
        deployed = (configuration.task_root, configuration.layers, tuple(configuration.reexecute))
        judged = self._judged.setdefault(deployed, {})
        found = []
        for name, module in list(sys.modules.items()):
            identity, is_test_code = judged.get(name, (0, False))
            if identity != id(module):
                is_test_code = function.is_test_code(name)
                judged[name] = id(module), is_test_code
            if is_test_code:
                found.append(name)
        return found

    def _collected_modules(self, item: pytest.Item) -> frozenset[str]:
        if self._collected is None:
            modules = (getattr(each, "module", None) for each in item.session.items)
            self._collected = frozenset(module.__name__ for module in modules if module is not None)
        return self._collected

    def _used_by(self, item: pytest.Item) -> frozenset[str]:
        module = getattr(item, "module", None)
        if module is None:
            return frozenset()
        name = str(module.__name__)
        if name not in self._used:
            self._used[name] = frozenset({name, *(_home(value) for value in list(vars(module).values()))})
        return self._used[name]


def _home(value: object) -> str:
    if isinstance(value, types.ModuleType):
        return value.__name__
    home = getattr(value, "__module__", "") if isinstance(value, (type, types.FunctionType)) else ""
    return str(home)
