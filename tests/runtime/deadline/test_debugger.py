"""A debugger suspends the deadline; coverage, which traces too, does not."""

from __future__ import annotations

import bdb
import sys
import time
import types
from collections.abc import Iterator
from typing import Any

import pytest

from pytest_lambda.runtime.deadline import Deadline, debugger
from pytest_lambda.runtime.deadline.debugger import debugger_attached

from .cutting import cut, turn

FOR_EVER = 600.0
SECONDS = 0.01


def outlives_its_deadline() -> str:
    time.sleep(5 * SECONDS)
    return "done"


@pytest.fixture(autouse=True)
def no_debugger() -> Iterator[None]:
    if debugger_attached():
        pytest.skip("the test run itself is being debugged")
    trace = sys.gettrace()
    yield
    sys.settrace(trace)
    debugger.announce(False)


def assert_not_cut(handler: Any) -> None:
    deadline = Deadline(SECONDS)
    assert turn(handler, deadline) == "done"
    assert not deadline.expired


def test_none_is_attached_as_a_rule() -> None:
    assert not debugger_attached()
    cut(outlives_its_deadline, SECONDS)


def test_announced() -> None:
    debugger.announce(True)
    assert_not_cut(outlives_its_deadline)
    debugger.announce(False)
    cut(outlives_its_deadline, SECONDS)


def test_tracing() -> None:
    session = bdb.Bdb()
    session.reset()
    sys.settrace(session.trace_dispatch)
    try:
        assert debugger_attached()
    finally:
        sys.settrace(None)


def test_any_trace_function_is_no_debugger() -> None:
    def trace(*_: object) -> None:
        return None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        assert not debugger_attached()
    finally:
        sys.settrace(before)


def test_a_session_that_is_over_before_the_deadline_comes() -> None:
    def handler() -> str:
        bdb.Bdb().reset()
        return outlives_its_deadline()

    assert_not_cut(handler)


def test_a_session_ends_every_deadline_around_it() -> None:
    def outer() -> str:
        assert_not_cut(lambda: bdb.Bdb().reset() or outlives_its_deadline())
        return "done"

    assert_not_cut(outer)


def test_the_next_invocation_has_its_deadline_again() -> None:
    assert_not_cut(lambda: bdb.Bdb().reset() or outlives_its_deadline())
    cut(outlives_its_deadline, SECONDS)


def test_bdb_is_left_as_it_was() -> None:
    before = bdb.Bdb.reset
    cut(outlives_its_deadline, SECONDS)
    assert bdb.Bdb.reset is before


def test_a_debugger_that_the_handler_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bdb")

    def handler() -> str:
        sys.modules["bdb"] = bdb
        return outlives_its_deadline()

    assert_not_cut(handler)


@pytest.mark.parametrize("name", ["pdb", "pydevd", "IPython.terminal.embed", "code"])
def test_somebody_at_a_prompt(name: str) -> None:
    prompt: dict[str, Any] = {"__name__": name}
    exec("def prompt(work):\n    return work()\n", prompt)
    assert_not_cut(lambda: prompt["prompt"](outlives_its_deadline))


@pytest.mark.parametrize("connected", [True, False])
def test_debugpy(monkeypatch: pytest.MonkeyPatch, connected: bool) -> None:
    module: Any = types.ModuleType("debugpy")
    module.is_client_connected = lambda: connected
    monkeypatch.setitem(sys.modules, "debugpy", module)
    assert debugger_attached() is connected


def test_debugpy_that_cannot_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "debugpy", types.ModuleType("debugpy"))
    assert not debugger_attached()


@pytest.mark.skipif(sys.version_info < (3, 12), reason="needs sys.monitoring")
def test_monitoring() -> None:
    monitoring: Any = sys.monitoring
    monitoring.use_tool_id(monitoring.DEBUGGER_ID, "test")
    try:
        assert debugger_attached()
    finally:
        monitoring.free_tool_id(monitoring.DEBUGGER_ID)
