"""The globals of test modules, in which names imported from a function's modules follow the function."""

from __future__ import annotations

import sys
from typing import Any

from pytest_lambda.runtime.function import LambdaFunction


class TestNamespaces:
    """Finds the test code among all imported modules, of which there may be thousands: each is judged once."""

    __test__ = False

    def __init__(self) -> None:
        self._judged: dict[object, dict[str, tuple[int, bool]]] = {}

    def of(self, function: LambdaFunction) -> list[dict[str, Any]]:
        """Globals of test modules, conftests and what else belongs to the tests of a function."""
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
                found.append(vars(module))
        return found
