"""What steers a test passes through a handler: outcomes of pytest, pytest-timeout, Ctrl-C, a debugger."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
import unittest

import pytest

from pytest_lambda.pytest_glue.control_flow import passing_exceptions
from tests.pytest_glue.conftest import OPTIONS

FAKED = """
    def service(event):
        raise NotImplementedError

    def handler(event, context):
        try:
            return service(event)
        except (ValueError, KeyError):
            return "handled"
"""

needs_timeout = pytest.mark.skipif(not importlib.util.find_spec("pytest_timeout"), reason="needs pytest-timeout")


@pytest.fixture
def faked(project):
    project.configure()
    project.write("app.py", FAKED)
    return project


@pytest.mark.parametrize("form", ["lambda_function({})", "lambda_function.invoke({})"])
def test_outcomes_raised_by_a_fake(faked, form):
    faked.test(f"""
        import unittest
        import pytest
        import app

        def skip(event): pytest.skip("not today")
        def fail(event): pytest.fail("on purpose")
        def xfail(event): pytest.xfail("known")
        def imported(event): pytest.importorskip("no_such_module")
        def unittest_skip(event): raise unittest.SkipTest("not today")

        @pytest.mark.parametrize("fake", [skip, fail, xfail, imported, unittest_skip])
        def test_it(lambda_function, monkeypatch, fake):
            monkeypatch.setattr(app, "service", fake)
            {form}

        def test_after(lambda_function, monkeypatch):
            monkeypatch.setattr(app, "service", lambda event: "fine")
            assert lambda_function({{}}) == "fine"
    """)
    result = faked.run("-rA")
    result.assert_outcomes(passed=1, failed=1, skipped=3, xfailed=1)
    result.stdout.fnmatch_lines(["*Failed: on purpose*"])


def test_a_failed_assertion_of_a_fake_is_the_handler_s_exception(faked):
    faked.test("""
        import app

        def test_it(lambda_function, monkeypatch):
            def service(event):
                assert event == {"n": 1}
            monkeypatch.setattr(app, "service", service)
            result = lambda_function.invoke({"n": 2})
            assert result.error.type == "AssertionError"
            lambda_function({"n": 2})
    """)
    result = faked.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*assert {'n': 2} == {'n': 1}*"])


def test_exit_raised_by_a_fake(faked):
    faked.test("""
        import pytest
        import app

        def test_it(lambda_function, monkeypatch):
            monkeypatch.setattr(app, "service", lambda event: pytest.exit("enough", returncode=7))
            lambda_function({})

        def test_after(lambda_function): pass
    """)
    result = faked.run()
    assert result.ret == 7
    result.stdout.fnmatch_lines(["*_pytest.outcomes.Exit: enough*"])


def test_expected_outcomes_inside_a_handler(faked):
    faked.test("""
        import pytest
        import app

        def test_it(lambda_function, monkeypatch):
            monkeypatch.setattr(app, "service", lambda event: pytest.fail("inner"))
            with pytest.raises(pytest.fail.Exception, match="inner"):
                lambda_function({})
            monkeypatch.setattr(app, "service", lambda event: "fine")
            assert lambda_function({}) == "fine"
    """)
    faked.passes(1)


HANGS = """
    import threading
    import time

    def sleeps(event, context):
        try:
            time.sleep(120)
        finally:
            open("finally", "w").close()

    def loops(event, context):
        while True:
            pass

    def waits(event, context):
        threading.Lock().acquire() and threading.Event().wait(120)

    def swallows(event, context):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                time.sleep(120)
            except Exception:
                pass
"""

HANGING = """
    import pytest

    @pytest.mark.timeout(1, method={method!r})
    @pytest.mark.aws_lambda(handler={handler!r}, timeout=60)
    def test_hangs(lambda_function):
        lambda_function({{}})

    @pytest.mark.aws_lambda(handler="app.quick")
    def test_after(lambda_function):
        assert lambda_function({{}}) == 1
