"""The part that we take in a run in which a test uses a fixture of ours."""

from __future__ import annotations

import functools
from collections.abc import Generator
from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.pytest_glue.facade import FunctionFacade, context_facade
from pytest_lambda.pytest_glue.report_sections import sections
from pytest_lambda.pytest_glue.test_state import TestState, make_function
from pytest_lambda.runtime.context import LambdaContext
from pytest_lambda.runtime.function import LambdaFunction

_KEY = pytest.StashKey["Lifecycle"]()
_FIXTURES = ("lambda_context", "lambda_function")
_NAME = "pytest_lambda lifecycle"


def take_part(config: pytest.Config) -> Lifecycle:
    """Register the hooks of this module, once."""
    if _KEY not in config.stash:
        lifecycle = Lifecycle(config)
        config.stash[_KEY] = lifecycle
        config.pluginmanager.register(lifecycle, _NAME)
        config.add_cleanup(lifecycle.close)
    return config.stash[_KEY]


class Lifecycle:
    """Gives each test its state, starts it cold, and cleans up after it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._state: TestState | None = None
        self._made: list[LambdaFunction] = []
        self._function = FunctionFacade(lambda: self._current("lambda_function").function)
        self._context = context_facade(lambda: self._current("lambda_context").context_settings())

    def function(self, request: pytest.FixtureRequest) -> FunctionFacade:
        """The façade behind `lambda_function`; a bad configuration shows when the fixture is set up."""
        self._adopt(request)
        return self._function

    def context(self, request: pytest.FixtureRequest) -> LambdaContext:
        """The façade behind `lambda_context`."""
        self._adopt(request)
        return self._context

    def make_function(self, handler: Any = None, **settings: Any) -> LambdaFunction:
        """What `lambda_function_factory(...)` calls."""
        item = self._state.item if self._state is not None else None
        function = make_function(self._config, item, {"handler": handler, **settings})
        self._made.append(function)
        return function

    def close(self) -> None:
        """The run is over."""
        for function in self._made:
            function.close()
        self._made.clear()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Before any fixture of the test."""
        if not set(getattr(item, "fixturenames", ())).isdisjoint(_FIXTURES):
            self._begin(item)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, None]:
        """Around the test's body: under Hypothesis each example starts cold."""
        if self._state is None:
            yield
            return
        handle = getattr(getattr(item, "obj", None), "hypothesis", None)
        inner = getattr(handle, "inner_test", None)
        if inner is None:
            yield
            return
        handle.inner_test = self._starting_cold(inner)
        try:
            yield
        finally:
            handle.inner_test = inner

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, Any, None]:
        """After all fixtures of the test have been undone."""
        yield
        self._end()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: Any) -> Generator[None, Any, None]:
        """A failed test's report shows what its function wrote."""
        outcome = yield
        report = outcome.get_result()
        if report.failed and call.when == "call":
            report.sections += sections(self._functions())

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: pytest.FixtureRequest) -> None:
        """A fixture of wider scope would outlive the state that ours stand for."""
        wide = fixturedef.scope != "function"
        ours = [name for name in fixturedef.argnames if name in _FIXTURES]
        if wide and ours:
            raise ConfigurationError(
                f"The fixture {fixturedef.argname!r} has {fixturedef.scope} scope and asks for {ours[0]!r}, which is "
                "new for each test. Ask for 'lambda_function_factory' instead and make a function with it, "
                'lambda_function_factory("app.handler", start="warm"), or give the fixture function scope.'
            )

    def _functions(self) -> list[LambdaFunction]:
        own = self._state.made_function if self._state is not None else None
        return [*([own] if own is not None else []), *self._made]

    def _current(self, fixture: str) -> TestState:
        if self._state is None:
            raise ConfigurationError(
                f"{fixture} was used outside of a test. It stands for the test that runs; "
                "lambda_function_factory makes functions that live longer."
            )
        return self._state

    def _adopt(self, request: pytest.FixtureRequest) -> None:
        # request.getfixturevalue("lambda_function"): the test's setup did not know.
        if self._state is None:
            self._begin(request._pyfuncitem)

    def _begin(self, item: pytest.Item) -> None:
        self._state = TestState(self._config, item)
        names = getattr(item, "fixturenames", ())
        if "lambda_function" in names:
            self._state.function  # noqa: B018 - a bad configuration shows before anything else happens
        if "lambda_context" in names:
            self._fresh_context()

    def _fresh_context(self) -> None:
        values = vars(self._context)
        values.clear()
        values.update(self._current("lambda_context").context_values())

    def _end(self) -> None:
        state, self._state = self._state, None
        vars(self._context).clear()
        if state is not None:
            state.close()
        for function in self._made:
            if function.configuration.start == "cold":
                function.close()

    def _starting_cold(self, inner: Any) -> Any:
        @functools.wraps(inner)
        def example(*arguments: Any, **keywords: Any) -> Any:
            for function in self._functions():
                if function.configuration.start == "cold":
                    function.cold_start()
            return inner(*arguments, **keywords)

        return example
