"""How a function's process ends, without ending the test run (R064-R069, R103, R104, R128)."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from pytest_lambda import FunctionExited, InvocationResult, LambdaFunction
from pytest_lambda.runtime.process_state.exits import Death
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

NO_REASON = "Runtime exited without providing a reason"
EXIT = "Runtime exited with error: exit status {}"
SIGNAL = "Runtime exited with error: signal: {}"

SOURCE = """
import asyncio, os, signal, sys, threading
count = 0
def handler(event, context):
    global count
    count += 1
    if event:
        {statement}
    return count
"""


def ended(result: InvocationResult) -> str:
    """The reason in the payload, which has AWS's form."""
    assert result.function_error == "Unhandled"
    assert result.payload_bytes.startswith(b'{"errorType":"Runtime.ExitError","errorMessage":"RequestId: ')
    return str(result.payload["errorMessage"].removeprefix(f"RequestId: {result.request_id} Error: "))


def dies(deploy: Deploy, statement: str, **settings: Any) -> str:
    """The reason for which the process ends; the next invocation is a cold start."""
    function = deploy(SOURCE.format(statement=statement), **settings)
    assert function(0) == 1
    reason = ended(function.invoke(1))
    again = function.invoke(0)
    assert (again.payload, again.cold_start) == (1, True)
    return reason


EXITS = [
    ("sys.exit()", NO_REASON),  # R066
    ("sys.exit(0)", NO_REASON),
    ("sys.exit(None)", NO_REASON),
    ("sys.exit(False)", NO_REASON),
    ("sys.exit(256)", NO_REASON),  # R067
    ("sys.exit(1)", EXIT.format(1)),
    ("sys.exit(3)", EXIT.format(3)),
    ("sys.exit(-1)", EXIT.format(255)),
    ("sys.exit(True)", EXIT.format(1)),
    ("sys.exit('a text')", EXIT.format(1)),
    ("sys.exit({'an': 'object'})", EXIT.format(1)),
    ("sys.exit(2.0)", EXIT.format(1)),
    ("sys.exit(type('Mute', (), {'__str__': lambda self: 1 / 0})())", EXIT.format(1)),
    ("sys.stderr = None; sys.exit('unheard')", EXIT.format(1)),
    ("del sys.stdout, sys.stderr; sys.exit('unheard')", EXIT.format(1)),
    ("exit(4)", EXIT.format(4)),
    ("raise SystemExit", NO_REASON),
    ("raise SystemExit(5)", EXIT.format(5)),
    ("raise BaseException('custom')", EXIT.format(1)),  # R064
    ("raise GeneratorExit", EXIT.format(1)),
    ("raise asyncio.CancelledError", EXIT.format(1)),
    ("raise KeyboardInterrupt", SIGNAL.format("interrupt")),  # R065
    ("os._exit(0)", NO_REASON),  # R069
    ("os._exit(3)", EXIT.format(3)),
    ("os._exit(-1)", EXIT.format(255)),
    ("os.abort()", SIGNAL.format("aborted")),
    ("os.kill(os.getpid(), signal.SIGKILL)", SIGNAL.format("killed")),
    ("os.kill(os.getpid(), signal.SIGTERM)", SIGNAL.format("terminated")),
    ("os.kill(os.getpid(), signal.SIGINT)", SIGNAL.format("interrupt")),
    ("os.kill(os.getpid(), 9)", SIGNAL.format("killed")),
    ("os.kill(0, signal.SIGTERM)", SIGNAL.format("terminated")),
    ("os.killpg(os.getpgrp(), signal.SIGKILL)", SIGNAL.format("killed")),
    ("os.killpg(0, signal.SIGHUP)", SIGNAL.format("hangup")),
    ("signal.raise_signal(signal.SIGSEGV)", SIGNAL.format("segmentation fault")),
    ("signal.raise_signal(signal.SIGABRT)", SIGNAL.format("aborted")),
    ("signal.raise_signal(signal.SIGINT)", SIGNAL.format("interrupt")),
    ("signal.raise_signal(signal.SIGTERM)", SIGNAL.format("terminated")),
    ("signal.pthread_kill(threading.get_ident(), signal.SIGTERM)", SIGNAL.format("terminated")),
    ("signal.raise_signal(signal.SIGUSR1)", SIGNAL.format("user defined signal 1")),
]


