"""How a handler's exception is reported (R050-R079)."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from pytest_lambda import FunctionExited, InvocationResult, LambdaFunction
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")


def path_of(function: LambdaFunction, name: str = "app.py") -> Path:
    return function.configuration.task_root / name


def exit_error(result: InvocationResult) -> str:
    assert result.function_error == "Unhandled"
    assert isinstance(result.payload, dict)
    assert list(result.payload) == ["errorType", "errorMessage"]
    assert result.payload["errorType"] == "Runtime.ExitError"
    head = f"RequestId: {result.request_id} Error: "
    assert result.payload["errorMessage"].startswith(head)
    return str(result.payload["errorMessage"].removeprefix(head))


def test_an_ordinary_exception(deploy: Deploy) -> None:  # R050, R051, R079
    function = deploy('def handler(event, context):\n    raise ValueError("boom")\n')
    result = function.invoke({})
    path = path_of(function)
    assert result.payload_bytes == json.dumps({
        "errorMessage": "boom",
        "errorType": "ValueError",
        "requestId": result.request_id,
        "stackTrace": [f'  File "{path}", line 2, in handler\n    raise ValueError("boom")\n'],
    }).encode()  # fmt: skip
    assert (result.function_error, result.status_code) == ("Unhandled", 200)
    assert result.logs.function_text == (
        "[ERROR] ValueError: boom\nTraceback (most recent call last):\n"
        f"\u00a0\u00a0File \"{path}\", line 2, in handler\n\u00a0\u00a0\u00a0\u00a0raise ValueError(\"boom\")\n"
    )  # R199
    assert [event.kind for event in result.logs] == ["platform", "platform", "error", "platform", "platform"]


def test_the_exception_itself_is_raised(deploy: Deploy) -> None:
    function = deploy("""
class OrderError(Exception):
    def __init__(self, order):
        super().__init__(order)
        self.order = order
def handler(event, context):
    check(event)
def check(event):
    raise OrderError(event["order"])
""")
    with pytest.raises(Exception, match="7") as info:
        function({"order": 7})
    assert type(info.value).__name__ == "OrderError"
    assert info.value.order == 7
    names = [entry.name for entry in info.traceback]
    assert names[-2:] == ["handler", "check"]
    if sys.version_info >= (3, 11):
        note = "\n".join(info.value.__notes__)
        assert note.startswith(f"request id {function.invocations[-1].request_id}\nlog of the function:\n")


@pytest.mark.parametrize(
    ("statement", "error_type", "message"),
    [
        ("raise Outer.Inner('x')", "Inner", "x"),  # R052
        ("raise renamed('x')", "Another", "x"),
        ("raise KeyError('missing')", "KeyError", "'missing'"),  # R053
        ("raise ValueError(1, {'a': 2})", "ValueError", "(1, {'a': 2})"),
        ("raise ValueError(None)", "ValueError", "None"),
        ("raise ValueError", "ValueError", ""),
        ("raise MemoryError", "MemoryError", ""),  # R061
        ("assert [1] == [2], 'no match'", "AssertionError", "no match"),  # R062
        ("assert [1] == [2]", "AssertionError", ""),
        ("import no_such_module", "ModuleNotFoundError", "No module named 'no_such_module'"),  # R063
        ("raise ImportError('x')", "ImportError", "x"),
        ("raise StopIteration(1)", "StopIteration", "1"),
        ("1 / 0", "ZeroDivisionError", "division by zero"),
        ("raise ValueError('two\\nlines\\x00 \\xe4')", "ValueError", "two\nlines\x00 ä"),  # R073
    ],
)
def test_type_and_message(deploy: Deploy, statement: str, error_type: str, message: str) -> None:
    function = deploy(f"""
class Outer:
    class Inner(Exception): pass
renamed = type("renamed", (Exception,), {{}})
renamed.__name__ = "Another"
def handler(event, context):
    {statement}
""")
    result = function.invoke({})
    assert result.error is not None
    assert (result.error.type, result.error.message) == (error_type, message)
    assert result.error.stack_trace == (
        f'  File "{path_of(function)}", line 7, in handler\n    {statement}\n',
    )
    assert not function.invoke({}).cold_start


@pytest.mark.skipif(sys.version_info[:2] != (3, 10), reason="each version words its syntax errors differently")
def test_a_syntax_error_inside_the_handler(deploy: Deploy) -> None:  # R063
    error = deploy("def handler(event, context): compile('(', 'x', 'exec')").invoke({}).error
    assert error is not None
    assert (error.type, error.message) == ("SyntaxError", "'(' was never closed (x, line 1)")


def test_frames_from_the_handler_to_the_raise(deploy: Deploy) -> None:  # R054, R056
    function = deploy("""\
