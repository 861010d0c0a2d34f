"""The life of an execution environment: init, reuse, cold starts (R101, R102, R140-R150)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaFunction, PytestLambdaError
from pytest_lambda.errors import EnvironmentBusy
from tests.leak_census import no_leaks
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

# --- reuse (R140)


def test_what_lasts_in_a_warm_environment(deploy: Deploy) -> None:
    function = deploy("""
import contextvars, decimal, os, sys, types
count = 0
variable = contextvars.ContextVar("variable", default=0)
def handler(event, context, default=[]):
    global count
    count += 1
    default.append(1)
    variable.set(variable.get() + 1)
    os.environ["COUNT"] = str(int(os.environ.get("COUNT", "0")) + 1)
    seen = "a_module_of_ours" in sys.modules, os.path.basename(os.getcwd())
    sys.modules["a_module_of_ours"] = types.ModuleType("a_module_of_ours")
    os.makedirs("/tmp/below", exist_ok=True)
    os.chdir("/tmp/below")
    precision = decimal.getcontext().prec
    decimal.getcontext().prec = 5
    with open("/tmp/file", "a") as file:
        file.write("x")
    return [count, len(default), variable.get(), os.environ["COUNT"], seen[0], seen[1], precision, open("/tmp/file").read()]
""")
    root = function.configuration.task_root.name
    first = [1, 1, 1, "1", False, root, 28, "x"]
    assert function({}) == first
    assert function({}) == [2, 2, 2, "2", True, "below", 5, "xx"]
    function.cold_start()
    again = function({})
    assert again[:4] + again[5:] == first[:4] + first[5:]  # R140: all of it was the environment's


def test_cold_and_warm(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): return 1")
    assert function.environments == ()
    results = [function.invoke({}) for _ in range(3)]
    assert [result.cold_start for result in results] == [True, False, False]
    assert [result.init_duration_ms is None for result in results] == [False, True, True]
    (environment,) = function.environments
    assert (environment.served, environment.initialisations, environment.warm, environment.busy) == (3, 1, True, False)
    assert all(result.environment is environment for result in results)
    function.cold_start()
    assert function.environments == ()
    assert function.invoke({}).cold_start
    assert function.environments[0] is not environment
    assert function.environments[0].log_stream_name != environment.log_stream_name


def test_a_process_that_died_leaves_its_environment(deploy: Deploy) -> None:  # R125
    function = deploy("""
import os
def handler(event, context):
    with open("/tmp/kept", "a") as file:
        file.write("x")
    if event:
        os._exit(1)
    return open("/tmp/kept").read(), context.log_stream_name
""")
    content, stream = function(0)
    assert function.invoke(1).function_error
    (environment,) = function.environments
    assert not environment.warm
    result = function.invoke(0)
    assert result.cold_start
    assert result.payload == ["xxx", stream]
    assert (environment.initialisations, environment.served) == (2, 3)
    assert result.init_duration_ms is None  # a late init is part of the duration
    assert content == "x"


def test_closing(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): return 1")
    with function as entered:
        assert entered is function
        function({})
    assert function.environments == ()
    function.close()
    assert function({}) == 1  # a closed function can start again


def test_repr(deploy: Deploy) -> None:
    function = deploy("", function_name="orders", timeout=30, memory_size=256, runtime="python3.12")
    assert repr(function) == "<LambdaFunction orders 'app.handler' python3.12, timeout 30 s, 256 MB>"


# --- init


def test_init_runs_before_the_first_invocation_only(deploy: Deploy) -> None:
    function = deploy("print('init')\ndef handler(event, context): print('handler')")
    assert [function.invoke({}).logs.function_text for _ in range(2)] == ["init\nhandler\n", "handler\n"]


def test_a_failing_init_runs_twice_then_once_per_invocation(deploy: Deploy) -> None:  # R101, R102
    function = deploy("print('body')\n1 / 0")
    first = function.invoke({})
    assert first.logs.function_text.count("body\n") == 2
    assert [init.phase for init in first.logs._source.inits] == ["init", "invoke"]
    assert "Phase: init\tStatus: error" in first.logs
    assert "Phase: invoke\tStatus: error" in first.logs
    for _ in range(2):
        later = function.invoke({})
        assert later.logs.function_text.count("body\n") == 1
        assert later.cold_start
    assert first.init_duration_ms is None
    (environment,) = function.environments
    assert (environment.initialisations, environment.served) == (4, 3)


def test_an_init_that_fails_once_is_forgiven(deploy: Deploy) -> None:  # R102
    function = deploy("""
