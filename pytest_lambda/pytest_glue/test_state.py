"""What one test has of ours."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.pytest_glue.control_flow import passing_exceptions
from pytest_lambda.pytest_glue.settings import no_handler, settings_for, world_for
from pytest_lambda.runtime.context_factory import make_context
from pytest_lambda.runtime.function import LambdaFunction


class TestState:
    """The function and the context of one test, made from its settings when they are asked for."""

    __test__ = False

    def __init__(self, config: pytest.Config, item: pytest.Item) -> None:
        self.config = config
        self.item = item
        self._function: LambdaFunction | None = None

    @property
    def function(self) -> LambdaFunction:
        """The function that the test's marker and the options configure.

        Raises:
            ConfigurationError: no handler, or a bad setting.
        """
        if self._function is None:
            self._function = make_function(self.config, self.item)
        return self._function

    @property
    def made_function(self) -> LambdaFunction | None:
        """The function, if it was asked for already."""
        return self._function

    def context_settings(self) -> dict[str, Any]:
        """The settings that show in a context object."""
        settings = settings_for(self.config, self.item)
        world = world_for(settings, self.item.nodeid)
        names = ("function_name", "function_version", "memory_size", "timeout")
        return {"world": world, **{name: settings[name] for name in names if name in settings}}

    def context_values(self) -> dict[str, Any]:
        """The attributes of a fresh context object."""
        return vars(make_context(**self.context_settings()))

    def close(self) -> None:
        """The test is over."""
        if self._function is not None:
            self._function.close()
            self._function = None


def make_function(config: pytest.Config, item: pytest.Item | None, call: dict[str, Any] | None = None) -> LambdaFunction:
    """A function from all levels of settings."""
    settings = settings_for(config, item, call)
    world = world_for(settings, item.nodeid if item is not None else "session")
    handler = settings.pop("handler", None)
    if handler is None:
        raise no_handler(settings, item.nodeid if item is not None else "A fixture")
    return LambdaFunction(
        handler, world=world, passes_through=passing_exceptions(), listens=_is_pytest_handler, **settings
    )


def _is_pytest_handler(handler: object) -> bool:
    return type(handler).__module__.startswith("_pytest.")
