"""Threads that tests and functions start, and what they wait for."""

from __future__ import annotations

import _thread
import concurrent.futures
import os
import queue
import threading
import time
from collections.abc import Callable

import pytest

from pytest_lambda.clock.settling import Limits
from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.clock.waiting import activity
from pytest_lambda.errors import SimulationStalled
from tests.clock.conftest import Deploy


def started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_thread_sleeps(clock: VirtualClock) -> None:
    woke: list[float] = []

    def work() -> None:
        for _ in range(3):
            time.sleep(10)
            woke.append(clock.monotonic())

    thread = started(work)
    thread.join()
    assert woke == [10, 20, 30]
    assert not thread.is_alive()


def test_run_waits_for_threads(clock: VirtualClock) -> None:
    done: list[float] = []
    started(lambda: (time.sleep(100), done.append(time.time())))
    clock.run()
    clock.advance(seconds=0)
    assert done == [1_767_225_700.0]
    assert clock.monotonic() == 100


def test_advance_wakes_threads(clock: VirtualClock) -> None:
    done: list[str] = []
    thread = started(lambda: (time.sleep(100), done.append("woke")))
    clock.advance(seconds=99)
    assert done == []
    clock.advance(seconds=1)
    thread.join()
    assert done == ["woke"]
    assert clock.monotonic() == 100


def test_the_order_of_threads_is_always_the_same() -> None:
    def run() -> list[tuple[int, float]]:
        order: list[tuple[int, float]] = []

        def work(number: int) -> None:
            for _ in range(3):
                time.sleep(1)
                order.append((number, clock.monotonic()))

        with VirtualClock() as clock:
            threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return order

    expected = [(number, second) for second in (1.0, 2.0, 3.0) for number in range(8)]
    assert [run() for _ in range(3)] == [expected] * 3


def test_a_thread_that_computes_keeps_time_still(clock: VirtualClock) -> None:
    seen: set[float] = set()

    def work() -> None:
        end = time.clock_gettime(time.CLOCK_MONOTONIC) + 0.1
        while time.clock_gettime(time.CLOCK_MONOTONIC) < end:
            seen.add(time.time())

    started(work)
    clock.advance(hours=1)
    assert seen == {1_767_225_600.0}


def test_join_with_a_timeout(clock: VirtualClock) -> None:
    thread = started(lambda: time.sleep(10))
    thread.join(4)
    assert (thread.is_alive(), clock.monotonic()) == (True, 4)
    thread.join(60)
    assert (thread.is_alive(), clock.monotonic()) == (False, 10)
    thread.join(60)
    assert clock.monotonic() == 10


def test_join_in_a_thread(clock: VirtualClock) -> None:
    seen: list[tuple[bool, float]] = []

    def work() -> None:
        inner = started(lambda: time.sleep(10))
        for timeout in (4, 60, None):
            inner.join(timeout)
            seen.append((inner.is_alive(), clock.monotonic()))

    started(work).join()
    assert seen == [(True, 4), (False, 10), (False, 10)]


def test_join_of_oneself_and_of_a_thread_that_has_not_begun(clock: VirtualClock) -> None:
    with pytest.raises(RuntimeError):
        threading.current_thread().join()
    with pytest.raises(RuntimeError):
        threading.Thread(target=print).join()


# --- timed waits: the same in the main thread and in another one


def here(call: Callable[[], object]) -> object:
    return call()


def elsewhere(call: Callable[[], object]) -> object:
    with concurrent.futures.ThreadPoolExecutor(1) as executor:
        return executor.submit(call).result()


anywhere = pytest.mark.parametrize("there", [here, elsewhere])


def later(seconds: float, act: Callable[[], object]) -> threading.Thread:
    return started(lambda: (time.sleep(seconds), act()))


@anywhere
def test_event(clock: VirtualClock, there: Callable[[Callable[[], object]], object]) -> None:
    event = threading.Event()
    assert there(lambda: event.wait(5)) is False
    assert clock.monotonic() == 5
    later(3, event.set)
    assert there(lambda: event.wait(60)) is True
    assert clock.monotonic() == 8
    assert there(lambda: event.wait(60)) is True
    assert clock.monotonic() == 8


@anywhere
def test_condition(clock: VirtualClock, there: Callable[[Callable[[], object]], object]) -> None:
    condition, flags = threading.Condition(), set()

    def wait_for(timeout: float | None) -> object:
        with condition:
            return condition.wait_for(lambda: "done" in flags, timeout)

    def done() -> None:
        with condition:
            flags.add("done")
            condition.notify_all()

    assert there(lambda: wait_for(2)) is False
    assert clock.monotonic() == pytest.approx(2)
    later(3, done)
    assert there(lambda: wait_for(None)) is True
    assert clock.monotonic() == pytest.approx(5)


