"""The pytest plugin's entry point: hooks and fixtures, each of which imports what it needs when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_lambda.pytest_glue.facade import FunctionFacade
    from pytest_lambda.runtime.context import LambdaContext
    from pytest_lambda.runtime.function import LambdaFunction

_MARKER = (
    "aws_lambda(handler, timeout, memory_size, environment, function_name, runtime, task_root, ...): configure the "
    "Lambda function that the test uses; keywords are AWS's parameters in snake_case."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Every setting is an ini option `lambda_…` and a flag `--lambda-…`."""
    from pytest_lambda.pytest_glue.options import add_options

    add_options(parser)


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, Any, None]:
    """The function's variables and fake credentials are there before any conftest is imported."""
    _refuse_foreign_package()
    from pytest_lambda.pytest_glue.options import any_option_given

    if any_option_given(early_config):
        from pytest_lambda.pytest_glue.collection import begin

        begin(early_config)
    yield


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and refuse misspelled options."""
    _refuse_foreign_package()
    config.addinivalue_line("markers", _MARKER)
    from pytest_lambda.pytest_glue.options import any_option_given, check_names

    check_names(config)
    if any_option_given(config):
        from pytest_lambda.pytest_glue.collection import begin

        begin(config)  # with `-p` on the command line the hook above is not called


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take part in the run of tests only if one of them uses a fixture of ours."""
    if any(not _FIXTURES.isdisjoint(getattr(item, "fixturenames", ())) for item in items):
        from pytest_lambda.pytest_glue.lifecycle import take_part

        take_part(config)


_FIXTURES = frozenset({"lambda_context", "lambda_function", "lambda_function_factory"})


@pytest.fixture(scope="session")
def lambda_context(request: pytest.FixtureRequest) -> LambdaContext:
    """A Lambda context object as AWS passes it to a handler; call it for a variant.

    `lambda_context(remaining_time_in_millis=9_000, function_name="orders")` gives another one.
    """
    from pytest_lambda.pytest_glue.lifecycle import take_part

    return take_part(request.config).context(request)


@pytest.fixture(scope="session")
def lambda_function(request: pytest.FixtureRequest) -> FunctionFacade:
    """The Lambda function under test, configured by marker, command line and ini.

    `lambda_function(event)` returns the payload or raises the handler's own exception;
    `lambda_function.invoke(event)` returns what the Invoke API returns. Each test starts cold.
    """
    from pytest_lambda.pytest_glue.lifecycle import take_part

    return take_part(request.config).function(request)


@pytest.fixture(scope="session")
def lambda_function_factory(request: pytest.FixtureRequest) -> Any:
    """Makes further functions: `lambda_function_factory("app.handler", timeout=5)`.

    May be used by fixtures of any scope. `start="warm"` keeps the environment from test to test.
    """
    from pytest_lambda.pytest_glue.lifecycle import take_part

    return take_part(request.config).make_function


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
