"""Exceptions: the bytes of the error report, and its record in the log."""

from __future__ import annotations

import pytest
from hypothesis import given

from . import failures
from .both import RUNTIMES, Both, assert_same
from .settings import FAST


@pytest.mark.parametrize("log_format", ["Text", "JSON"])
@pytest.mark.parametrize("runtime", RUNTIMES)
@FAST
@given(failure=failures.failures())
def test_exception(both: Both, runtime: str, log_format: str, failure: failures.Failure) -> None:
    assert_same(both.run(lambda event, context: failure.happen(), runtime=runtime, log_format=log_format))


@pytest.mark.parametrize("runtime", RUNTIMES)
@FAST
@given(failure=failures.fatal())
def test_process_ends(both: Both, runtime: str, failure: failures.Failure) -> None:
    assert_same(both.run(lambda event, context: failure.happen(), runtime=runtime))