@anywhere
def test_semaphore_and_barrier(clock: VirtualClock, there: Callable[[Callable[[], object]], object]) -> None:
    semaphore = threading.BoundedSemaphore(1)
    assert there(lambda: semaphore.acquire(timeout=2)) is True
    assert there(lambda: semaphore.acquire(timeout=2)) is False
    assert clock.monotonic() == pytest.approx(2)
    later(1, semaphore.release)
    assert there(semaphore.acquire) is True
    assert clock.monotonic() == pytest.approx(3)
    barrier = threading.Barrier(2)
    later(4, barrier.wait)
    there(lambda: barrier.wait(10))
    assert clock.monotonic() == pytest.approx(7)
    with pytest.raises(threading.BrokenBarrierError):
        there(lambda: barrier.wait(10))
    assert clock.monotonic() == pytest.approx(17)


@anywhere
@pytest.mark.parametrize("kind", ["Lock", "RLock"])
def test_locks(clock: VirtualClock, there: Callable[[Callable[[], object]], object], kind: str) -> None:
    lock = getattr(threading, kind)()

    def hold() -> None:
        with lock:
            time.sleep(10)

    thread = started(hold)
    clock.advance(seconds=1)
    assert there(lambda: lock.acquire(timeout=4)) is False
    assert there(lambda: lock.acquire(blocking=False)) is False
    assert clock.monotonic() == 5

    def take() -> float:
        with lock:
            return clock.monotonic()

    assert there(take) == 10
    thread.join()


def test_a_lock_is_a_lock(clock: VirtualClock) -> None:
    lock = threading.Lock()
    assert isinstance(lock, type(_thread.allocate_lock()))
    assert isinstance(_thread.allocate_lock(), threading.Lock)
    assert not lock.locked()
    with lock:
        assert lock.locked()
        assert not lock.acquire(False)
        assert lock.acquire(timeout=0) is False
    for blocking, timeout in ((False, 1), (True, -2), (True, 1e20)):
        with pytest.raises((ValueError, OverflowError)):
            lock.acquire(blocking, timeout)
    with pytest.raises(RuntimeError):
        lock.release()
    assert repr(lock).startswith("<unlocked")


@anywhere
def test_queue(clock: VirtualClock, there: Callable[[Callable[[], object]], object]) -> None:
    waiting: queue.Queue[str] = queue.Queue(maxsize=1)
    with pytest.raises(queue.Empty):
        there(lambda: waiting.get(timeout=5))
    assert clock.monotonic() == pytest.approx(5)
    later(3, lambda: waiting.put("a"))
    assert there(lambda: waiting.get(timeout=60)) == "a"
    assert clock.monotonic() == pytest.approx(8)
    waiting.put("b")
    with pytest.raises(queue.Full):
        there(lambda: waiting.put("c", timeout=5))
    assert clock.monotonic() == pytest.approx(13)


@anywhere
def test_futures(clock: VirtualClock, there: Callable[[Callable[[], object]], object]) -> None:
    with concurrent.futures.ThreadPoolExecutor(4) as executor:
        future = executor.submit(lambda: (time.sleep(10), clock.monotonic())[1])
        with pytest.raises(concurrent.futures.TimeoutError):
            there(lambda: future.result(4))
        assert clock.monotonic() == 4
        assert there(lambda: future.result(60)) == 10
        futures = [executor.submit(lambda length=length: (time.sleep(length), length)[1]) for length in (3, 1, 2)]
        in_order = there(lambda: [each.result() for each in concurrent.futures.as_completed(futures, 60)])
        assert in_order == [1, 2, 3]
        assert clock.monotonic() == pytest.approx(13)
        done, pending = concurrent.futures.wait([executor.submit(time.sleep, 30)], timeout=5)
        assert (len(done), len(pending)) == (0, 1)
    assert clock.monotonic() == pytest.approx(43)


def test_a_timer(clock: VirtualClock) -> None:
    fired: list[float] = []
    timer = threading.Timer(30, lambda: fired.append(clock.monotonic()))
    timer.start()
    clock.advance(minutes=1)
    timer.join()
    assert fired == [30]


# --- in handlers

