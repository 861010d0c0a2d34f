"""What a cut leaves behind is mended: threads go on, modules can be imported, the hub's own locks stay its own."""

from __future__ import annotations

import functools
import importlib
import logging
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import _bootstrap
from pathlib import Path
from typing import Any

import pytest

from .cutting import PATIENCE, cut, elsewhere

FOR_EVER = 600.0


def sleeps() -> None:
    time.sleep(FOR_EVER)


class Waiting:
    """A thread that waits for something a handler holds."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.begun = threading.Event()
        self.work = work
        self.done = False
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        self.begun.set()
        self.work()
        self.done = True

    def goes_on(self) -> bool:
        self.thread.join(PATIENCE)
        return self.done


class TestLocks:
    """Locks of the handler's own stack."""

    def test_with(self) -> None:
        lock, again = threading.Lock(), threading.RLock()

        def handler() -> None:
            with lock, again, again:
                sleeps()

        cut(handler)
        assert not lock.locked()
        assert elsewhere(lambda: again.acquire(timeout=PATIENCE))

    def test_try_and_finally(self) -> None:
        lock = threading.Lock()

        def handler() -> None:
            lock.acquire()
            try:
                sleeps()
            finally:
                lock.release()

        cut(handler)
        assert not lock.locked()

    def test_of_another_greenlet_of_the_handler(self) -> None:
        from greenlet import greenlet

        lock = threading.Lock()

        def handler() -> None:
            with lock:
                greenlet(sleeps).switch()

        cut(handler)
        assert not lock.locked()

    def test_who_waits_for_one_goes_on(self) -> None:
        lock = threading.Lock()
        waiting = Waiting(lambda: lock.acquire(timeout=PATIENCE))

        def handler() -> None:
            with lock:
                waiting.thread.start()
                waiting.begun.wait()
                sleeps()

        cut(handler)
        assert waiting.goes_on()

    def test_one_that_was_only_waited_for_stays_its_owners(self) -> None:
        lock = threading.Lock()

        def handler() -> None:
            with lock:
                raise AssertionError("it is the test's")

        with lock:
            cut(handler)
            assert lock.locked()

    def test_one_that_the_hub_has_too_stays_the_hubs(self) -> None:
        lock = threading.RLock()

        def handler() -> None:
            with lock:
                sleeps()

        with lock:
            cut(handler)
            assert not elsewhere(lambda: lock.acquire(blocking=False))
        assert elsewhere(lambda: lock.acquire(blocking=False))

    def test_condition(self) -> None:
        condition = threading.Condition()

        def handler() -> None:
            with condition:
                sleeps()

        cut(handler)
        assert elsewhere(lambda: condition.acquire(timeout=PATIENCE))

    @pytest.mark.parametrize("make", [threading.Lock, threading.RLock])
    def test_condition_that_is_waited_on_is_somebody_elses(self, make: Callable[[], Any]) -> None:
        condition = threading.Condition(make())
        free, held = threading.Event(), threading.Event()

        def hold() -> None:
            with condition:
                held.set()
                free.wait(PATIENCE)

        holder = threading.Thread(target=hold, daemon=True)

        def handler() -> None:
            with condition:
                holder.start()
                condition.wait()

        cut(handler, 0.05)
        assert held.wait(PATIENCE)
        assert not condition.acquire(blocking=False)
        free.set()
        holder.join(PATIENCE)
        assert elsewhere(lambda: condition.acquire(timeout=PATIENCE))

    def test_semaphore(self) -> None:
        semaphore = threading.BoundedSemaphore(1)

        def handler() -> None:
            with semaphore:
                sleeps()

        cut(handler)
        assert semaphore.acquire(blocking=False)

    def test_queue(self) -> None:
        class Slow(queue.Queue[int]):
            def _put(self, item: int) -> None:
                if item:
                    sleeps()
                super()._put(item)

        slow = Slow()
        cut(lambda: slow.put(1))
        elsewhere(lambda: slow.put(0))
        assert slow.get(timeout=PATIENCE) == 0

    def test_queue_that_was_waited_for(self) -> None:
        waited: queue.Queue[int] = queue.Queue()
        cut(waited.get)
        elsewhere(lambda: waited.put(1))
        assert waited.get(timeout=PATIENCE) == 1

    def test_cached_property(self) -> None:
        class Slow:
            seconds = FOR_EVER

            @functools.cached_property
            def value(self) -> int:
                time.sleep(self.seconds)
                return 1

        class Quick(Slow):
            seconds = 0.0

        cut(lambda: Slow().value)
        assert elsewhere(lambda: Quick().value) == 1

    def test_process_that_was_waited_for(self) -> None:
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
            cut(process.wait)
            assert process.stdin is not None
            process.stdin.close()
            elsewhere(process.wait)


