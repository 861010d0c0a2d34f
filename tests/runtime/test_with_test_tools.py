"""Invocations while the test has patched the world around them."""

from __future__ import annotations

import datetime
import gc
import io
import os
import sys
import time
import warnings
from typing import Any
from unittest import mock

import pytest
from freezegun import freeze_time

from pytest_lambda import LambdaFunction
from tests.leak_census import no_leaks
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

SOURCE = """
import json, logging
def handler(event, context):
    print("printed")
    logging.warning("logged")
    if event == "fail":
        raise ValueError("boom")
    return {"event": event, "remaining": context.get_remaining_time_in_millis() > 0}
"""

#: what tests patch for the sake of the code under test, and what must not get in this package's way
PATCHES = [
    ("time.time", {"return_value": 1_700_000_000.0}),
    ("time.sleep", {}),
    ("time.monotonic", {"return_value": 5.0}),
    ("time.perf_counter", {"return_value": 5.0}),
    ("builtins.open", {"new_callable": mock.mock_open, "read_data": "x"}),
    ("builtins.print", {}),
    ("builtins.input", {}),
    ("io.open", {}),
    ("os.getcwd", {"return_value": "/somewhere"}),
    ("os.chdir", {}),
    ("os.getpid", {"return_value": 7}),
    ("os.kill", {}),
    ("os._exit", {}),
    ("os.getenv", {"return_value": "x"}),
    ("os.environ.get", {"return_value": "x"}),
    ("os.listdir", {"return_value": []}),
    ("os.scandir", {"return_value": iter(())}),
    ("os.makedirs", {}),
    ("os.mkdir", {}),
    ("os.stat", {"side_effect": FileNotFoundError}),
    ("os.path.exists", {"return_value": False}),
    ("os.path.isfile", {"return_value": False}),
    ("os.path.isdir", {"return_value": True}),
    ("os.path.join", {"return_value": "x"}),
    ("os.path.realpath", {"return_value": "/x"}),
    ("pathlib.Path.exists", {"return_value": False}),
    ("pathlib.Path.is_dir", {"return_value": False}),
    ("pathlib.Path.read_text", {"return_value": "x"}),
    ("pathlib.Path.home", {"return_value": "/nowhere"}),
    ("shutil.rmtree", {}),
    ("tempfile.mkdtemp", {"return_value": "/x"}),
    ("tempfile.gettempdir", {"return_value": "/x"}),
    ("json.dumps", {"return_value": "{}"}),
    ("json.loads", {"return_value": {"patched": True}}),
    ("uuid.uuid4", {"return_value": "x"}),
    ("uuid.UUID", {}),
    ("random.random", {"return_value": 0.5}),
    ("random.Random", {}),
    ("random.randint", {"return_value": 1}),
    ("logging.getLogger", {}),
    ("logging.warning", {}),
    ("logging.Logger.warning", {}),
    ("warnings.warn", {}),
    ("sys.exit", {}),
    ("sys.argv", {"new": ["x"]}),
    ("sys.path", {"new": []}),
    ("sys.stdout", {"new_callable": io.StringIO}),
    ("sys.stderr", {"new_callable": io.StringIO}),
    ("signal.signal", {}),
    ("signal.alarm", {}),
    ("signal.setitimer", {}),
    ("threading.Thread.start", {}),
    ("threading.Thread", {}),
    ("socket.socket", {}),
    ("subprocess.run", {}),
    ("subprocess.Popen", {}),
    ("http.client.HTTPConnection", {}),
    ("asyncio.run", {}),
    ("importlib.import_module", {}),
    ("datetime.datetime", {}),
    ("traceback.format_exc", {}),
    ("atexit.register", {}),
    ("gc.collect", {}),
]


@pytest.mark.parametrize(("target", "how"), PATCHES, ids=[target for target, _ in PATCHES])
def test_a_patch_around_a_warm_invocation(deploy: Deploy, target: str, how: dict[str, Any]) -> None:
    function = deploy(SOURCE)
    function.invoke(0)
    with mock.patch(target, **how):
        result = function.invoke(1)
    assert result.payload == {"event": 1, "remaining": True}
    assert not result.cold_start
    with mock.patch(target, **how):
        result = function.invoke("fail")
    assert result.error is not None
    assert (result.error.type, result.error.message) == ("ValueError", "boom")


#: what the import of a module itself needs
_NEEDED_BY_IMPORT = {"os.stat", "os.path.join", "importlib.import_module", "os.listdir", "os.path.isdir", "io.open"}


@pytest.mark.parametrize(
    ("target", "how"),
    [each for each in PATCHES if each[0] not in _NEEDED_BY_IMPORT],
    ids=[target for target, _ in PATCHES if target not in _NEEDED_BY_IMPORT],
)
def test_a_patch_around_a_cold_start(deploy: Deploy, target: str, how: dict[str, Any]) -> None:
    function = deploy(SOURCE)
    with mock.patch(target, **how):
        result = function.invoke(1)
    assert result.payload == {"event": 1, "remaining": True}
    assert result.cold_start
    with mock.patch(target, **how):
        function.cold_start()
    assert function(1) == {"event": 1, "remaining": True}