import helper
def handler(event, context):
    return helper.outer(
        event
    )
""", files={"helper.py": "def outer(event):\n    return inner(event)\ndef inner(event):\n    exec(compile('1 / 0', '<made>', 'exec'))\n"})  # fmt: skip
    result = function.invoke({})
    assert result.error is not None
    app, helper = path_of(function), path_of(function, "helper.py")
    assert result.error.stack_trace == (
        f'  File "{app}", line 3, in handler\n    return helper.outer(\n',
        f'  File "{helper}", line 2, in outer\n    return inner(event)\n',
        f'  File "{helper}", line 4, in inner\n    exec(compile(\'1 / 0\', \'<made>\', \'exec\'))\n',
        '  File "<made>", line 1, in <module>\n',
    )


def test_only_the_outermost_exception_is_reported(deploy: Deploy) -> None:  # R055
    function = deploy("""
def handler(event, context):
    try:
        raise KeyError("cause")
    except KeyError as error:
        outer = ValueError("outer")
        if hasattr(outer, "add_note"):
            outer.add_note("a note")
        raise outer from error
""")
    result = function.invoke({})
    assert result.error is not None
    assert result.error.message == "outer"
    assert len(result.error.stack_trace) == 1
    text = result.payload_bytes.decode() + result.logs.function_text
    assert "cause" not in text
    assert "a note" not in text
    assert "^" not in text


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def handler(): pass", "handler() takes 0 positional arguments but 2 were given"),
        ("def handler(event): pass", "handler() takes 1 positional argument but 2 were given"),
        ("def handler(event, *, context): pass", "handler() takes 1 positional argument but 2 were given"),
        ("handler = 5", "'int' object is not callable"),
        ("handler = None", "'NoneType' object is not callable"),
    ],
)
def test_when_only_frames_of_the_runtime_are_left(deploy: Deploy, source: str, message: str) -> None:  # R057, R106, R107
    function = deploy(source, runtime="python3.12")
    result = function.invoke({})
    assert result.error is not None
    assert (result.error.type, result.error.message) == ("TypeError", message)
    assert result.error.stack_trace == (
        '  File "/var/lang/lib/python3.12/site-packages/awslambdaric/bootstrap.py", line 178, in handle_event_request\n'
        "    response = request_handler(event, lambda_context)\n",
    )
    assert not function.invoke({}).cold_start


def test_a_file_called_bootstrap(deploy: Deploy) -> None:  # R058
    function = deploy(handler="bootstrap.handler", files={"bootstrap.py": "def handler(event, context): 1 / 0"})
    error = function.invoke({}).error
    assert error is not None
    assert "awslambdaric/bootstrap.py" in error.stack_trace[0]
    assert len(error.stack_trace) == 2


def test_repeated_frames_are_collapsed(deploy: Deploy) -> None:  # R059
    function = deploy("""\
def handler(event, context):
    fall(30)
def fall(height):
    if not height:
        raise ValueError
    fall(height - 1)
""")
    error = function.invoke({}).error
    assert error is not None
    line = f'  File "{path_of(function)}", line 6, in fall\n    fall(height - 1)\n'
    assert error.stack_trace[1:5] == (line, line, line, "  [Previous line repeated 27 more times]\n")


@pytest.mark.parametrize(("runtime", "times"), [("python3.11", 990), ("python3.12", 991), ("python3.13", 991)])
def test_a_recursion_error(deploy: Deploy, runtime: str, times: int) -> None:  # R060
    if runtime != f"python3.{sys.version_info.minor}":
        pytest.skip("the interpreter counts frames in its own way")
    function = deploy("def handler(event, context): return handler(event, context)", runtime=runtime)
    result = function.invoke({})
    assert result.error is not None
    assert result.error.type == "RecursionError"
    assert result.error.message.startswith("maximum recursion depth exceeded")
    repeated = re.fullmatch(r"  \[Previous line repeated (\d+) more times\]\n", result.error.stack_trace[3])
    assert repeated is not None
    assert abs(int(repeated[1]) - times) <= 1
    assert not function.invoke({}).cold_start


def test_globals_survive_an_ordinary_error(deploy: Deploy) -> None:  # R077
    function = deploy("""