import os
if not os.path.exists("/tmp/tried"):
    open("/tmp/tried", "w").close()
    raise RuntimeError("not yet")
def handler(event, context):
    return "fine"
""")
    result = function.invoke({})
    assert (result.payload, result.cold_start) == ("fine", True)
    assert "RuntimeError: not yet" in result.logs
    assert "INIT_REPORT Init Duration: " in result.logs
    assert not function.invoke({}).cold_start


def test_an_init_that_recovers_later(deploy: Deploy) -> None:  # R101
    function = deploy("import os\nos.environ['NEEDED']\ndef handler(event, context): return os.environ['NEEDED']")
    with pytest.raises(KeyError, match="NEEDED"):
        function({})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEEDED", "now")
        assert function({}) == "now"


def test_callbacks_around_init(deploy: Deploy) -> None:
    function = deploy("import os\nat_init = os.environ['SET_BEFORE']\ndef handler(event, context): return at_init")
    seen: list[object] = []
    function.before_init(lambda environ: environ.__setitem__("SET_BEFORE", "yes"))
    function.on_init(seen.append)
    assert function({}) == "yes"
    assert seen == [function.environments[0]]
    function({})
    assert len(seen) == 1
    function.cold_start()
    function({})
    assert len(seen) == 2


def test_no_callback_after_an_init_that_failed(deploy: Deploy) -> None:
    function = deploy("1 / 0")
    seen: list[object] = []
    function.on_init(seen.append)
    function.invoke({})
    assert seen == []


# --- the thread (R142), asyncio (R145), stdin (R146)


def test_the_handler_runs_in_the_main_thread(deploy: Deploy) -> None:  # R142
    function = deploy("""
import signal, threading, time
def interrupt(number, frame): raise TimeoutError("own alarm")
def handler(event, context):
    assert threading.current_thread() is threading.main_thread()
    assert threading.active_count() >= 1
    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    try:
        time.sleep(2)
    except TimeoutError as error:
        return str(error)
""")
    assert [function({}), function({})] == ["own alarm"] * 2


def test_an_alarm_without_a_handler_ends_the_environment(deploy: Deploy) -> None:
    function = deploy("""
import signal, time
def handler(e, c):
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # pytest-timeout's may be there
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(2)
""")
    error = function.invoke({}).error
    assert error is not None
    assert error.message.endswith("signal: alarm clock")


def test_asyncio_in_the_handler(deploy: Deploy) -> None:  # R145
    function = deploy("""
import asyncio
async def work(event):
    await asyncio.sleep(0)
    return event
def handler(event, context):
    if event % 2:
        return asyncio.run(work(event))
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        return asyncio.get_event_loop().run_until_complete(work(event))
    finally:
        loop.close()
""")
    assert [function(number) for number in range(4)] == [0, 1, 2, 3]


def test_a_loop_that_lives_as_long_as_the_environment(deploy: Deploy) -> None:  # R145
    function = deploy("""
import asyncio
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
async def work(): return id(asyncio.get_running_loop()) == id(loop)
def handler(event, context):
    if event:
        loop.close()
        return None
    return asyncio.get_event_loop().run_until_complete(work())
""")
    assert [function(0), function(0), function(1)] == [True, True, None]


def test_invoked_from_within_a_running_loop(deploy: Deploy) -> None:  # R145
    function = deploy("""
import asyncio, sys
async def work():
    async def numbers():
        yield 1
    return [number async for number in numbers()]
