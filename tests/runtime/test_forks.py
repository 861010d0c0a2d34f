"""Children that a handler forks: they end as processes of their own, and never go on as a second test run."""

from __future__ import annotations

import os
import sys

import pytest

from tests.runtime.conftest import Deploy

pytestmark = [
    pytest.mark.usefixtures("leak_census"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system"),
    # 3.12+ warns of a fork in a process with threads; pytest's plugins may have started some.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

FORKING = """
import os, sys
def handler(event, context):
    child = os.fork()
    if child == 0:
        {}
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
"""


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("os._exit(3)", 3),
        ("os._exit(0)", 0),
        ("sys.exit(4)", 4),
        ("sys.exit()", 0),
        ("raise SystemExit('text')", 1),
        ("raise BaseException('dead')", 1),
        ("return 'from the child'", 0),
        ("raise ValueError('reported by the child')", 0),
    ],
)
def test_a_forked_child_ends_with_its_own_status(deploy: Deploy, end: str, status: int) -> None:
    assert deploy(FORKING.format(end))({}) == status


def test_a_forked_child_at_init_ends(deploy: Deploy) -> None:
    function = deploy("""
import os
child = os.fork()
if child == 0:
    os._exit(5)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
def handler(event, context):
    return status
""")
    assert function({}) == 5


def test_a_forked_child_of_a_thread_ends(deploy: Deploy) -> None:
    function = deploy("""
import os, threading
def work(found):
    child = os.fork()
    if child == 0:
        os._exit(6)
    found.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
def handler(event, context):
    found = []
    thread = threading.Thread(target=work, args=(found,))
    thread.start()
    thread.join()
    return found
""")
    assert function({}) == [6]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing(deploy: Deploy, method: str) -> None:
    # A queue needs /dev/shm, which Lambda does not have; a pipe is what AWS's documentation shows.
    function = deploy(f"""
import multiprocessing
from work import square
def handler(event, context):
    context = multiprocessing.get_context({method!r})
    ours, theirs = context.Pipe()
    process = context.Process(target=square, args=(theirs, event))
    process.start()
    theirs.close()
    answer = ours.recv()
    process.join()
    ours.close()
    return answer, process.exitcode
""", files={"work.py": """
def square(pipe, number):
    pipe.send(number * number)
    pipe.close()
"""})  # fmt: skip
    assert function(7) == [49, 0]


def test_the_exit_of_a_child_process_does_not_end_the_environment(deploy: Deploy) -> None:
    function = deploy(f"""
import subprocess
def handler(event, context):
    return subprocess.run([{sys.executable!r}, "-c", "import os; os._exit(9)"]).returncode
""")
    assert function.invoke({}).payload == 9
    assert not function.invoke({}).cold_start