@pytest.mark.parametrize(("statement", "reason"), EXITS)
def test_in_the_handler(deploy: Deploy, statement: str, reason: str) -> None:
    assert dies(deploy, statement) == reason


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("sys.exit(0)", NO_REASON),  # R103
        ("sys.exit(1)", EXIT.format(1)),  # R104
        ("raise BaseException", EXIT.format(1)),
        ("os._exit(7)", EXIT.format(7)),
        ("raise KeyboardInterrupt", SIGNAL.format("interrupt")),
        ("os.kill(os.getpid(), signal.SIGKILL)", SIGNAL.format("killed")),
    ],
)
def test_at_init(deploy: Deploy, statement: str, reason: str) -> None:
    function = deploy(f"import os, signal, sys\n{statement}\ndef handler(event, context): pass")
    for _ in range(2):
        assert ended(function.invoke({})) == reason


def test_a_signal_with_a_handler_of_the_functions_own_is_handled(deploy: Deploy) -> None:
    function = deploy("""
import os, signal
caught = []
def note(number, frame): caught.append(number)
def handler(event, context):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        signal.signal(number, note)
    os.kill(os.getpid(), signal.SIGTERM)
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGUSR1)
    return caught
""")
    assert function({}) == [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1]
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


@pytest.mark.parametrize(
    "statement",
    [
        "os.kill(os.getpid(), 0)",
        "os.kill(os.getpid(), signal.SIGCHLD)",
        "os.kill(os.getpid(), signal.SIGWINCH)",
        "os.kill(os.getpid(), signal.SIGCONT)",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN), os.kill(os.getpid(), signal.SIGTERM)",
    ],
)
def test_signals_that_do_no_harm(deploy: Deploy, statement: str) -> None:
    assert deploy(SOURCE.format(statement=statement))(1) == 1


def test_another_process_may_be_killed(deploy: Deploy) -> None:
    function = deploy("""
import os, signal, subprocess, sys
def handler(event, context):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    os.kill(child.pid, signal.SIGKILL)
    return child.wait()
""")
    assert function({}) == -9
    assert not function.invoke({}).cold_start


# --- what still runs (R068, R069)

TRACING = """
import atexit, os, signal, sys, threading, time
trace = []
atexit.register(lambda: print("atexit"))
def handler(event, context):
    try:
        {statement}
    except BaseException:
        print("except")
        raise
    finally:
        print("finally")
"""


def test_clean_up_runs_on_sys_exit(deploy: Deploy) -> None:  # R068
    assert deploy(TRACING.format(statement="sys.exit(1)")).invoke({}).logs.function_text == "except\nfinally\natexit\n"