class TestLogging:
    @pytest.fixture
    def slow(self) -> logging.Handler:
        class Slow(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                if record.msg == "slow":
                    sleeps()

        return Slow()

    def test_handler(self, slow: logging.Handler) -> None:
        logger = logging.Logger("apart")
        logger.addHandler(slow)
        waiting = Waiting(lambda: logger.warning("from a thread that waits"))

        def handler() -> None:
            waiting.thread.start()
            logger.warning("slow")

        deadline = cut(handler)
        assert deadline.mended
        elsewhere(lambda: logger.warning("from another thread"))
        assert waiting.goes_on()

    def test_whole_module(self) -> None:
        class Slow(logging.Logger):
            def __init__(self, name: str) -> None:
                sleeps()

        manager = logging.Manager(logging.RootLogger(logging.WARNING))
        manager.setLoggerClass(Slow)
        deadline = cut(lambda: manager.getLogger("slow"))
        assert deadline.mended
        elsewhere(lambda: logging.getLogger("from.another.thread"))

    def test_lock_taken_between_two_instructions(self, slow: logging.Handler) -> None:
        """Before a `try` block begins, nothing in the code says that its lock is held."""

        class SlowToTake(logging.Handler):
            seconds = FOR_EVER

            def acquire(self) -> None:
                super().acquire()
                time.sleep(self.seconds)

            def handle(self, record: logging.LogRecord) -> bool:
                self.acquire()
                return True

        handler = SlowToTake()
        logger = logging.Logger("apart")
        logger.addHandler(handler)
        deadline = cut(lambda: logger.warning("never"))
        handler.seconds = 0
        assert deadline.mended == ("a lock of logging",)
        assert elsewhere(lambda: handler.lock.acquire(timeout=PATIENCE) and handler.lock.release() is None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


SLOW_ONCE = """
import pathlib, time
WHOLE = False
marker = pathlib.Path(__file__ + ".met")
if not marker.exists():
    marker.touch()
    time.sleep(600)
WHOLE = True
"""


def module_locks() -> dict[str, Any]:
    """The locks of the import system that are held."""
    locks = {name: reference() for name, reference in _bootstrap._module_locks.items()}
    return {name: lock for name, lock in locks.items() if lock is not None and lock.owner is not None}


class TestImports:
    def test_half_imported_module_is_imported_anew(self, folder: Path) -> None:
        (folder / "slow_once.py").write_text(SLOW_ONCE)
        (folder / "imports_it.py").write_text("import slow_once\n")
        deadline = cut(lambda: importlib.import_module("imports_it"))
        assert "half-imported slow_once" in deadline.mended
        assert not {"slow_once", "imports_it"} & set(sys.modules)
        assert not module_locks()
        assert elsewhere(lambda: importlib.import_module("imports_it")).slow_once.WHOLE
        assert importlib.import_module("imports_it").slow_once.WHOLE

    def test_submodule(self, folder: Path) -> None:
        package = folder / "slow_package"
        package.mkdir()
        (package / "__init__.py").write_text("from slow_package import slow_once\n")
        (package / "slow_once.py").write_text(SLOW_ONCE)
        cut(lambda: importlib.import_module("slow_package"))
        assert elsewhere(lambda: importlib.import_module("slow_package")).slow_once.WHOLE

    def test_who_waits_for_the_same_module_goes_on(self, folder: Path) -> None:
        (folder / "slow_once.py").write_text(SLOW_ONCE)

        def import_it_too() -> None:
            while "slow_once" not in sys.modules:
                time.sleep(0.001)
            importlib.import_module("slow_once")

        waiting = Waiting(import_it_too)
        waiting.thread.start()
        cut(lambda: importlib.import_module("slow_once"), 0.1)
        assert waiting.goes_on()
        assert importlib.import_module("slow_once").WHOLE

    def test_cut_while_it_waits_for_another_thread(self, folder: Path) -> None:
        (folder / "held.py").write_text("import builtins\nbuiltins.wait_for_test()\nWHOLE = True\n")
        reached, free = threading.Event(), threading.Event()
        waiting = Waiting(lambda: importlib.import_module("held"))

        def wait_for_test() -> None:
            reached.set()
            free.wait(PATIENCE)

        import builtins

        builtins.wait_for_test = wait_for_test
        try:
            waiting.thread.start()
            assert reached.wait(PATIENCE)
            cut(lambda: importlib.import_module("held"))
            assert "held" in sys.modules
            assert not _bootstrap._blocking_on.get(threading.get_ident())
            free.set()
            assert waiting.goes_on()
        finally:
            del builtins.wait_for_test
        assert importlib.import_module("held").WHOLE

    def test_slow_finder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Finders run under the import system's one global lock."""

        class Finder:
            def find_spec(self, name: str, *_: object) -> None:
                if name == "slow_to_find":
                    sleeps()

        monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
        deadline = cut(lambda: importlib.import_module("slow_to_find"))
        assert "the import lock" in deadline.mended
        monkeypatch.undo()
        with pytest.raises(ModuleNotFoundError):
            elsewhere(lambda: importlib.import_module("slow_to_find"))

    def test_the_hubs_own_import_goes_on(self, folder: Path) -> None:
        (folder / "invokes.py").write_text(
            "import importlib, time\n"
            "from tests.runtime.deadline.cutting import cut\n"
            "def handler():\n"
            "    importlib.reload(sub)\n"
            "import sub\n"
            "sub.seconds = 600\n"
            "cut(handler)\n"
            "WHOLE = True\n"
        )
        (folder / "sub.py").write_text("import time, invokes\ntime.sleep(globals().get('seconds', 0))\n")
        assert importlib.import_module("invokes").WHOLE
        assert not module_locks()
        assert elsewhere(lambda: importlib.import_module("invokes")).WHOLE

    def test_reloaded_module_stays(self, folder: Path) -> None:
        (folder / "reloaded.py").write_text("import time\ntime.sleep(globals().get('seconds', 0))\n")
        module = importlib.import_module("reloaded")
        module.seconds = FOR_EVER
        cut(lambda: importlib.reload(module))
        assert sys.modules["reloaded"] is module
        assert not module_locks()


class SlowToShow(str):
    """Text that takes for ever to be formatted."""

    def __str__(self) -> str:
        sleeps()
        raise AssertionError


class TestStandardLibrary:
    def test_executor(self) -> None:
        """`submit` holds the lock that the interpreter's exit needs."""
        slow = ThreadPoolExecutor(1, thread_name_prefix=SlowToShow("slow"))
        deadline = cut(lambda: slow.submit(sleeps))
        assert len(deadline.mended) == 2
        with ThreadPoolExecutor(1) as executor:
            assert elsewhere(lambda: executor.submit(len, "four").result()) == 4

    def test_executor_with_a_worker_that_is_not_on_the_list(self) -> None:
        from concurrent.futures import thread

        started: list[threading.Thread] = []

        class Threads(set[threading.Thread]):
            def add(self, worker: threading.Thread) -> None:
                started.append(worker)
                if len(started) == 1:
                    sleeps()

        executor = ThreadPoolExecutor(1)
        executor._threads = Threads()
        cut(lambda: executor.submit(len, "four"), 0.05)
        assert thread._threads_queues[started[0]] is executor._work_queue
        executor.shutdown()

    def test_starting_a_thread(self) -> None:
        class Slow(threading.Thread):
            ready = False

            def __hash__(self) -> int:
                if self.ready:
                    sleeps()
                return 1

        slow = Slow(target=len)
        slow.ready = True
        cut(slow.start)
        slow.ready = False
        assert threading.current_thread() in elsewhere(threading.enumerate)

    @pytest.mark.skipif(not hasattr(threading, "_shutdown_locks_lock"), reason="gone in Python 3.13")
    def test_joining_a_thread(self, monkeypatch: pytest.MonkeyPatch) -> None:
        thread = threading.Thread(target=len, args=("four",))
        thread.start()
        with monkeypatch.context() as patch:
            patch.setattr(threading, "_maintain_shutdown_locks", sleeps)
            cut(thread.join, 0.05)
        assert not threading._shutdown_locks_lock.locked()

    def test_temporary_folder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(tempfile, "tempdir", None)
            patch.setattr(tempfile, "_get_default_tempdir", sleeps)
            cut(tempfile.gettempdir)
        assert elsewhere(tempfile.gettempdir)

    def test_container_that_was_being_shown(self) -> None:
        class Slow:
            seconds = FOR_EVER

            def __repr__(self) -> str:
                time.sleep(self.seconds)
                return "shown"

        container = [Slow()]
        cut(lambda: repr(container))
        Slow.seconds = 0
        assert repr(container) == "[shown]"


def test_an_ordinary_cut_mends_nothing() -> None:
    assert cut(sleeps).mended == ()


def test_a_repair_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from pytest_lambda.runtime.deadline import repair

    def fails(_: object) -> list[str]:
        raise LookupError("broken")

    monkeypatch.setattr(repair, "give_back_locks", fails)
    with pytest.warns(RuntimeWarning, match="broken"):
        cut(sleeps)
