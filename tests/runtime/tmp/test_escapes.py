from __future__ import annotations

import ctypes
import importlib
import importlib.machinery
import io
import os
import pickle
import socket
import sqlite3
import subprocess
import sys
import warnings
from os import listdir as kept_listdir
from os import mkdir as kept_mkdir
from pathlib import Path

import pytest

from pytest_lambda.runtime.tmp.escapes import TmpEscapeWarning
from pytest_lambda.runtime.tmp.not_redirected import NOT_REDIRECTED
from pytest_lambda.runtime.tmp.redirection import Redirection

kept_open = open


@pytest.fixture
def escapes(box):
    return []


@pytest.fixture
def reporting(box, escapes):
    return Redirection(box, report=escapes.append)


def run(redirection, call, *arguments):
    redirection.swap_in()
    try:
        call(*arguments)
    except (OSError, ImportError, sqlite3.Error):
        pass
    finally:
        redirection.swap_out()


def connect(path):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)


def bind(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)


def extension_module(path):
    suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
    with open(f"/tmp/lambda_extension{suffix}", "w") as file:
        file.write("no machine code")
    sys.path.insert(0, "/tmp")
    try:
        __import__("lambda_extension")
    finally:
        sys.path.remove("/tmp")


ESCAPES = {
    "io.FileIO": (lambda path: io.FileIO(path), "open"),
    "open from outside": (lambda path: kept_open(path), "open"),
    "os.listdir from outside": (lambda path: kept_listdir(path), "os.listdir"),
    "os.listdir from outside, bytes": (lambda path: kept_listdir(os.fsencode(path)), "os.listdir"),
    "os.mkdir from outside": (lambda path: kept_mkdir(Path(path, "deep")), "os.mkdir"),
    "sqlite3.Connection": (lambda path: sqlite3.Connection(path + "/no"), "sqlite3.connect"),
    "ctypes": (lambda path: ctypes.CDLL(path), "ctypes.dlopen"),
    "socket.bind": (lambda path: bind(path + "/no"), "socket.bind"),
    "socket.connect": (lambda path: connect(path), "socket.connect"),
    "subprocess": (lambda path: subprocess.run(["true", path], check=True), "subprocess.Popen"),
    "subprocess, an option": (lambda path: subprocess.run(["true", f"--out={path}"], check=True), "subprocess.Popen"),
    "subprocess, shell": (lambda path: subprocess.run(f"true '{path}'", shell=True, check=True), "subprocess.Popen"),
    "subprocess, Path": (lambda path: subprocess.run(["true", Path(path)], check=True), "subprocess.Popen"),
    "subprocess, program": (lambda path: subprocess.run([path], check=True), "subprocess.Popen"),
    "subprocess, cwd": (lambda path: subprocess.run(["true"], cwd=path, check=True), "subprocess.Popen"),
    "os.system": (lambda path: os.system(f"true >{path}/no 2>&1"), "os.system"),
    "os.posix_spawn": (lambda path: os.waitpid(os.posix_spawn("/bin/true", ["true", path], {}), 0), "os.posix_spawn"),
}


@pytest.mark.skipif(os.name != "posix", reason="calls of POSIX")
@pytest.mark.parametrize(("call", "event"), ESCAPES.values(), ids=ESCAPES)
def test_what_gets_past_is_reported_with_the_call_its_path_and_its_line(call, event, reporting, escapes, name):
    run(reporting, call, f"/tmp/{name}")
    assert [escape.call for escape in escapes] == [event]
    assert escapes[0].path.startswith(f"/tmp/{name}")
    assert (escapes[0].filename, escapes[0].module) == (__file__, __name__)
    assert escapes[0].lineno > 0


def test_an_extension_module_is_reported(reporting, escapes):
    run(reporting, extension_module, "")
    assert [(escape.call, escape.path.split(".")[0]) for escape in escapes] == [("import", "/tmp/lambda_extension")]
    assert escapes[0].function == "extension_module"


def touch_by_child():
    os.chdir("/tmp")
    subprocess.run(["touch", "x"], check=True)
    assert os.listdir("/tmp") == ["x"]


