"""The part that we take in a run in which a test uses a fixture of ours."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.pytest_glue.bound_events import BoundEvents
from pytest_lambda.pytest_glue.facade import clock_facade, context_facade, function_facade, service_facade
from pytest_lambda.pytest_glue.fixture_requests import (
    INSTEAD,
    is_ours,
    refuse_wide_request,
    requested_fixtures,
    too_wide,
)
from pytest_lambda.pytest_glue.function_maker import FunctionMaker
from pytest_lambda.pytest_glue.functions_in_use import FunctionsInUse
from pytest_lambda.pytest_glue.hypothesis_examples import each_example
from pytest_lambda.pytest_glue.recording import records_of
from pytest_lambda.pytest_glue.report_sections import sections
from pytest_lambda.pytest_glue.test_state import TestState
from pytest_lambda.runtime.context import LambdaContext
from pytest_lambda.runtime.function import LambdaFunction

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService

_KEY = pytest.StashKey["Lifecycle"]()
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
        self._functions = FunctionsInUse()
        self._maker = FunctionMaker(config, self._before_init)
        self._state: TestState | None = None
        #: requests of the fixtures that are being set up, the innermost last
        self._setups: list[Any] = []
        self._function = function_facade(lambda: self._current("lambda_function").function)
        self._service = service_facade(lambda: self._current("lambda_service").begin_simulation().service)
        self._clock = clock_facade(lambda: self._current("lambda_clock").begin_simulation().clock)
        self._context = context_facade(self._fill_context, self._context_settings)
        self._events = BoundEvents(lambda: self._of_events().world, lambda: self._of_events().folders)

    def function(self, request: pytest.FixtureRequest) -> LambdaFunction:
        """The façade behind `lambda_function`."""
        self._adopt(request)
        return self._function

    def service(self, request: pytest.FixtureRequest) -> LambdaService:
        """The façade behind `lambda_service`."""
        self._adopt(request)
        return self._service

    def clock(self, request: pytest.FixtureRequest) -> VirtualClock:
        """The façade behind `lambda_clock`."""
        self._adopt(request)
        return self._clock

    def context(self, request: pytest.FixtureRequest) -> LambdaContext:
        """The façade behind `lambda_context`."""
        self._adopt(request)
        return self._context

    def events(self, request: pytest.FixtureRequest) -> BoundEvents:
        """The builders behind `lambda_events`."""
        self._adopt(request)
        return self._events

    def make_function(self, handler: Any = None, **settings: Any) -> LambdaFunction:
        """What `lambda_function_factory(...)` calls."""
        __tracebackhide__ = True
        call = {"handler": handler, **settings}
        fixture = self._wide_setup()
        if fixture is not None:
            # The markers of the test that happens to be the first one to use the fixture do not count.
            name = fixture.fixturename
            seed = f"{fixture.node.nodeid} {name}"
            function = self._made(fixture.node, call, f"The fixture {name!r} makes a function", seed)
            fixture.addfinalizer(lambda: self._functions.end_lasting(function))
            self._functions.add_lasting(function, name)
        elif self._state is not None:
            self._state.begin()
            test = self._state.item.nodeid
            function = self._made(self._state.item, call, f"{test} makes a function", test)
            self._functions.add(function)
        else:
            function = self._made(None, call, "lambda_function_factory() was called", "session")
            self._functions.add_lasting(function)
        return function

    def close(self) -> None:
        """The run is over; perhaps in the middle of a test, which is not torn down then."""
        try:
            self._end()
        finally:
            self._functions.close()

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Before any fixture of the test, after marks that skip it: so neither first nor last of the hooks."""
        __tracebackhide__ = True
        self._setups.clear()
        self._functions.begin_test(item)
        self._state = TestState(item, self._maker, self._functions)
        requested = requested_fixtures(item)
        if requested:
            refuse_wide_request(item)
            self._state.prepare(requested)
        if "lambda_context" in requested:
            self._fill_context()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Generator[None, Any, Any]:
        """Know for which fixture a function is made."""
        if is_ours(fixturedef):
            return (yield)
        self._setups.append(request)
        try:
            return (yield)
        finally:
            self._setups.pop()

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Around the test's body, inside of what captures its output."""
        __tracebackhide__ = True
        self._setups.clear()
        state = self._state
        if state is None or not (state.begun or "request" in getattr(item, "fixturenames", ())):
            return (yield)
        if vars(self._context):
            self._restart_countdown()
        state.before_call()
        try:
            with each_example(item, self._begin_example):
                result = yield
        except BaseException:
            with suppress(pytest.PytestWarning):  # warnings may be errors, but the test's own failure counts
                state.after_call()
            raise
        state.after_call()
        if state.simulation is not None:
            state.simulation.body_ended()
        return result

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        """After all fixtures of the test have been undone."""
        try:
            return (yield)
        finally:
            self._end()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A failed test's report shows what its functions wrote."""
        report = yield
        if report.failed:
            report.sections += sections(self._functions)
            if self._state is not None and self._state.simulation is not None:
                report.sections.append(self._state.simulation.section())
        if report.when == "teardown":
            self._functions.forget_test()
        return report

    def _begin_example(self) -> None:
        if self._state is not None and self._state.simulation is not None:
            self._state.simulation.begin_example()
        self._functions.begin_example()
        records = records_of(self._config)
        if records is not None:
            records.begin_example()

    def _adopt(self, request: Any) -> None:
        # Until now nobody has asked for a fixture of ours, so no hook of ours was called for this test.
        if self._state is None:
            self._functions.begin_test(request._pyfuncitem)
            self._state = TestState(request._pyfuncitem, self._maker, self._functions)
            self._setups = _fixtures_behind(request)

    def _current(self, fixture: str) -> TestState:
        __tracebackhide__ = True
        if self._state is None:
            raise ConfigurationError(
                f"{fixture} was used outside of a test. It stands for the test that runs; "
                f"{INSTEAD[fixture]}."
            )
        wide = self._wide_setup()
        if wide is not None:
            raise too_wide(wide._fixturedef, fixture)
        return self._state

    def _wide_setup(self) -> Any:
        """The request of the fixture that is being set up, if its scope is wider than the test."""
        innermost = self._setups[-1] if self._setups else None
        return innermost if innermost is not None and innermost.scope != "function" else None

    def _made(self, node: Any, call: dict[str, Any], who: str, seed: str) -> LambdaFunction:
        __tracebackhide__ = True
        return self._maker.make(self._maker.settings(node, call), who, seed)

    def _before_init(self, function: LambdaFunction) -> None:
        if self._state is not None:
            self._state.note_conflicts(function)

    def _context_settings(self) -> dict[str, Any]:
        return self._current("lambda_context").context_settings()

    def _of_events(self) -> TestState:
        __tracebackhide__ = True
        return self._current("lambda_events")

    def _fill_context(self) -> None:
        __tracebackhide__ = True
        state = self._current("lambda_context")
        state.begin()
        values = vars(self._context)
        values.clear()
        values.update(state.context_values())

    def _restart_countdown(self) -> None:
        # What the set-up of other fixtures takes is not taken from the handler's time.
        fresh = self._current("lambda_context").context_values()
        self._context._epoch_deadline_time_in_ms = fresh["_epoch_deadline_time_in_ms"]

    def _end(self) -> None:
        state, self._state = self._state, None
        self._setups.clear()
        vars(self._context).clear()
        try:
            self._functions.end_test()
        finally:
            if state is not None:
                state.end()


def _fixtures_behind(request: Any) -> list[Any]:
    """The requests of the fixtures whose set-up led to this one, the innermost last."""
    found = []
    parent: Any = getattr(request, "_parent_request", None)
    while getattr(parent, "_parent_request", None) is not None:
        found.append(parent)
        parent = parent._parent_request
    return found[::-1]