POOL = """
import time
from concurrent.futures import ThreadPoolExecutor
def nap(seconds):
    time.sleep(seconds)
    return time.time() - 1_767_225_600
def handler(event, context):
    with ThreadPoolExecutor(max_workers=3) as executor:
        return list(executor.map(nap, event))
"""


def test_an_executor_whose_threads_sleep(clock: VirtualClock, deploy: Deploy) -> None:
    function = deploy(POOL, timeout=60)
    result = function.invoke([3, 1, 2, 4])
    assert result.payload == [3, 1, 2, 5]
    assert (result.duration_ms, clock.monotonic()) == (5000, 5)
    assert function([1]) == [6]


def test_two_environments_with_executors(clock: VirtualClock, deploy: Deploy) -> None:
    functions = [deploy(POOL, timeout=60) for _ in range(2)]
    found: list[object] = []
    for function, event in zip(functions, ([3, 1], [2, 2]), strict=True):
        clock.spawn(lambda f=function, e=event: found.append(f.invoke(e).payload), "pool")
    clock.run()
    assert found == [[2, 2], [3, 1]]
    assert clock.monotonic() == 3


def test_an_executor_whose_threads_sleep_past_the_timeout(clock: VirtualClock, deploy: Deploy) -> None:
    function = deploy(POOL, timeout=3)
    result = function.invoke([60])
    assert (result.timed_out, result.duration_ms, clock.monotonic()) == (True, 3000, 3)
    assert function.invoke([1]).ok


def test_a_lock_between_a_handler_and_its_threads(deploy: Deploy) -> None:
    function = deploy("""
import threading, time
lock = threading.Lock()
def work():
    with lock:
        time.sleep(5)
def handler(event, context):
    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(1)
    with lock:
        return time.time() - 1_767_225_600
""", timeout=30)  # fmt: skip
    assert function({}) == 5


def test_a_lock_of_a_third_module_between_two_environments(clock: VirtualClock, deploy: Deploy) -> None:
    source = """
import builtins, time
def handler(event, context):
    with builtins.a_shared_lock:
        time.sleep(event)
    return time.time() - 1_767_225_600
"""
    import builtins

    builtins.a_shared_lock = threading.Lock()
    try:
        one, other = deploy(source, timeout=30), deploy(source, timeout=30)
        found: list[object] = []
        clock.spawn(lambda: found.append(one.invoke(5).payload), "one")
        clock.spawn(lambda: found.append(other.invoke(2).payload), "other")
        clock.run()
        assert found == [5, 7]
    finally:
        del builtins.a_shared_lock


def test_a_lock_that_is_older_than_virtual_time(tmp_path: object) -> None:
    """It blocks the only thread there is: the second environment ends by its timeout in real time."""
    import builtins

    from pytest_lambda import LambdaFunction

    lock = builtins.a_shared_lock = threading.Lock()

    def handler(event: float, context: object) -> None:
        with lock:
            time.sleep(event)

    found = []
    try:
        with VirtualClock() as clock:
            with LambdaFunction(handler, timeout=30, clock=clock) as one, LambdaFunction(handler, timeout=1, clock=clock) as other:
                clock.spawn(lambda: found.append(one.invoke(5)), "one")
                clock.spawn(lambda: found.append(other.invoke(2)), "other", due_us=clock.moment_in(1))
                clock.run()
            assert [(each.timed_out, each.duration_ms) for each in found] == [(True, 1000), (False, 5000)]
            assert clock.monotonic() == 5
    finally:
        del builtins.a_shared_lock


def test_a_lock_that_nobody_gives_back(impatient_clock: VirtualClock) -> None:
    lock = threading.Lock()
    lock.acquire()
    with pytest.raises(SimulationStalled, match="test_threads"):
        lock.acquire()


def test_two_environments_that_wait_for_each_other(clock: VirtualClock, deploy: Deploy) -> None:
    import builtins

    builtins.locks = [threading.Lock(), threading.Lock()]
    source = """
import builtins, time
def handler(event, context):
    first, second = builtins.locks[::event]
    with first:
        time.sleep(1)
        with second:
            return "never"
"""
    try:
        one, other = deploy(source, timeout=30), deploy(source, timeout=30)
        found: list[bool] = []
        clock.spawn(lambda: found.append(one.invoke(1).timed_out), "one")
        clock.spawn(lambda: found.append(other.invoke(-1).timed_out), "other")
        clock.run()
        assert found[0]  # a deadlock is a timeout: in virtual time, since both wait
        assert clock.monotonic() <= 31
    finally:
        del builtins.locks


