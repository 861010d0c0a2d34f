from __future__ import annotations

import os
import queue
import threading
from pathlib import Path

import pytest

from pytest_lambda.runtime.tmp.current import CURRENT, outside


@pytest.fixture
def full(inside):
    """An environment with a file in its /tmp."""
    with inside():
        Path("/tmp/mine").write_text("x")
        yield


def in_a_thread(call):
    answers = []
    thread = threading.Thread(target=lambda: answers.append(call()))
    thread.start()
    thread.join()
    return answers[0]


def sees_own_tmp():
    return os.listdir("/tmp") == ["mine"]


@pytest.mark.usefixtures("full")
def test_outside_paths_mean_what_they_say():
    assert sees_own_tmp()
    with outside():
        assert not sees_own_tmp()
        with outside():
            assert not sees_own_tmp()
        assert not sees_own_tmp()
    assert sees_own_tmp()


@pytest.mark.usefixtures("full")
def test_outside_the_working_directory_has_its_real_name(box):
    os.chdir("/tmp")
    with outside():
        assert os.getcwd() == str(box.root)
    assert os.getcwd() == "/tmp"


@pytest.mark.usefixtures("full")
def test_other_threads_stay_inside_meanwhile():
    with outside():
        assert in_a_thread(sees_own_tmp)
        assert not sees_own_tmp()


def test_threads_of_the_handler_are_inside(inside, box):
    with inside():
        in_a_thread(lambda: Path("/tmp/x").write_text("x"))
    assert (box.root / "x").exists()


class Worker:
    """A thread that does what it is told, one call at a time."""

    def __init__(self):
        self._calls, self._answers = queue.SimpleQueue(), queue.SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while (call := self._calls.get()) is not None:
            self._answers.put(call())

    def ask(self, call):
        self._calls.put(call)
        return self._answers.get(timeout=10)

    def end(self):
        self._calls.put(None)


def test_a_thread_of_the_test_keeps_the_machines_tmp(inside, name, redirection):
    server = Worker()
    with inside():
        Path("/tmp/mine").write_text("x")
        server.ask(lambda: Path(f"/tmp/{name}").write_text("x"))
        assert not server.ask(sees_own_tmp)
        assert sees_own_tmp()
    assert os.path.exists(f"/tmp/{name}")
    server.ask(lambda: os.remove(f"/tmp/{name}"))
    server.end()


def test_a_thread_of_the_handler_is_inside_at_the_next_invocation_too(inside):
    with inside():
        pool = Worker()
        Path("/tmp/mine").write_text("x")
        assert pool.ask(sees_own_tmp)
    assert not pool.ask(sees_own_tmp)
    server = Worker()
    with inside():
        assert pool.ask(sees_own_tmp)
        assert not server.ask(sees_own_tmp)
    pool.end()
    server.end()


def test_threads_that_come_first_at_the_same_time_share_one_folder(inside, box):
    barrier = threading.Barrier(4)

    def write(number):
        barrier.wait()
        Path(f"/tmp/{number}").write_text("x")

    with inside():
        threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(os.listdir(box.root)) == ["0", "1", "2", "3"]


def test_a_handler_that_was_cut_while_outside_is_inside_at_the_next_thaw(redirection):
    redirection.swap_in()
    Path("/tmp/mine").write_text("x")
    cut = outside()
    cut.__enter__()
    redirection.swap_out()
    redirection.swap_in()
    seen = sees_own_tmp()
    redirection.swap_out()
    assert seen
    assert CURRENT.outsiders == {}
