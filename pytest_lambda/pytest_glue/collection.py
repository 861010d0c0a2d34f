"""What is in force while conftests and test modules are imported, so that a top-level `import app` works."""

from __future__ import annotations

import operator
import sys

import pytest

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.pytest_glue.host_variables import HostVariables, wanted_variables
from pytest_lambda.pytest_glue.options import started_with
from pytest_lambda.pytest_glue.settings import checked, settings_for
from pytest_lambda.runtime.import_path import import_path

_NAME = "pytest_lambda collection"


def begin(config: pytest.Config) -> None:
    """Put variables from ini and command line, fake credentials and the import path in place.

    Raises:
        pytest.UsageError: a value in ini or on the command line makes no sense.
    """
    if not config.pluginmanager.has_plugin(_NAME):
        collection = _Collection(config)
        config.pluginmanager.register(collection, _NAME)
        config.add_cleanup(collection.undo)
        collection.apply()


class _Collection:
    """What is in force from the start of the run to the end of collection."""

    def __init__(self, config: pytest.Config) -> None:
        try:
            settings = settings_for(config, None)
            self._path = import_path(checked(settings))
        except (ConfigurationError, NotSimulated) as error:
            raise pytest.UsageError(f"{error}\n(the value is set in the ini file or on the command line)") from None
        wanted = wanted_variables(config, settings)
        self._variables = HostVariables(wanted, started_with(config), same=operator.is_)
        self._added: list[str] = []

    def apply(self) -> None:
        """Set variables, and let the function's modules be imported as the function imports them."""
        self._variables.apply()
        self._added = [entry for entry in self._path if entry not in sys.path]
        sys.path[:0] = self._added

    def undo(self) -> None:
        """The run is over."""
        self._variables.undo()
        for entry in self._added:
            if entry in sys.path:
                sys.path.remove(entry)
        self._added.clear()

    def pytest_collection_finish(self) -> None:
        """All test modules are imported; the import path stays, as modules are imported while tests run, too."""
        self._variables.undo()