NO_ESCAPES = {
    "a child without paths": lambda path, real: subprocess.run(["true"], check=True),
    "a child with a path of the box": lambda path, real: subprocess.run(["true", f"{real}/x"], check=True),
    "a child with another path": lambda path, real: subprocess.run(["true", "/var/tmp/x", "x/tmp/y"], check=True),
    "a child in the box": lambda path, real: touch_by_child(),
    "os.system": lambda path, real: os.system("true ./tmp/x"),
    "a connection in memory": lambda path, real: sqlite3.connect(":memory:").close(),
    "walks": lambda path, real: (list(os.walk("/tmp")), list(Path("/tmp").rglob("*"))),
    "a file of its own": lambda path, real: Path(path).write_text("x"),
    "an opener": lambda path, real: open(path, "w", opener=lambda *arguments: os.open(*arguments)).close(),
    "a file of the interpreter": lambda path, real: io.FileIO(os.__file__).close(),
    "an import": lambda path, real: importlib.import_module("this_is_no_module"),
}


@pytest.mark.skipif(os.name != "posix", reason="calls of POSIX")
@pytest.mark.parametrize("call", NO_ESCAPES.values(), ids=NO_ESCAPES)
def test_nothing_is_reported_of_what_stays_inside(call, reporting, escapes, name, monkeypatch):
    monkeypatch.chdir("/")
    run(reporting, call, f"/tmp/{name}", reporting.box.root)
    assert escapes == []


def test_nothing_is_reported_outside_of_an_environment(reporting, escapes):
    run(reporting, os.getpid)
    kept_listdir("/tmp")
    assert escapes == []


def ask_twice():
    for _ in range(2):
        kept_listdir("/tmp")


def ask_elsewhere():
    kept_listdir("/tmp")


def test_one_report_for_each_call_and_function_however_often(reporting, escapes):
    for _ in range(2):
        run(reporting, ask_twice)
        run(reporting, ask_elsewhere)
        run(reporting, lambda: os.system("true /tmp"))
    assert [(escape.call, escape.function) for escape in escapes] == [
        ("os.listdir", "ask_twice"),
        ("os.listdir", "ask_elsewhere"),
        ("os.system", "<lambda>"),
    ]


def test_warnings_wait_for_the_end_of_the_invocation(redirection):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        redirection.swap_in()
        ask_elsewhere()  # no exception in the middle of the handler
        redirection.swap_out()
        with pytest.raises(TmpEscapeWarning):
            redirection.warn()
        redirection.warn()


def test_a_warning_tells_what_happened_and_what_to_do(redirection, recwarn):
    run(redirection, ask_elsewhere)
    run(redirection, lambda: subprocess.run(["true", "/tmp/in.mp4"], check=True))
    redirection.warn()
    first, second = recwarn
    assert first.category is second.category is TmpEscapeWarning
    assert (first.filename, first.lineno) == (__file__, ask_elsewhere.__code__.co_firstlineno + 1)
    assert str(first.message).startswith("os.listdir reached '/tmp' in the machine's own /tmp")
    assert str(second.message).startswith("subprocess.Popen was handed '/tmp/in.mp4'")
    for warning in (first, second):
        assert "lambda_tmp_passthrough" in str(warning.message)
        assert str(pickle.loads(pickle.dumps(warning.message))) == str(warning.message)


def test_every_way_past_is_explained():
    assert all(way.call and way.reason and way.seen in ("warned", "unseen") for way in NOT_REDIRECTED)


SCRIPT = """
import os, sys
from pytest_lambda.runtime.tmp.box import Box
from pytest_lambda.runtime.tmp.redirection import Redirection
box = Box(capacity_mb=1)
one = Redirection(box)
assert "sqlite3" not in sys.modules
one.swap_in()
import sqlite3
connection = sqlite3.connect("/tmp/inside.db")
connection.execute("create table t (a)")
connection.close()
os.listdir("/tmp")
one.swap_out()
assert sqlite3.connect is __import__("_sqlite3").connect is sqlite3.dbapi2.connect
assert type(sqlite3.connect).__name__ == "builtin_function_or_method", sqlite3.connect
import tarfile, bz2
one.swap_in()
tarfile.open("/tmp/outside.tar", "w").close()
bz2.open("/tmp/outside.bz2", "w").close()
one.swap_out()
assert tarfile.bltn_open is bz2._builtin_open is open
print(sorted(path.name for path in box.root.iterdir()))
one.warn()
"""


def test_modules_imported_late_are_redirected_too():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "['inside.db', 'outside.bz2', 'outside.tar']"
