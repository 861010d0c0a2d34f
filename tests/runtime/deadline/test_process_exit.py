"""After a cut the interpreter exits as if nothing had happened, and nothing of the handler runs then either (R120)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[3])
#: seconds; an interpreter that hangs at its exit never ends
PATIENCE = 120

SCRIPT = """
import asyncio, atexit, concurrent.futures, importlib, logging, os, pathlib, sys, threading, time
import greenlet
from pytest_lambda.runtime.deadline import KILLED, Deadline
from pytest_lambda.runtime.deadline.hub import run_until

class SlowToShow(str):
    def __str__(self):
        time.sleep(600)

class SlowHandler(logging.StreamHandler):
    def emit(self, record):
        time.sleep(600)

class Unloved:
    def __del__(self):
        print("finalizer")

def sleeps():
    time.sleep(600)

def submits():
    concurrent.futures.ThreadPoolExecutor(1, SlowToShow("slow")).submit(sleeps)

def uses_an_executor():
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        executor.submit(time.sleep, 0.5).result()

def logs():
    logger = logging.getLogger("slow")
    logger.addHandler(SlowHandler())
    logger.warning("slow")

def imports():
    pathlib.Path("slow_module.py").write_text("import time; time.sleep(600)")
    sys.path.insert(0, ".")
    importlib.import_module("slow_module")

def starts_threads_that_wait_for_its_lock():
    lock = threading.Lock()
    def work():
        with lock:
            pass
    with lock:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

def runs_a_coroutine():
    async def main():
        try:
            await asyncio.sleep(600)
        finally:
            print("finally in a coroutine")
    asyncio.run(main())

def has_generators():
    def endless():
        try:
            yield
        finally:
            print("finally in a generator")
    generator = endless()
    next(generator)
    sleeps()

def handler():
    unloved = Unloved()
    try:
        globals()[sys.argv[1]]()
    except BaseException as error:
        print("except", error)
    finally:
        print("finally")

def cut():
    deadline = Deadline(0.05)
    victim = greenlet.greenlet(handler)
    assert run_until(deadline, victim, victim.switch) is KILLED

atexit.register(print, "exit function of the test run")
cut()
late = Deadline(0.3)
run_until(late, done := greenlet.greenlet(int), done.switch)
print("end")
"""


@pytest.mark.parametrize(
    "way",
    [
        "sleeps", "submits", "uses_an_executor", "logs", "imports", "starts_threads_that_wait_for_its_lock",
        "runs_a_coroutine", "has_generators",
    ],
)  # fmt: skip
def test_the_interpreter_exits(tmp_path: Path, way: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, way],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": ROOT}, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert ended.stderr == ""
    assert ended.stdout.splitlines() == ["end", "exit function of the test run"]
    assert ended.returncode == 0


STUCK = """
import sys, greenlet
from pytest_lambda.runtime.deadline import KILLED, Deadline
from pytest_lambda.runtime.deadline.hub import run_until

def handler():
    print("x" * 10_000_000, flush=True)

victim = greenlet.greenlet(handler)
deadline = Deadline(0.05)
assert run_until(deadline, victim, victim.switch) is KILLED
print("cut", file=sys.stderr, flush=True)
print("end")
"""


def test_a_pipe_that_nobody_reads_from_does_not_stay_blocked() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", STUCK],
        env={**os.environ, "PYTHONPATH": ROOT}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with child:
        assert child.stderr is not None
        assert child.stderr.readline() == "cut\n"
        written, errors = child.communicate(timeout=PATIENCE)
    assert written.endswith("end\n")
    assert errors == ""
    assert child.returncode == 0
