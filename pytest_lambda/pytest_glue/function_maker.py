"""Makes functions as the settings in force say."""

from __future__ import annotations

import getpass
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import limits
from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.pytest_glue.candidates import no_handler
from pytest_lambda.pytest_glue.control_flow import passing_exceptions
from pytest_lambda.pytest_glue.host_variables import real_identity
from pytest_lambda.pytest_glue.hypothesis_examples import leave_init_out_of_deadline
from pytest_lambda.pytest_glue.options import NAMES, UNDECIDED, started_with
from pytest_lambda.pytest_glue.recording import records_of
from pytest_lambda.pytest_glue.settings import (
    checked,
    function_settings,
    levels_of,
    removed_variables,
    service_settings,
    settings_for,
    world_for,
)
from pytest_lambda.runtime.function import LambdaFunction


class FunctionMaker:
    """Makes functions that fit into the run of tests.

    Args:
        config: of the run.
        before_init: called with a function before each of its inits.
    """

    def __init__(self, config: pytest.Config, before_init: Callable[[LambdaFunction], None]) -> None:
        self._config = config
        self._before_init = before_init
        self._made_with: Counter[str] = Counter()
        self._folders = _folders_of_pytest(config)

    def settings(
        self, node: pytest.Item | pytest.Collector | None, call: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The settings in force; see `settings_for`."""
        __tracebackhide__ = True
        try:
            return settings_for(self._config, node, call)
        except (ConfigurationError, NotSimulated) as error:
            raise error.with_traceback(None) from None  # where in our code is of no interest to its reader

    def check(self, settings: Mapping[str, Any]) -> None:
        """Refuse what `make` would refuse, but for a missing handler.

        Raises:
            ConfigurationError: a bad setting.
        """
        __tracebackhide__ = True
        try:
            checked(settings)
        except ConfigurationError as error:
            raise error.with_traceback(None) from None

    def make(
        self, settings: Mapping[str, Any], who: str, seed: str, clock: VirtualClock | None = None
    ) -> LambdaFunction:
        """A function.

        Args:
            settings: all that are in force.
            who: asks for it, for the message.
            seed: of the ids, which differ from function to function nonetheless.
            clock: None for real time.

        Raises:
            ConfigurationError: no handler, or a bad setting.
        """
        __tracebackhide__ = True
        try:
            return self._made(settings, who, seed, clock)
        except ConfigurationError as error:
            raise error.with_traceback(None) from None

    def complete(self, node: pytest.Item, call: Mapping[str, Any]) -> dict[str, Any]:
        """The settings of `lambda_service.create_function(...)`, with those in force."""
        __tracebackhide__ = True
        known = {name: value for name, value in call.items() if name in NAMES}
        variables = known.get("environment")
        if isinstance(variables, Mapping) and set(variables) == {"Variables"}:
            known["environment"] = variables["Variables"]  # as AWS nests it
        settings = self.settings(node, known)
        _check_decided(settings)
        found = service_settings(settings)
        found["tmp_passthrough"] = (*found.get("tmp_passthrough", ()), *self._folders)
        return {**found, **{name: value for name, value in call.items() if name not in NAMES}}

    def complete_stack(self, node: pytest.Item, call: Mapping[str, Any]) -> dict[str, Any]:
        """The settings of `lambda_service.from_template(...)`, with those in force."""
        __tracebackhide__ = True
        from pytest_lambda.pytest_glue.template_settings import stack_settings  # other tests have no templates

        try:
            return stack_settings(self._config, levels_of(self._config, node), call)
        except (ConfigurationError, NotSimulated) as error:
            raise error.with_traceback(None) from None

    def fit(self, function: LambdaFunction, settings: Mapping[str, Any]) -> None:
        """Let a function fit into the run of tests."""
        removed = [name for name in removed_variables(settings) if name not in limits.RESERVED_VARIABLES]
        if removed:
            function.before_init(lambda environ: [environ.pop(name, None) for name in removed])
        if function.configuration.allow_aws:
            function.before_init(lambda environ: real_identity(environ, started_with(self._config)))
        function.before_init(lambda _: self._before_init(function))
        leave_init_out_of_deadline(function)

    def tools(self) -> dict[str, Any]:
        """What pytest wants of every function."""
        return {"passes_through": passing_exceptions(), "listens": _is_of_pytest}

    def _made(
        self, settings: Mapping[str, Any], who: str, seed: str, clock: VirtualClock | None
    ) -> LambdaFunction:
        _check_decided(settings)
        keywords = function_settings(settings)
        keywords["tmp_passthrough"] = (*keywords.get("tmp_passthrough", ()), *self._folders)
        handler = settings.get("handler")
        if handler is None:
            checked(settings)  # a bad setting, a missing task root for one, is told first
            raise no_handler(self._config, settings, who)
        function = LambdaFunction(
            handler,
            world=world_for(settings, f"{seed} {self._made_with[seed]}"),
            clock=clock,
            **self.tools(),
            **keywords,
        )
        self._made_with[seed] += 1
        self.fit(function, settings)
        records = records_of(self._config)
        if records is not None:
            records.function(function)
        return function


def _folders_of_pytest(config: pytest.Config) -> tuple[Path, ...]:
    """Where `tmp_path` is or will be; asking pytest would make the folder."""
    given = config.getoption("basetemp", None)
    if given:
        return (Path(given).absolute(),)
    root = Path(os.environ.get("PYTEST_DEBUG_TEMPROOT") or tempfile.gettempdir()).resolve()
    return tuple(root / f"pytest-of-{user}" for user in (_user(), "unknown"))


def _check_decided(settings: Mapping[str, Any]) -> None:
    __tracebackhide__ = True
    if UNDECIDED in settings:
        raise settings[UNDECIDED]


def _user() -> str:
    try:
        return getpass.getuser()
    except (ImportError, OSError, KeyError):
        return "unknown"


def _is_of_pytest(handler: object) -> bool:
    return type(handler).__module__.startswith("_pytest.")
