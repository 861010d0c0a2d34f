from __future__ import annotations

import os
import subprocess
import sys

import pytest

from pytest_lambda.runtime.tmp import audit
from pytest_lambda.runtime.tmp.audit import listen, on_child_process

pytestmark = pytest.mark.skipif(os.name != "posix", reason="calls of POSIX")


@pytest.fixture
def children():
    seen: list[str] = []
    stop = on_child_process(seen.append)
    yield seen
    stop()


def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


CHILDREN = {
    "subprocess.Popen": lambda: subprocess.run(["true"], check=True),
    "os.system": lambda: os.system("true"),
    "os.posix_spawn": lambda: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0),
    "os.fork": fork,
}


@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
@pytest.mark.parametrize("event", CHILDREN)
def test_a_child_process_is_announced_before_it_starts(event, inside, children):
    CHILDREN[event]()
    assert children == []
    with inside():
        CHILDREN[event]()
    assert event in children
    CHILDREN[event]()
    assert len(children) <= 2


def test_what_is_done_at_the_announcement_is_seen_by_the_child(inside):
    def set_variable(_event: str) -> None:
        os.putenv("LAMBDA_TEST_OF_CHILD", "set")

    stop = on_child_process(set_variable)
    with inside():
        code = os.system('test "$LAMBDA_TEST_OF_CHILD" = set')
    stop()
    os.unsetenv("LAMBDA_TEST_OF_CHILD")
    assert code == 0


def test_a_program_that_replaces_this_one_is_announced(inside, children):
    with inside(), pytest.raises(FileNotFoundError):
        os.execv("/no/such/program", ["x"])
    assert children == ["os.exec"]


def test_nothing_is_announced_after_the_end(inside):
    seen: list[str] = []
    on_child_process(seen.append)()
    with inside():
        os.system("true")
    assert seen == []


def test_listeners_of_one_event_are_independent(inside):
    first: list[str] = []
    second: list[str] = []
    stop_first = listen("os.system", lambda event, arguments: first.append(event))
    stop_second = listen("os.system", lambda event, arguments: second.append(event))
    with inside():
        os.system("true")
        stop_first()
        os.system("true")
    stop_second()
    assert (first, second) == (["os.system"], ["os.system", "os.system"])


def test_what_a_listener_raises_prevents_the_call(inside):
    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        raise PermissionError(event)

    stop = listen("os.system", refuse)
    with inside(), pytest.raises(PermissionError, match=r"os\.system"):
        os.system("true")
    stop()
    assert os.system("true") == 0


def test_an_event_of_ones_own_reaches_its_listener(inside):
    seen: list[object] = []
    stop = listen("lambda.test", lambda event, arguments: seen.append(arguments))
    sys.audit("lambda.test", 1)
    with inside():
        sys.audit("lambda.test", 2)
    stop()
    assert seen == [(2,)]
    assert "lambda.test" not in audit.SWITCH.listeners