@pytest.mark.parametrize("statement", ["os._exit(1)", "os.abort()", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_no_clean_up_runs_at_a_sudden_end(deploy: Deploy, statement: str) -> None:  # R069
    function = deploy(TRACING.format(statement=statement))
    assert function.invoke({}).logs.function_text == ""
    function.close()
    assert function.logs.count("finally") == 0


def test_exit_functions_run_in_reverse_and_may_fail(deploy: Deploy) -> None:
    function = deploy("""
import atexit, sys
atexit.register(print, "first")
@atexit.register
def fail(): raise ValueError("in atexit")
atexit.register(print, "last")
atexit.register(len)
atexit.unregister(len)
def handler(event, context): sys.exit()
""")
    text = function.invoke({}).logs.function_text
    assert text.startswith("last\n")
    assert "ValueError: in atexit" in text
    assert text.endswith("first\n")


def test_exit_functions_do_not_run_when_the_environment_is_thrown_away(deploy: Deploy) -> None:  # R148
    function = deploy("import atexit\natexit.register(print, 'never')\ndef handler(event, context): pass")
    function({})
    function.close()
    assert "never" not in function.logs


def test_a_thread_delays_the_exit(deploy: Deploy) -> None:  # R068
    function = deploy("""
import sys, threading, time
def work():
    time.sleep(0.05)
    print("the thread has ended")
def handler(event, context):
    threading.Thread(target=work).start()
    sys.exit(0)
""")
    result = function.invoke({})
    assert ended(result) == NO_REASON
    assert result.logs.function_text == "the thread has ended\n"


@pytest.mark.parametrize("call", ["sys.exit(3)", "raise SystemExit"])
def test_an_exit_in_a_thread_is_ignored(deploy: Deploy, call: str) -> None:  # R067
    function = deploy(f"""
import sys, threading
def leave(): {call}
def handler(event, context):
    thread = threading.Thread(target=leave)
    thread.start()
    thread.join()
    return "fine"
""")
    result = function.invoke({})
    assert result.payload == "fine"
    assert result.logs.function_text == ""


def test_what_sys_exit_prints(deploy: Deploy, capsys: pytest.CaptureFixture[str]) -> None:  # R067
    text = deploy("import sys\ndef handler(event, context): sys.exit('goodbye')").invoke({}).logs.function_text
    assert text == "goodbye\n"
    assert capsys.readouterr().err == "goodbye\n"


def test_the_traceback_of_a_base_exception(deploy: Deploy) -> None:  # R064
    function = deploy("def handler(event, context): raise BaseException('dead')", runtime="python3.13")
    lines = function.invoke({}).logs.function_text.splitlines()
    library = "/var/lang/lib/python3.13/site-packages/awslambdaric"
    assert lines[0] == "Traceback (most recent call last):"
    assert [line for line in lines if line.startswith("  File ")] == [
        '  File "<frozen runpy>", line 198, in _run_module_as_main',
        '  File "<frozen runpy>", line 88, in _run_code',
        f'  File "{library}/__main__.py", line 35, in <module>',
        f'  File "{library}/__main__.py", line 31, in main',
        f'  File "{library}/bootstrap.py", line 549, in run',
        f'  File "{library}/bootstrap.py", line 178, in handle_event_request',
        f'  File "{function.configuration.task_root}/app.py", line 1, in handler',
    ]
    assert lines[-1] == "BaseException: dead"


def test_an_exit_raises_an_exception_of_ours(deploy: Deploy) -> None:
    function = deploy("import sys\ndef handler(event, context):\n    print('last words')\n    sys.exit(3)")
    with pytest.raises(FunctionExited) as info:
        function({})
    assert info.value.payload["errorType"] == "Runtime.ExitError"
    assert info.value.error_message.endswith("Error: Runtime exited with error: exit status 3")
    assert "log of the function:\n  last words" in str(info.value)
    assert isinstance(info.value.__cause__, SystemExit)


# --- a genuine Ctrl-C, and exceptions of the test's tools


def test_a_genuine_interrupt_stops_the_test_run(deploy: Deploy) -> None:
    # As from the keyboard: the signal comes from outside the function.
    interrupt = os.kill

    def handler(event: Any, context: Any) -> None:
        interrupt(os.getpid(), signal.SIGINT)
        for _ in range(1_000_000):
            pass

    with LambdaFunction(handler) as function:
        with pytest.raises(KeyboardInterrupt):
            function({})
        assert function.invocations == ()


def test_exceptions_that_pass_through() -> None:
    def handler(event: Any, context: Any) -> None:
        try:
            pytest.fail("from the handler") if event == "fail" else pytest.skip("from the handler")
        except Exception:
            raise AssertionError("an `except Exception` must not see it") from None

    outcomes = (pytest.fail.Exception, pytest.skip.Exception)
    with LambdaFunction(handler, passes_through=outcomes) as function:
        with pytest.raises(pytest.fail.Exception, match="from the handler"):
            function("fail")
        with pytest.raises(pytest.skip.Exception, match="from the handler"):
            function("skip")


def test_ordinary_exceptions_that_pass_through() -> None:
    class Control(Exception):
        pass

    def handler(event: Any, context: Any) -> Any:
        if event:
            raise Control
        return "alive"

    with LambdaFunction(handler, passes_through=(Control,)) as function:
        with pytest.raises(Control):
            function(1)
        assert function.invocations == ()
        assert function(0) == "alive"


def test_exceptions_that_pass_through_at_init(deploy: Deploy) -> None:
    function = deploy("import pytest\npytest.skip('at init')", passes_through=(pytest.skip.Exception,))
    with pytest.raises(pytest.skip.Exception, match="at init"):
        function({})


# --- the texts


@pytest.mark.parametrize(
    ("death", "reason", "status"),
    [
        (Death(), NO_REASON, 0),
        (Death(256), NO_REASON, 0),
        (Death(-1), EXIT.format(255), 255),
        (Death(signal_number=9), SIGNAL.format("killed"), 0),
        (Death(signal_number=signal.SIGTTOU), SIGNAL.format(f"signal {int(signal.SIGTTOU)}"), 0),
    ],
)
def test_reasons(death: Death, reason: str, status: int) -> None:
    assert (death.reason, death.status) == (reason, status)
