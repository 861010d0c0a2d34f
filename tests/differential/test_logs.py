"""Log calls: the records in the log, and the errors that escape from them (R193)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from . import log_calls
from .both import RUNTIMES, Both, assert_same
from .settings import FAST

_LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]


@pytest.mark.parametrize(("log_format", "log_level"), [("Text", None), ("JSON", None), ("JSON", "DEBUG")])
@pytest.mark.parametrize("runtime", RUNTIMES)
@FAST
@given(calls=st.lists(log_calls.calls(), min_size=1, max_size=4))
def test_records(both: Both, runtime: str, log_format: str, log_level: str | None, calls: list[log_calls.Call]) -> None:
    def handler(event: object, context: object) -> None:
        for call in calls:
            call.make()

    assert_same(both.run(handler, runtime=runtime, log_format=log_format, log_level=log_level))


@pytest.mark.parametrize("log_level", _LEVELS)
@pytest.mark.parametrize("log_format", ["Text", "JSON"])
def test_levels(both: Both, log_format: str, log_level: str) -> None:
    def handler(event: object, context: object) -> None:
        for level in (1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60):
            log_calls.Call("a.b", level, "text").make()

    assert_same(both.run(handler, runtime="python3.13", log_format=log_format, log_level=log_level))