def handler(event, context):
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work())
""")

    async def test() -> list[object]:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        found = [function({}), await asyncio.to_thread(lambda: 5), function({})]
        assert asyncio.get_running_loop() is loop
        assert asyncio.current_task() is task
        await asyncio.sleep(0)
        return found

    assert asyncio.run(test()) == [[1], 5, [1]]


def test_several_tasks_of_the_test_invoke_in_turn(deploy: Deploy) -> None:
    function = deploy("import asyncio\nasync def work(e): return e\ndef handler(event, context): return asyncio.run(work(event))")

    async def one(number: int) -> Any:
        await asyncio.sleep(0)
        result = function(number)
        await asyncio.sleep(0)
        return result

    async def test() -> list[Any]:
        return await asyncio.gather(*(one(number) for number in range(5)))

    assert asyncio.run(test()) == [0, 1, 2, 3, 4]


def test_stdin_is_empty(deploy: Deploy) -> None:  # R146
    assert deploy("import sys\ndef handler(event, context): return [sys.stdin.read(), sys.stdin.isatty()]")({}) == ["", False]
    function = deploy("def handler(event, context): return input()")
    error = function.invoke({}).error
    assert error is not None
    assert error.type == "EOFError"


# --- concurrency (R150)


def test_a_function_that_invokes_itself() -> None:
    def handler(event: Any, context: Any) -> Any:
        return function(event)

    with LambdaFunction(handler, function_name="loop") as function:
        with pytest.raises(EnvironmentBusy, match="loop was invoked from inside its own invocation"):
            function({})
        assert not function.environments[0].busy


def test_another_thread_invokes_meanwhile() -> None:
    refused: list[EnvironmentBusy] = []

    def invoke() -> None:
        try:
            function({})
        except EnvironmentBusy as error:
            refused.append(error)

    def handler(event: Any, context: Any) -> str:
        other = threading.Thread(target=invoke)
        other.start()
        other.join()
        return "done"

    with LambdaFunction(handler, function_name="one") as function:
        assert function({}) == "done"
        assert len(function.invocations) == 1
    assert "one was invoked while another thread invokes it" in str(refused[0])


def test_a_handlers_fake_that_invokes_another_function(deploy: Deploy) -> None:
    inner = deploy("""
import os, sys
count = 0
def handler(event, context):
    global count
    count += 1
    print("inner", os.environ["AWS_LAMBDA_FUNCTION_NAME"])
    if event == "fail":
        raise ValueError("in the inner one")
    if event == "exit":
        sys.exit(3)
    return [count, os.environ["AWS_LAMBDA_FUNCTION_NAME"], os.environ.get("OUTER"), os.getcwd()]
""", function_name="inner")  # fmt: skip

    def outer_handler(event: Any, context: Any) -> Any:
        import os

        print("before")
        result = inner.invoke(event)
        print("after")
        return [result.payload, os.environ["AWS_LAMBDA_FUNCTION_NAME"], os.environ["OUTER"], os.getcwd()]

    with LambdaFunction(outer_handler, function_name="outer", environment={"OUTER": "1"}) as outer:
        root = str(inner.configuration.task_root)
        own = ["outer", "1", str(outer.configuration.task_root)]
        assert outer(1) == [[1, "inner", None, root], *own]
        assert outer(1) == [[2, "inner", None, root], *own]
        assert outer.invocations[-1].logs.function_text == "before\ninner inner\nafter\n"
        assert inner.invocations[-1].logs.function_text == "inner inner\n"
        payload, *rest = outer("fail")
        assert payload["errorMessage"] == "in the inner one"
        assert rest == own
        payload, *rest = outer("exit")
        assert payload["errorType"] == "Runtime.ExitError"
        assert rest == own
        assert not outer.invoke(1).cold_start


def test_a_function_that_is_first_used_inside_another(deploy: Deploy) -> None:
    inner = deploy("import sys\ndef handler(event, context): return [sys.getrecursionlimit(), len(sys.path) > 1]")
    with no_leaks():
        with LambdaFunction(lambda event, context: inner(event)) as outer:
            assert outer({}) == [1000, True]
        assert inner({}) == [1000, True]


def test_an_inner_exception_fails_the_outer_function(deploy: Deploy) -> None:
    inner = deploy("def handler(event, context): raise LookupError('from the inner one')")

    def handler(event: Any, context: Any) -> Any:
        return inner(event)

    with LambdaFunction(handler) as outer:
        error = outer.invoke({}).error
        assert error is not None
        assert (error.type, error.message) == ("LookupError", "from the inner one")


def test_two_functions_with_one_module_name(deploy: Deploy) -> None:
    source = "import helper\ncount = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return [{!r}, helper.name, count]"
    one = deploy(source.format("one"), files={"helper.py": "name = 'helper of one'"})
    two = deploy(source.format("two"), files={"helper.py": "name = 'helper of two'"})
    assert [one({}), two({}), one({}), two({})] == [
        ["one", "helper of one", 1], ["two", "helper of two", 1], ["one", "helper of one", 2], ["two", "helper of two", 2],
    ]  # fmt: skip


def test_imports_inside_the_handler_find_its_own_modules(deploy: Deploy) -> None:
    source = "def handler(event, context):\n    import late\n    return late.name"
    one = deploy(source, files={"late.py": "name = 'one'"})
    two = deploy(source, files={"late.py": "name = 'two'"})
    assert [one({}), two({}), one({}), two({})] == ["one", "two"] * 2


# --- threads


def test_background_threads_are_known(deploy: Deploy) -> None:  # R143
    function = deploy("""\
