"""A variable that a test sets and the function has a value of its own for: the function's wins, with a warning."""

from __future__ import annotations

import pytest

from pytest_lambda.pytest_glue.host_variables import HostVariables
from pytest_lambda.runtime.function import LambdaFunction


class VariableConflicts:
    """The conflicts of one test.

    Args:
        item: the test.
        host: knows what test code has set.
    """

    def __init__(self, item: pytest.Item, host: HostVariables) -> None:
        self._item = item
        self._host = host
        self._found: dict[str, str] = {}

    def note(self, function: LambdaFunction) -> None:
        """Look at the variables of a function; may be called while its environment runs."""
        configuration = function.configuration
        for name, value in configuration.environment.items():
            by_test = self._host.set_by_test_code(name)
            if by_test is not None and by_test != value:
                self._found.setdefault(
                    name,
                    f"The test sets the environment variable {name} to {by_test!r}, but the environment of the "
                    f"function {configuration.function_name!r} (marker, command line or ini) has {value!r}: the "
                    f"function sees {value!r}. Write @pytest.mark.aws_lambda(environment={{{name!r}: {by_test!r}}}), "
                    "or take the variable out of the function's environment.",
                )

    def warn(self) -> None:
        """One warning for each variable; not to be called while an environment runs, which has its own filters."""
        for text in self._found.values():
            self._item.warn(pytest.PytestWarning(text))
        self._found.clear()
