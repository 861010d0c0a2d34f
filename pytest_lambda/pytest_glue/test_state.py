"""What one test has of ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_lambda.pytest_glue.function_maker import FunctionMaker
from pytest_lambda.pytest_glue.functions_in_use import FunctionsInUse
from pytest_lambda.pytest_glue.host_variables import HostVariables, wanted_variables
from pytest_lambda.pytest_glue.options import started_with
from pytest_lambda.pytest_glue.settings import seed_of, world_for
from pytest_lambda.pytest_glue.variable_conflicts import VariableConflicts
from pytest_lambda.runtime.context_factory import make_context
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.world import World

if TYPE_CHECKING:
    from pytest_lambda.pytest_glue.simulation import Simulation

#: fixtures with which virtual time begins
_ON_VIRTUAL_TIME = frozenset({"lambda_clock", "lambda_service"})


class TestState:
    """The function and the context of one test, made from its settings when they are asked for.

    Args:
        item: the test.
        maker: makes the function.
        functions: gets the function.
    """

    __test__ = False

    def __init__(self, item: pytest.Item, maker: FunctionMaker, functions: FunctionsInUse) -> None:
        self.item = item
        self._maker = maker
        self._functions = functions
        self._found_settings: dict[str, Any] | None = None
        self._function: LambdaFunction | None = None
        self._host: HostVariables | None = None
        self._conflicts: VariableConflicts | None = None
        self.simulation: Simulation | None = None

    @property
    def begun(self) -> bool:
        """Whether the test uses a fixture of ours."""
        return self._host is not None

    @property
    def function(self) -> LambdaFunction:
        """The function that the test's markers and the options configure.

        Raises:
            ConfigurationError: no handler, or a bad setting.
        """
        __tracebackhide__ = True
        if self._function is None:
            self.begin()
            self._function = self._make_function()
        return self._function

    def prepare(self, requested: frozenset[str]) -> None:
        """Before any other fixture of a test that uses our fixtures.

        Args:
            requested: names of the fixtures.

        Raises:
            ConfigurationError: a bad setting, even if the test would not come to use it.
        """
        __tracebackhide__ = True
        self.begin()
        settings = self._settings
        self._maker.check(settings)
        if not requested.isdisjoint(_ON_VIRTUAL_TIME) or settings.get("time") == "virtual":
            simulation = self.begin_simulation()
            if "lambda_service" in requested:
                simulation.begin_service()  # from here on clients of boto3 reach it
        # A test that calls its handler by itself, with a context, starts cold as well.
        if "lambda_function" in requested or ("lambda_context" in requested and settings.get("handler") is not None):
            self.function  # noqa: B018 - makes it

    def begin(self) -> None:
        """Put the variables in place, once."""
        __tracebackhide__ = True
        if not self.begun:
            config = self.item.config
            wanted = wanted_variables(config, self._settings)
            self._host = HostVariables(wanted, started_with(config))
            self._conflicts = VariableConflicts(self.item, self._host)
            self._host.apply()

    def begin_simulation(self) -> Simulation:
        """Let virtual time begin, once."""
        __tracebackhide__ = True
        if self.simulation is None:
            from pytest_lambda.pytest_glue.simulation import Simulation  # loads the service, which few tests need

            self.begin()
            self.simulation = Simulation(
                self.item, self._settings, lambda: self.world, self._maker, self._functions
            )
        return self.simulation

    def before_call(self) -> None:
        """All fixtures are set up; the test's body is next."""
        __tracebackhide__ = True
        if self.simulation is not None:
            self.simulation.body_begins()
        for function in self._functions:
            function.touch_if_due()

    def after_call(self) -> None:
        """The test's body has run; its fixtures are still there."""
        if self._conflicts is not None:
            for function in self._functions:
                self._conflicts.note(function)
            self._conflicts.warn()

    def note_conflicts(self, function: LambdaFunction) -> None:
        """A function is about to be initialised with the variables that are there now."""
        if self._conflicts is not None:
            self._conflicts.note(function)

    def end(self) -> None:
        """All fixtures have been undone."""
        try:
            if self.simulation is not None:
                self.simulation.end()
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._host is not None:
            self._host.undo()

    @property
    def world(self) -> World:
        """Account and region of the test's settings; the seed is the test's name, and the one that was given."""
        __tracebackhide__ = True
        return world_for(self._settings, seed_of(self._settings, self.item))

    @property
    def folders(self) -> tuple[Path, Path]:
        """Where the test's event files are: its own folder, then the root folder of the run."""
        return self.item.path.parent, self.item.config.rootpath

    def context_settings(self) -> dict[str, Any]:
        """The settings that show in a context object."""
        settings = self._settings
        names = ("function_name", "function_version", "memory_size", "timeout")
        shown = {name: settings[name] for name in names if name in settings}
        return {"world": self.world, **shown}

    def context_values(self) -> dict[str, Any]:
        """The attributes of a fresh context object."""
        return vars(make_context(**self.context_settings()))

    @property
    def _settings(self) -> dict[str, Any]:
        __tracebackhide__ = True
        if self._found_settings is None:
            self._found_settings = self._maker.settings(self.item)
        return self._found_settings

    def _make_function(self) -> LambdaFunction:
        __tracebackhide__ = True
        settings = self._settings
        who = f"{self.item.nodeid} uses lambda_function"
        if settings.get("start") == "warm" and self.simulation is None:
            return self._functions.shared(settings, lambda: self._maker.make(settings, who, "session"))
        clock = None if self.simulation is None else self.simulation.clock
        function = self._maker.make(settings, who, self.item.nodeid, clock)
        self._functions.add(function)
        return function