def test_a_thread_that_does_not_come_to_rest(impatient_clock: VirtualClock) -> None:
    stop: list[int] = []

    def spin() -> None:
        while not stop:
            pass

    thread = started(spin)
    with pytest.raises(SimulationStalled, match=r"(?s)Thread-\d.*in spin"):
        impatient_clock.advance(seconds=1)
    stop.append(1)
    thread.join()


def test_threads_that_wait_for_nothing(impatient_clock: VirtualClock) -> None:
    event = threading.Event()
    thread = started(event.wait)
    with pytest.raises(SimulationStalled, match=r"(?s)Nothing has moved for 0.5 real seconds.*in test_threads_that"):
        thread.join()
    event.set()
    thread.join()


def test_threads_that_sleep_end_with_the_clock() -> None:
    went_on: list[str] = []

    def work() -> None:
        time.sleep(3600)
        went_on.append("after the test")

    with VirtualClock() as clock:
        thread = started(work)
        clock.advance(seconds=1)
    thread.join(10)
    assert (thread.is_alive(), went_on) == (False, [])


def test_threads_of_before_stay_on_real_time() -> None:
    seen: list[float] = []
    go, done = threading.Event(), threading.Event()

    def work() -> None:
        go.wait()
        before = time.monotonic()
        time.sleep(0.01)
        done.wait(0.01)
        seen.extend((time.monotonic() - before, time.time()))
        done.set()

    thread = started(work)
    with VirtualClock(settling=Limits(stalled_seconds=5)) as clock:
        go.set()
        thread.join()
        assert clock.monotonic() == 0
    assert 0.02 <= seen[0] < 5
    assert seen[1] > 1_767_225_600 + 86_400


def test_everything_is_put_back() -> None:
    import selectors

    def everything() -> list[object]:
        found: list[object] = [threading.Thread.join, time.sleep, queue.time]
        found += [value for name, value in sorted(vars(threading).items()) if not name.startswith("__")]
        found += [vars(kind).get("select") for kind in vars(selectors).values() if isinstance(kind, type)]
        return found

    before = everything()
    with VirtualClock():
        assert everything() != before
    assert everything() == before


def test_a_daemon_that_never_ends_is_housekeeping(clock: VirtualClock) -> None:
    beats: list[float] = []

    def beat() -> None:
        while True:
            time.sleep(60)
            beats.append(clock.monotonic())

    threading.Thread(target=beat, daemon=True).start()
    clock.run()
    assert beats == []
    clock.advance(minutes=3)
    assert beats == [60, 120, 180]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_sleeps_in_real_time(deploy: Deploy) -> None:
    function = deploy("""
import os, threading, time
def handler(event, context):
    child = os.fork()
    if child == 0:
        time.sleep(0.01)
        threading.Event().wait(0.01)
        os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
""")  # fmt: skip
    assert function({}) == 7


@pytest.mark.parametrize("kernel", [True, False])
def test_where_the_kernel_tells_nothing_of_threads(kernel: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not kernel:
        monkeypatch.setattr(activity, "_TASKS", "/nonexistent")
    woke: list[tuple[str, float]] = []

    def work(name: str) -> None:
        time.sleep(1)
        woke.append((name, clock.monotonic()))

    with VirtualClock() as clock:
        threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
        for thread in threads:
            thread.start()
        clock.advance(seconds=1)
        assert woke == [("a", 1), ("b", 1), ("c", 1)]


def test_a_thread_that_has_had_no_processor_yet_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who starts it waits meanwhile, so that nobody seems to run."""
    name = "_start_joinable_thread" if hasattr(threading, "_start_joinable_thread") else "_start_new_thread"
    start, pause = getattr(threading, name), time.sleep

    def start_late(*args: object, **settings: object) -> None:
        _thread.start_new_thread(lambda: (pause(0.03), start(*args, **settings)), ())

    monkeypatch.setattr(threading, name, start_late)
    with VirtualClock() as clock:
        began, done = clock.now(), threading.Event()
        outer = threading.Thread(target=lambda: threading.Thread(target=done.set).start())
        outer.start()
        assert done.wait(60)
        assert clock.now() == began
        outer.join()


def test_a_thread_that_cannot_be_started_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "_start_joinable_thread" if hasattr(threading, "_start_joinable_thread") else "_start_new_thread"

    def refuse(*args: object, **settings: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading, name, refuse)
    with VirtualClock() as clock:
        with pytest.raises(RuntimeError, match="can't start new thread"):
            threading.Thread(target=print).start()
        clock.advance(seconds=1)
