"""SnapStart hooks, through AWS's own package (R220-R225)."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import LambdaFunction
from tests.runtime.conftest import Deploy

pytest.importorskip("snapshot_restore_py")

pytestmark = pytest.mark.usefixtures("leak_census")

HOOKS = """
import os
from snapshot_restore_py import register_after_restore, register_before_snapshot
print("module", os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"])
register_before_snapshot(print, "before 1")
register_before_snapshot(print, "before 2")
register_after_restore(print, "after 1")
register_after_restore(print, "after 2")
def handler(event, context):
    print("handler")
    if event:
        register_before_snapshot(print, "too late")
        register_after_restore(print, "too late")
"""


def snap_started(deploy: Deploy, source: str, **settings: Any) -> LambdaFunction:
    return deploy(source, function_version="1", snap_start="PublishedVersions", **settings)


def lines(function: LambdaFunction, event: object = None) -> list[str]:
    return function.invoke(event).logs.function_text.splitlines()


def test_the_order(deploy: Deploy) -> None:  # R220
    function = snap_started(deploy, HOOKS)
    assert lines(function) == ["module snap-start", "before 2", "before 1", "after 1", "after 2", "handler"]
    assert lines(function) == ["handler"]
    function.cold_start()
    assert lines(function) == ["module snap-start", "before 2", "before 1", "after 1", "after 2", "handler"]


@pytest.mark.parametrize(
    "settings",
    [{}, {"snap_start": "PublishedVersions"}, {"snap_start": "None", "function_version": "1"}],
)
def test_hooks_do_not_run_without_it(deploy: Deploy, settings: dict[str, Any]) -> None:  # R221
    assert lines(deploy(HOOKS, **settings)) == ["module on-demand", "handler"]


def test_hooks_registered_in_the_handler_are_ignored(deploy: Deploy) -> None:  # R225
    function = snap_started(deploy, HOOKS)
    function.invoke(1)
    assert lines(function) == ["handler"]
    function.cold_start()
    assert "too late" not in lines(function)


@pytest.mark.parametrize("failure", ["raise ValueError('no snapshot')", "raise SystemExit(0)", "raise KeyboardInterrupt"])
def test_a_failing_before_hook(deploy: Deploy, failure: str) -> None:  # R222
    function = snap_started(deploy, f"""
from snapshot_restore_py import register_before_snapshot
@register_before_snapshot
def hook():
    {failure}
def handler(event, context): pass
""")  # fmt: skip
    result = function.invoke({})
    assert result.function_error == "Unhandled"
    assert result.error is not None
    assert result.error.type == {"raise V": "ValueError", "raise S": "SystemExit", "raise K": "KeyboardInterrupt"}[failure[:7]]
    first, *_, last = result.error.stack_trace
    assert "lambda_runtime_hooks_runner.py" in first
    assert last == f'  File "{function.configuration.task_root}/app.py", line 5, in hook\n    {failure}\n'
    assert result.payload["requestId"] == ""
    assert "Error Type: Runtime.BeforeSnapshotError" in result.logs
    assert "handler" not in result.logs.function_text.splitlines()


@pytest.mark.parametrize("failure", ["raise ValueError('no restore')", "raise SystemExit(0)"])
def test_a_failing_after_hook(deploy: Deploy, failure: str) -> None:  # R223
    function = snap_started(deploy, f"""
from snapshot_restore_py import register_after_restore
@register_after_restore
def hook():
    {failure}
def handler(event, context): pass
""")  # fmt: skip
    result = function.invoke({})
    assert result.error is not None
    assert result.error.type == failure[6:].partition("(")[0]
    assert "Error Type: Runtime.AfterRestoreError" in result.logs


def test_the_exception_of_a_hook_is_raised(deploy: Deploy) -> None:
    function = snap_started(deploy, """
from snapshot_restore_py import register_before_snapshot
def hook(): raise LookupError("of the hook")
register_before_snapshot(hook)
def handler(event, context): pass
""")  # fmt: skip
    with pytest.raises(LookupError, match="of the hook"):
        function({})


def test_hooks_of_two_functions_stay_apart(deploy: Deploy) -> None:
    one, two = (
        snap_started(deploy, f"""
from snapshot_restore_py import register_after_restore
register_after_restore(print, "after {name}")
def handler(event, context): pass
""")
        for name in ("one", "two")
    )  # fmt: skip
    assert [lines(one), lines(two), lines(one)] == [["after one"], ["after two"], []]


@pytest.mark.parametrize("register", ["register_before_snapshot", "register_after_restore"])
def test_exceptions_that_pass_through_a_hook(deploy: Deploy, register: str) -> None:
    function = snap_started(deploy, f"""
import pytest, snapshot_restore_py
snapshot_restore_py.{register}(pytest.skip, "from the hook")
def handler(event, context): pass
""", passes_through=(pytest.skip.Exception,))  # fmt: skip
    with pytest.raises(pytest.skip.Exception, match="from the hook"):
        function({})


def test_the_restore_is_reported(deploy: Deploy) -> None:  # G50
    text = snap_started(deploy, HOOKS).invoke({}).logs.text
    assert "Restore Duration: " in text


def test_state_made_before_the_snapshot_is_there_afterwards(deploy: Deploy) -> None:
    function = snap_started(deploy, """
from snapshot_restore_py import register_after_restore, register_before_snapshot
state = []
register_before_snapshot(state.append, "before")
register_after_restore(lambda: state.append("after"))
def handler(event, context): return state
""")  # fmt: skip
    assert function({}) == ["before", "after"]