def test_the_function_sees_the_tests_patches(deploy: Deploy) -> None:
    function = deploy("import time, os\ndef handler(event, context): return [time.time(), os.getpid()]")
    with mock.patch("time.time", return_value=5.0), mock.patch("os.getpid", return_value=7):
        assert function({}) == [5.0, 7]


# --- frozen time


def test_frozen_time(deploy: Deploy) -> None:  # R171
    function = deploy("""
import datetime, time
def handler(event, context):
    return [time.time(), datetime.datetime.now().isoformat(), context.get_remaining_time_in_millis()]
""", timeout=7)  # fmt: skip
    with freeze_time("2020-01-02 03:04:05"):
        result = function.invoke({})
        assert result.payload == [1_577_934_245.0, "2020-01-02T03:04:05", 7_000]
        assert result.duration_ms > 0
        assert "/2020/01/02/" in f"/{function.environments[0].log_stream_name}"
    with freeze_time("2020-01-02 03:04:05", tick=True):
        assert 6_000 < function({})[2] <= 7_000
    assert abs(function({})[0] - time.time()) < 60


@pytest.mark.parametrize("frozen_at", ["cold start", "second invocation"])
def test_log_records_at_a_frozen_time(deploy: Deploy, frozen_at: str) -> None:
    function = deploy("import logging\ndef handler(event, context): logging.warning('logged')")
    if frozen_at == "second invocation":
        assert function.invoke({}).ok
    with freeze_time("2020-01-02 03:04:05"):
        for _ in range(2):
            result = function.invoke({})
            assert result.ok
            assert "\t2020-01-02T03:04:05.000Z\t" in result.logs
    assert function.invoke({}).ok


def test_frozen_time_does_not_stop_the_deadline(deploy: Deploy) -> None:
    function = deploy("def handler(event, context):\n    while event: pass\n    return 1", timeout=1)
    with freeze_time("2020-01-02"):
        assert function(0) == 1
        assert function.invoke(1).timed_out
    assert datetime.date.today().year > 2020


# --- objects that nobody closes


def test_a_function_that_is_dropped_leaves_quietly(deploy: Deploy, capsys: pytest.CaptureFixture[str]) -> None:
    def handler(event: Any, context: Any) -> str:
        try:
            return "alive"
        finally:
            print("once")

    with no_leaks(), warnings.catch_warnings():
        function = LambdaFunction(handler)
        assert function({}) == "alive"
        capsys.readouterr()
        del function
        gc.collect()
    assert capsys.readouterr() == ("", "")


def test_a_function_with_a_cut_invocation_that_is_dropped(deploy: Deploy, capsys: pytest.CaptureFixture[str]) -> None:
    def handler(event: Any, context: Any) -> None:
        try:
            time.sleep(30)
        finally:
            print("never")

    function = LambdaFunction(handler, timeout=1)
    assert function.invoke({}).timed_out
    del function
    gc.collect()
    assert "never" not in capsys.readouterr().out


def test_many_functions(deploy: Deploy) -> None:
    with no_leaks():
        for number in range(30):
            with LambdaFunction(lambda event, context: event) as function:
                assert function(number) == number


# --- what the handler can see of the machinery


def test_the_stack_below_the_handler(deploy: Deploy) -> None:
    function = deploy("""
import inspect, traceback
def handler(event, context):
    return [[frame.filename for frame in inspect.stack()], len(traceback.format_stack())]
""", runtime="python3.13")  # fmt: skip
    files, depth = function({})
    assert depth == len(files)
    assert files[0].endswith("/app.py")
    assert all(file.endswith("/app.py") or "awslambdaric" in file or "runpy" in file for file in files)


def test_a_handler_with_greenlets_of_its_own(deploy: Deploy) -> None:
    function = deploy("""
import greenlet
def work(event):
    return greenlet.getcurrent().parent.switch(event) or "done"
def handler(event, context):
    inner = greenlet.greenlet(work)
    return [inner.switch(event), inner.switch(), inner.dead]
""")
    assert [function(1), function(2)] == [[1, "done", True], [2, "done", True]]


def test_a_handler_that_reloads_itself(deploy: Deploy) -> None:
    function = deploy("""
import importlib, sys
count = 0
def handler(event, context):
    global count
    count += 1
    if event == "reload":
        importlib.reload(sys.modules[__name__])
    if event == "delete":
        del sys.modules[__name__]
        importlib.import_module(__name__)
    return count
""")
    assert [function(1), function("reload"), function(1), function("delete"), function(1)] == [1, 0, 1, 2, 3]
    function.cold_start()
    assert function(1) == 1


def test_bytes_written_in_pieces(deploy: Deploy) -> None:
    function = deploy("""
import sys
def handler(event, context):
    for byte in "日本".encode():
        sys.stdout.buffer.write(bytes([byte]))
        sys.stdout.buffer.flush()
""")
    assert function.invoke({}).logs.function_text == "日本"


def test_a_deleted_working_directory_of_the_test(deploy: Deploy, tmp_path: Any) -> None:
    function = deploy("import os\ndef handler(event, context): return os.getcwd()")
    gone = tmp_path / "gone"
    gone.mkdir()
    before = os.getcwd()
    os.chdir(gone)
    gone.rmdir()
    try:
        assert function({}) == str(function.configuration.task_root)
        assert sys.modules  # still here
    finally:
        os.chdir(before)