import threading
go = threading.Event()
def work():
    go.wait(5)
def handler(event, context):
    if event:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
    else:
        go.set()
        for thread in threading.enumerate():
            if thread._target is work: thread.join()
""", files={})  # fmt: skip
    function(1)
    (environment,) = function.environments
    (started,) = environment.background_threads
    assert started.thread.is_alive()
    assert started.started_at == f"{function.configuration.task_root / 'app.py'}:8"
    function(0)
    assert environment.background_threads == ()


def test_an_executor_that_outlives_an_invocation(deploy: Deploy) -> None:
    function = deploy("""
from concurrent.futures import ThreadPoolExecutor
executor = ThreadPoolExecutor(2)
def handler(event, context):
    if event is None:
        return executor.shutdown()
    return sorted(executor.map(abs, event))
""")
    assert function([-1, -2]) == [1, 2]
    assert function([3]) == [3]
    function(None)


@pytest.mark.parametrize("call", ["os._exit(3)", "os.abort()", "os.kill(os.getpid(), 9)"])
def test_a_thread_that_ends_the_process_leaves_the_test_run(deploy: Deploy, call: str) -> None:
    # On AWS the whole process ends; a thread here can only end itself, and the environment must stay usable.
    function = deploy(f"""
import os, threading
def work(): {call}
def handler(event, context):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return "went on"
""")
    result = function.invoke({})
    assert result.payload == "went on" or (result.error is not None and result.error.type == "Runtime.ExitError")
    function.invoke({})


def in_another_thread(call: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(call).result()


def test_invoked_from_another_thread(deploy: Deploy) -> None:
    function = deploy(handler="threaded.handler", files={"threaded.py": """
count = 0
def handler(event, context):
    global count
    count += 1
    print("hello")
    return count
"""})  # fmt: skip
    results = in_another_thread(lambda: [function.invoke({}) for _ in range(2)])
    assert [result.payload for result in results] == [1, 2]
    assert results[0].logs.function_text == "hello\n"


STUCK = """
import faulthandler, threading
from pathlib import Path
from pytest_lambda import LambdaFunction

Path("app.py").write_text({source!r})
function = LambdaFunction("app.handler")
assert function.invoke({{}}).function_error
Path("app.py").write_text("def handler(event, context): return 'alive'")
import importlib; importlib.invalidate_caches()
other = LambdaFunction("app.handler", function_name="other")
thread = threading.Thread(target=lambda: print(other({{}})))
faulthandler.dump_traceback_later(3, exit=True)
thread.start()
thread.join()
"""


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos._exit(3)  # while `app` is being imported",
        "import logging, os\ndef handler(event, context):\n    with logging._lock:\n        os._exit(3)",
    ],
)
def test_locks_of_a_process_that_died(tmp_path: Path, source: str) -> None:
    # In an interpreter of its own: the thread would hang for ever.
    done = subprocess.run(
        [sys.executable, "-c", STUCK.format(source=source)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.getcwd(), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert done.stdout.endswith("alive\n"), done.stderr


def test_a_warm_environment_does_not_change_threads(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): return 1")
    function({})
    with pytest.raises(PytestLambdaError, match="thread"):
        in_another_thread(lambda: function({}))
    assert function({}) == 1


# --- recursion limit (R146)


def test_the_recursion_limit(deploy: Deploy) -> None:
    function = deploy("""
import sys
def depth(count=0):
    try:
        return depth(count + 1)
    except RecursionError:
        return count
def handler(event, context):
    before = sys.getrecursionlimit()
    if event:
        sys.setrecursionlimit(event)
    return [before, sys.getrecursionlimit(), depth()]
""")
    before, after, depth = function(0)
    assert (before, after) == (1000, 1000)
    assert 950 < depth < 1000

    def deeper(levels: int) -> Any:
        return deeper(levels - 1) if levels else function(0)

    assert abs(deeper(100)[2] - depth) < 30  # the test's own stack does not count
    before, after, depth = function(3000)
    assert (before, after) == (1000, 3000)
    assert 2900 < depth < 3000
    assert function(0)[:2] == [3000, 3000]