count = 0
def handler(event, context):
    global count
    count += 1
    if event == "fail":
        raise ValueError(count)
    return count
""")
    assert (function(1), function.invoke("fail").error.message, function(1)) == (1, "2", 3)


# --- failures inside the error path


@pytest.mark.parametrize(
    "source",
    [
        "raise Unspeakable",
        "raise Mute",
        "raise ValueError('\\ud800')",  # R071
        "import sys; sys.stdout.close(); raise ValueError('x')",  # R072
        "import os, tempfile; gone = tempfile.mkdtemp(); os.chdir(gone); os.rmdir(gone); raise ValueError('x')",
        "raise ValueError('x' * 7 * 1024 * 1024)",  # R074
    ],
)
@pytest.mark.parametrize("runtime", ["python3.11", "python3.13"])
def test_a_report_that_cannot_be_made_ends_the_process(deploy: Deploy, source: str, runtime: str) -> None:  # R070-R074
    function = deploy(f"""
class Unspeakable(Exception):
    def __str__(self): raise RuntimeError("no text")
class Mute(Exception):
    def __str__(self): return 5
def handler(event, context):
    if event:
        {source}
    return "fine"
""", runtime=runtime)  # fmt: skip
    result = function.invoke(1)
    assert exit_error(result) == "Runtime exited with error: exit status 1"
    again = function.invoke(0)
    assert (again.payload, again.cold_start) == ("fine", True)


def test_the_exception_that_could_not_be_reported_is_the_cause_for_the_caller(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): raise ValueError('\\ud800')")
    with pytest.raises(FunctionExited) as info:
        function({})
    assert isinstance(info.value.__cause__, ValueError)


def test_a_message_of_two_megabytes_is_fine(deploy: Deploy) -> None:  # R074
    function = deploy("def handler(event, context): raise ValueError('x' * 2 * 1024 * 1024)")
    result = function.invoke({})
    assert result.error is not None
    assert len(result.error.message) == 2 * 1024 * 1024
    assert not function.invoke({}).cold_start


def test_an_exception_in_a_thread_is_only_printed(deploy: Deploy) -> None:  # R078
    function = deploy("""
import threading
def fail(): raise ValueError("in the thread")
def handler(event, context):
    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    return "fine"
""")
    result = function.invoke({})
    assert result.payload == "fine"
    assert "Exception in thread worker:\nTraceback (most recent call last):\n" in result.logs.function_text
    assert "ValueError: in the thread" in result.logs


def test_an_exception_in_a_finaliser_is_only_printed(deploy: Deploy) -> None:  # R078
    function = deploy("""
class Fragile:
    def __del__(self): raise ValueError("in the finaliser")
def handler(event, context):
    Fragile()
    return "fine"
""")
    result = function.invoke({})
    assert result.payload == "fine"
    assert "Exception ignored in" in result.logs.function_text
    assert "ValueError: in the finaliser" in result.logs


@pytest.mark.parametrize(
    ("runtime", "text"), [("python3.11", '"errorMessage": "\\u00e4"'), ("python3.13", '"errorMessage": "ä"')]
)
def test_non_ascii_messages(deploy: Deploy, runtime: str, text: str) -> None:  # R019, R073
    function = deploy("def handler(event, context): raise ValueError('\\xe4')", runtime=runtime)
    result = function.invoke({})
    assert text.encode() in result.payload_bytes
    assert "[ERROR] ValueError: ä\n" in result.logs.function_text


def test_assertions_are_not_rewritten_by_pytest(deploy: Deploy) -> None:  # R062
    function = deploy("def handler(event, context):\n    left = [1]\n    assert left == [2]")
    with pytest.raises(AssertionError) as info:
        function({})
    assert str(info.value) == ""


def test_the_same_exception_object_raised_twice(deploy: Deploy) -> None:
    function = deploy("error = ValueError('kept')\ndef handler(event, context): raise error")
    traces = []
    for _ in range(3):
        result = function.invoke({})
        assert result.error is not None
        traces.append(len(result.error.stack_trace))
    # The traceback of a kept exception grows, as it does in one process on AWS.
    assert traces == sorted(traces)
    assert all("awslambdaric" not in frame for frame in result.error.stack_trace[:1])
