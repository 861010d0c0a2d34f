"""The globals of test modules, in which names imported from a function's modules follow the function."""

from __future__ import annotations

import sys
from typing import Any

from pytest_lambda.runtime.function import LambdaFunction


def namespaces_of_tests(function: LambdaFunction) -> list[dict[str, Any]]:
    """Globals of test modules, conftests and what else belongs to the tests of a function."""
    return [vars(module) for name, module in list(sys.modules.items()) if function.is_test_code(name)]