"""


@needs_timeout
@pytest.mark.parametrize("handler", ["app.sleeps", "app.loops", "app.waits", "app.swallows"])
def test_pytest_timeout_by_signal(project, handler):
    project.write("app.py", HANGS + "\n    def quick(event, context):\n        return 1\n")
    project.test(HANGING.format(method="signal", handler=handler))
    result = project.run_apart()
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*Timeout*1*s*"])
    assert result.duration < 100


@needs_timeout
@pytest.mark.xfail(strict=True, reason="the runtime takes os._exit in a thread of the test for the function's own")
def test_pytest_timeout_by_thread(project):
    project.write("app.py", HANGS + "\n    def quick(event, context):\n        return 1\n")
    project.test(HANGING.format(method="thread", handler="app.sleeps").replace("timeout=60", "timeout=9"))
    result = project.run_apart()
    assert result.ret == 1
    assert "===" not in result.stdout.lines[-1]  # the process has ended then and there
    assert "Timeout" in result.stdout.str() + result.stderr.str()
    assert "app.py" in result.stdout.str() + result.stderr.str()  # the stack of the handler is in the dump
    assert result.duration < 100


PASSES_AT_INIT = "the runtime loses what passes through an init"


@needs_timeout
@pytest.mark.xfail(strict=True, reason=PASSES_AT_INIT)
def test_pytest_timeout_in_an_init(project):
    project.configure()
    project.write("app.py", "import time\ntime.sleep(9)\ndef handler(event, context): ...\n")
    project.test("""
        import pytest

        @pytest.mark.timeout(1, method="signal")
        @pytest.mark.aws_lambda(timeout=60)
        def test_it(lambda_function):
            lambda_function({})
    """)
    result = project.run_apart()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Timeout*1*s*"])


def test_outcomes_in_an_init(project):
    project.configure()
    project.write("app.py", "import pytest\npytest.skip('not today', allow_module_level=True)\n")
    project.test("def test_it(lambda_function): lambda_function({})")
    project.run().assert_outcomes(skipped=1)


@needs_timeout
def test_pytest_timeout_and_the_function_s_own(project):
    project.write("app.py", HANGS + "\n    def quick(event, context):\n        return 1\n")
    project.test("""
        import time
        import pytest

        @pytest.mark.timeout(60)
        @pytest.mark.aws_lambda(handler="app.sleeps", timeout=1)
        def test_function_first(lambda_function):
            assert lambda_function.invoke({}).timed_out

        @pytest.mark.timeout(2)
        @pytest.mark.aws_lambda(handler="app.sleeps", timeout=1)
        def test_both(lambda_function):
            assert lambda_function.invoke({}).timed_out
            time.sleep(120)
    """)
    result = project.run_apart()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*test_both*", "*Timeout*2*s*"])


def start(project, *arguments: str, **keywords) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *OPTIONS, *arguments]
    return subprocess.Popen(
        command, cwd=project.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **keywords
    )


def wait_for(file, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not file.exists():
        assert time.monotonic() < end, f"{file} did not appear"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("swallow", ["finally: pass", "except Exception: pass", "except ValueError: pass"])
def test_ctrl_c_while_a_handler_sleeps(project, swallow):
    project.configure()
    project.write(
        "app.py",
        f"""
        import time

        def handler(event, context):
            open("started", "w").close()
            try:
                time.sleep(120)
            {swallow}
        """,
    )
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(timeout=60)
        def test_it(lambda_function):
            lambda_function({})

        def test_after(): pass
    """)
    process = start(project)
    wait_for(project.path / "started")
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == pytest.ExitCode.INTERRUPTED, output
    assert "KeyboardInterrupt" in output
    assert "no tests ran" in output
    assert "INTERNALERROR" not in output


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    "app",
    [
        "def handler(event, context):\n    open('started', 'w').close()\n    while True: pass\n",
        pytest.param(
            "open('started', 'w').close()\nwhile True: pass\n",
            marks=pytest.mark.xfail(strict=True, reason=PASSES_AT_INIT),
        ),
    ],
    ids=["handler", "init"],
)
def test_ctrl_c_in_a_loop(project, app):
    project.configure()
    project.write("app.py", app)
    project.test("def test_it(lambda_function): lambda_function({})\ndef test_after(): pass")
    process = start(project)
    wait_for(project.path / "started")
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == pytest.ExitCode.INTERRUPTED, output
    assert "KeyboardInterrupt" in output


def test_a_keyboard_interrupt_of_the_function_s_own_is_not_pytest_s(faked):
    faked.test("""
        import app

        def test_it(lambda_function, monkeypatch):
            def service(event):
                raise KeyboardInterrupt
            monkeypatch.setattr(app, "service", service)
            assert lambda_function.invoke({}).error.type == "Runtime.ExitError"

        def test_after(lambda_function): pass
    """)
    faked.passes(2)


def test_ends_of_the_process_do_not_end_pytest(faked):
    faked.write(
        "app.py",
        """
        import os
        import signal
        import sys

        def exits(event, context): sys.exit(3)
        def leaves(event, context): os._exit(0)
        def raises(event, context): raise BaseException("no")
        def kills(event, context): os.kill(os.getpid(), signal.SIGTERM)
        """,
    )
    faked.test("""
        import pytest
        from pytest_lambda import FunctionExited

        ENDS = [pytest.param(end, marks=pytest.mark.aws_lambda(handler=f"app.{end}"))
                for end in ("exits", "leaves", "raises", "kills")]

        @pytest.mark.parametrize("end", ENDS)
        def test_it(lambda_function, end):
            with pytest.raises(FunctionExited):
                lambda_function({})
    """)
    faked.passes(4)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_breakpoint_in_a_handler_suspends_the_deadline(project):
    project.configure("lambda_timeout = 1")
    project.write(
        "app.py",
        """
        def handler(event, context):
            breakpoint()
            return "after the prompt"
        """,
    )
    project.test("def test_it(lambda_function): assert lambda_function({}) == 'after the prompt'")
    process = start(project, stdin=subprocess.PIPE)
    time.sleep(3)
    output, _ = process.communicate("p 'in the handler', event\ncontinue\n", timeout=60)
    assert "('in the handler', {})" in output
    assert "1 passed" in output
    assert process.returncode == 0


def test_pdb_after_a_failure_in_a_handler(faked):
    faked.test("""
        import app

        def test_it(lambda_function, monkeypatch):
            def service(event):
                raise TypeError("look here")
            monkeypatch.setattr(app, "service", service)
            lambda_function({})
    """)
    process = start(faked, "--pdb", stdin=subprocess.PIPE)
    output, _ = process.communicate("p event\nquit\n", timeout=60)
    assert "look here" in output
    assert "(Pdb) {}" in output
    assert process.returncode in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)


def test_which_exceptions_pass():
    import hypothesis.errors

    passing = passing_exceptions()
    for kind in (pytest.fail.Exception, pytest.skip.Exception, pytest.exit.Exception, pytest.xfail.Exception):
        assert issubclass(kind, passing)
    for kind in (unittest.SkipTest, hypothesis.errors.StopTest, hypothesis.errors.UnsatisfiedAssumption):
        assert issubclass(kind, passing)
    for kind in (AssertionError, KeyboardInterrupt, SystemExit, hypothesis.errors.InvalidArgument, os.error):
        assert not issubclass(kind, passing)
