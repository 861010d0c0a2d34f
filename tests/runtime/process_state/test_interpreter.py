"""`sys` and its hooks, threads' hook, the recursion limit, `__main__`."""

from __future__ import annotations

import sys
import threading

import pytest

from tests.leak_census import no_leaks
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

CHANGES = [
    "sys.argv.append('x')",
    "sys.argv = ['x']",
    "del sys.argv",
    "sys.path.insert(0, '/nowhere')",
    "sys.path.clear()",
    "sys.path = []",
    "sys.stdin = None",
    "sys.stdin.close()",
    "sys.stdout = io.StringIO()",
    "sys.stderr = None",
    "sys.__stdout__ = sys.__stderr__ = None",
    "sys.__stdout__.close()",
    "del sys.excepthook",
    "sys.excepthook = sys.unraisablehook = sys.displayhook = print",
    "threading.excepthook = print",
    "sys.setrecursionlimit(3_000)",
    "sys.setrecursionlimit(500)",
    "sys.modules['__main__'] = None",
    "del sys.modules['__main__'], sys.modules['awslambdaric.bootstrap']",
    "import __main__; __main__.mine = 1",
]


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_of_it_leaks(deploy: Deploy, change: str) -> None:
    function = deploy(f"import io, sys, threading\ndef handler(event, context):\n    if event: {change}\n    return 1")
    with no_leaks():
        assert function(0) == 1
        assert function(1) == 1
        function.invoke(0)
    function.cold_start()
    assert function(0) == 1


@pytest.mark.parametrize("change", ["del sys.stdout", "sys.stdout = None", "sys.stdout.close()"])
def test_an_error_without_a_stream_to_report_it_on(deploy: Deploy, change: str) -> None:  # R072
    function = deploy(f"import sys\ndef handler(event, context):\n    if event:\n        {change}\n        1 / 0\n    return 1")
    with no_leaks():
        error = function.invoke(1).error
    assert error is not None
    assert error.type == "Runtime.ExitError"
    assert function(0) == 1


def test_what_it_changes_lasts_in_the_environment(deploy: Deploy) -> None:
    function = deploy("""
import sys
def hook(*args): pass
def handler(event, context):
    seen = [sys.path[-1], sys.argv[-1], sys.excepthook is hook, sys.getrecursionlimit(), hasattr(sys, "stdin")]
    sys.path.append("/mine")
    sys.argv.append("mine")
    sys.excepthook = hook
    sys.setrecursionlimit(2_000)
    vars(sys).pop("stdin", None)
    return seen
""")
    assert function({})[1:] == ["app.handler", False, 1_000, True]
    assert function({}) == ["/mine", "mine", True, 2_000, False]


def test_hooks_are_the_interpreters_own(deploy: Deploy) -> None:
    function = deploy("""
import sys, threading
def handler(event, context):
    return [sys.excepthook is sys.__excepthook__, sys.unraisablehook is sys.__unraisablehook__,
            threading.excepthook is threading.__excepthook__, sys.displayhook is sys.__displayhook__]
""")
    assert function({}) == [True] * 4
    assert threading.excepthook is not None


def test_main_is_the_runtimes(deploy: Deploy) -> None:  # R110
    before = sys.modules["__main__"]
    function = deploy("""
import __main__, sys
def handler(event, context):
    return [__main__.__name__, __main__.__file__, __main__.__spec__.name, sys.modules["__main__"] is __main__]
""", runtime="python3.12")  # fmt: skip
    main = "/var/lang/lib/python3.12/site-packages/awslambdaric/__main__.py"
    assert function({}) == ["__main__", main, "awslambdaric.__main__", True]
    assert sys.modules["__main__"] is before


def test_the_import_path_leaves_out_what_the_test_run_added(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend("/nowhere/of/the/tests")
    function = deploy("import sys\ndef handler(event, context): return sys.path")
    path = function({})
    assert path[0] == str(function.configuration.task_root)
    assert "/nowhere/of/the/tests" not in path
    assert any("site-packages" in entry for entry in path)


def test_the_current_exception_of_the_test_does_not_show(deploy: Deploy) -> None:
    function = deploy("import sys\ndef handler(event, context): return [str(each) for each in sys.exc_info()]")
    try:
        raise KeyError("of the test")
    except KeyError:
        assert function({}) == ["None"] * 3
        assert sys.exc_info()[0] is KeyError
    error = deploy("def handler(event, context): raise ValueError('x')").invoke({}).error
    assert error is not None
