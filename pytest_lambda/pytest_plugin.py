"""The pytest plugin's entry point: hooks and fixtures, each of which imports what it needs when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_lambda.clock.virtual import VirtualClock
    from pytest_lambda.pytest_glue.bound_events import BoundEvents
    from pytest_lambda.runtime.context import LambdaContext
    from pytest_lambda.runtime.function import LambdaFunction
    from pytest_lambda.service.service import LambdaService

_FIXTURES = frozenset({
    "lambda_clock", "lambda_context", "lambda_events", "lambda_function", "lambda_function_factory", "lambda_service",
})  # fmt: skip
_EVENT_FILES = "aws_lambda_events"
_SERVICE = "aws_lambda_service"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Every setting is an ini option `lambda_…` and a flag `--lambda-…`."""
    _refuse_foreign_package()
    from pytest_lambda.pytest_glue.options import add_options

    add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Other plugins extend this one."""
    from pytest_lambda import hookspecs

    pluginmanager.add_hookspecs(hookspecs)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None, Any, Any]:
    """The function's variables and fake credentials are there before any conftest is imported."""
    _begin(early_config)
    try:
        result = yield
    except Exception as error:
        from pytest_lambda.pytest_glue.missing_variable import explain_conftest_error

        explain_conftest_error(early_config, error)
        raise
    if any(argument.startswith("--lambda-") for argument in args):
        from pytest_lambda.pytest_glue.options import check_flag_names

        check_flag_names(parser.parse_known_and_unknown_args(args)[1])
    return result


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and refuse misspelled options."""
    from pytest_lambda.pytest_glue.options import NAMES, REPORT, check_ini_names

    config.addinivalue_line(
        "markers",
        f"aws_lambda({', '.join(NAMES)}): configure the Lambda function that the test uses. All are keywords, named "
        "as AWS's parameters; each is also an ini option `lambda_...` and a flag `--lambda-...`, see `pytest --help`.",
    )
    config.addinivalue_line(
        "markers",
        f'{_EVENT_FILES}(*patterns, argname="event"): run the test once for each event file that matches, as its '
        'argument `event`: aws_lambda_events("events/*.json"), from the folder of the test or the root folder.',
    )
    config.addinivalue_line(
        "markers",
        f"{_SERVICE}(account, environment_idle_seconds, duplicate_rate, ...): configure lambda_service; all are "
        "keywords, those of LambdaService: account=10 limits the account to ten concurrent executions.",
    )
    check_ini_names(config)
    if config.getoption(REPORT.ini, None) or config.getini(REPORT.ini):
        from pytest_lambda.reporting.run import begin_report

        begin_report(config)
    _begin(config)  # a worker of xdist gets plugins of `-p` after its conftests, so not by the hook above


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take part in the run of tests only if one of them uses a fixture of ours."""
    named = [item for item in items if not _FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))]
    if named:
        from pytest_lambda.pytest_glue.fixture_requests import requested_fixtures

        if any(map(requested_fixtures, named)):  # users may have their own of the same name
            from pytest_lambda.pytest_glue.lifecycle import take_part

            take_part(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each of its event files."""
    if any(mark.name == _EVENT_FILES for mark in metafunc.definition.iter_markers()):
        from pytest_lambda.pytest_glue.event_parameters import parametrize

        parametrize(metafunc, _EVENT_FILES)


def pytest_exception_interact(node: pytest.Item | pytest.Collector, call: Any, report: Any) -> None:
    """Explain a variable that is missing at import."""
    if isinstance(node, pytest.Collector) and isinstance(report, pytest.CollectReport):
        from pytest_lambda.pytest_glue.missing_variable import explain_collect_error

        explain_collect_error(node.config, report, call.excinfo.value, node.path)


@pytest.fixture(scope="session")
def lambda_context(request: pytest.FixtureRequest) -> LambdaContext:
    """A Lambda context object as AWS passes it to a handler, fresh for each test.

    Call it for a variant: `lambda_context(remaining_time_in_millis=9_000, function_name="orders")`.
    """
    __tracebackhide__ = True
    from pytest_lambda.pytest_glue.lifecycle import take_part

    return take_part(request.config).context(request)


@pytest.fixture(scope="session")
def lambda_function(request: pytest.FixtureRequest) -> LambdaFunction:
    """The Lambda function under test, configured by marker, command line and ini; each test starts cold.

    `lambda_function(event)` returns the payload or raises the handler's own exception;
    `lambda_function.invoke(event)` returns what the Invoke API returns.
    """
    __tracebackhide__ = True
    from pytest_lambda.pytest_glue.lifecycle import take_part

    return take_part(request.config).function(request)


@pytest.fixture(scope="session")
def lambda_function_factory(request: pytest.FixtureRequest) -> Callable[..., LambdaFunction]:
    """Makes further functions: `lambda_function_factory("app.handler", timeout=5)`.

    Fixtures of any scope may use it. `start="warm"` keeps the environment from test to test.
    """
    from pytest_lambda.pytest_glue.lifecycle import take_part

    return take_part(request.config).make_function


@pytest.fixture(scope="session")
def lambda_service(request: pytest.FixtureRequest) -> LambdaService:
    """A Lambda service for one account and region, on virtual time: `lambda_service.create_function("orders", ...)`.

    `lambda_service.run()` lets everything happen that is still to come; `advance(minutes=5)` lets time pass.
    """
    __tracebackhide__ = True
    from pytest_lambda.pytest_glue.lifecycle import take_part

    return take_part(request.config).service(request)


@pytest.fixture(scope="session")
def lambda_clock(request: pytest.FixtureRequest) -> VirtualClock:
    """Virtual time for the test: `lambda_clock.advance(hours=6)`; it stands still while code computes.

    `time.sleep`, asyncio and timed waits of the test and of its handlers move it.
    """
    __tracebackhide__ = True
    from pytest_lambda.pytest_glue.lifecycle import take_part

    return take_part(request.config).clock(request)


@pytest.fixture(scope="session")
def lambda_events(request: pytest.FixtureRequest) -> BoundEvents:
    """The builders of `pytest_lambda.events` with the test's account, region and seed: `lambda_events.sqs("a")`.

    `lambda_events.load("events/order.json")` reads an event file.
    """
    __tracebackhide__ = True
    from pytest_lambda.pytest_glue.lifecycle import take_part

    return take_part(request.config).events(request)


def _begin(config: pytest.Config) -> None:
    from pytest_lambda.pytest_glue.options import any_option_given, note_variables

    note_variables(config)
    if any_option_given(config):
        from pytest_lambda.pytest_glue.collection import begin

        begin(config)


def _refuse_foreign_package() -> None:
    """The unrelated distribution `pytest-lambda` installs a package of the same name over ours, or we over it."""
    root = sys.modules["pytest_lambda"]
    ours = getattr(root, "__distribution__", None) == "pytest-aws-lambda"
    if ours and not os.path.exists(os.path.join(os.path.dirname(__file__), "plugin.py")):
        return
    raise pytest.UsageError(
        "Two distributions have installed the package `pytest_lambda` over each other: `pytest-aws-lambda` (this "
        "one) and the unrelated `pytest-lambda`. Only one of them can be used in an environment. Mend it with\n"
        "  pip uninstall pytest-lambda pytest-aws-lambda\n"
        "  pip install pytest-aws-lambda"
    )
