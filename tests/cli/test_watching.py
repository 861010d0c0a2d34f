"""`--watch` runs a command again after each change, and loses none."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pytest_lambda
from pytest_lambda.cli.command import Watched
from pytest_lambda.cli.console import Console
from pytest_lambda.cli.watching import repeat
from pytest_lambda.errors import ConfigurationError
from tests.platforms import needs_signals

from .test_main import ran

#: a busy machine takes its time
SECONDS = 120
ROOT = str(Path(pytest_lambda.__file__).parents[1])


def replaced(file: Path, text: str) -> None:
    """Write as editors do."""
    fresh = file.with_name(f"{file.name}.tmp")
    fresh.write_text(text)
    os.replace(fresh, file)


def repeated(runs: list[Callable[[], object]], watched: Callable[[], Watched]) -> int:
    """Repeat with a function for each run; Ctrl-C comes in the one after the last."""
    waiting = iter(runs)

    def run() -> int:
        each = next(waiting, None)
        if each is None:
            raise KeyboardInterrupt
        each()
        return 0

    return repeat(run, watched, Console())


def test_each_change_in_the_middle_of_a_run_makes_another_run(tmp_path: Path) -> None:
    file, folder = tmp_path / "event.json", tmp_path / "src"
    (folder / "deep").mkdir(parents=True)
    watched = Watched(frozenset({file}), frozenset({folder}))
    runs: list[Callable[[], object]] = [
        lambda: file.write_text("1"),
        lambda: replaced(file, "2"),
        lambda: file.unlink(),
        lambda: replaced(folder / "app.py", "1"),
        lambda: (folder / "deep" / "b.py").write_text("1"),
    ]
    assert repeated(runs, lambda: watched) == 0


def test_a_change_in_a_folder_during_the_very_first_run(tmp_path: Path) -> None:
    watched = Watched(folders=frozenset({tmp_path}))
    assert repeated([lambda: replaced(tmp_path / "app.py", "1")], lambda: watched) == 0


def test_files_alone_need_no_watcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pytest_lambda.gateway.serving.reload", raising=False)
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    file = tmp_path / "event.json"
    assert repeated([lambda: file.write_text("1")], lambda: Watched(frozenset({file}))) == 0
    with pytest.raises(ConfigurationError, match="--watch needs watchfiles"):
        repeated([], lambda: Watched(folders=frozenset({tmp_path})))


def test_what_is_watched_may_change(tmp_path: Path) -> None:
    files = [tmp_path / str(number) for number in range(4)]
    latest = [0]

    def run() -> None:
        now = latest[0]
        latest[0] += 1
        files[now].write_text("1")

    def watched() -> Watched:
        if latest[0] == 2:
            raise ConfigurationError("broken for now")
        return Watched(frozenset(files[: latest[0] + 1]))

    # 0 is watched at first; 1 after it; in the third run nothing new is, but what was watched still is
    assert repeated([run, run, lambda: files[0].write_text("22")], watched) == 0


def test_errors_are_told_and_the_loop_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "event.json"

    def fails(error: Exception) -> Callable[[], object]:
        def run() -> None:
            file.write_text(str(error))
            raise error

        return run

    assert repeated([fails(ConfigurationError("no event")), fails(OSError("gone"))], lambda: Watched(frozenset({file}))) == 0
    err = capsys.readouterr().err
    assert "error: no event\n" in err
    assert "error: OSError: gone\n" in err
    assert err.count("changed: event.json") == 2


def test_nothing_to_watch(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = ran(capsys, "events", "sqs", "--watch")
    assert code == 2
    assert "--watch has nothing to watch" in err


def test_a_missing_task_root(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = ran(capsys, "invoke", "app.handler", "--task-root", "nowhere", "--watch")
    assert code == 2
    assert "task_root is 'nowhere', which is missing" in err


def test_ctrl_c_in_the_middle_of_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "app.py").write_text(
        "import signal\ndef handler(event, context):\n    signal.default_int_handler(signal.SIGINT, None)"
    )
    before = dict(os.environ), list(sys.path), "app" in sys.modules
    arguments = ["invoke", "app.handler", "--task-root", str(tmp_path)]
    assert ran(capsys, *arguments, "--watch")[0] == 0
    assert ran(capsys, *arguments)[0] == 130
    assert (dict(os.environ), list(sys.path), "app" in sys.modules) == before


class Watcher:
    """`pytest-lambda … --watch` in a process of its own; its lines of JSON are read as they come."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pytest_lambda", *arguments, "--watch", "--json"],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": ROOT, "PYTHONDONTWRITEBYTECODE": ""},
        )  # fmt: skip
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            for line in stream:
                self._lines.put(line)

    def next(self) -> Any:
        """The result of the next run."""
        return json.loads(self._lines.get(timeout=SECONDS))

    def until(self, matches: Callable[[Any], bool]) -> Any:
        """The next result that matches: a change may be told in two parts."""
        while not matches(found := self.next()):
            pass
        return found

    def end(self) -> tuple[int, str]:
        """Ctrl-C; gives the exit code and what was written to standard error."""
        self._process.send_signal(signal.SIGINT)
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            said = stream.read().decode()
        return self._process.wait(SECONDS), said

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        assert self._process.stderr is not None
        self._process.stderr.close()


@needs_signals
def test_the_loop_of_a_function(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "prices.py").write_text("PRICE = 1")
    before = (tmp_path / "shop" / "prices.py").stat().st_mtime
    (tmp_path / "app.py").write_text(
        "from shop.prices import PRICE\ndef handler(event, context): return [PRICE, event]"
    )
    event = tmp_path / "event.json"
    event.write_text('"a"')
    watcher = Watcher(tmp_path, "invoke", "app.handler", "--event", "event.json")
    try:
        assert watcher.next()["payload"] == [1, "a"]
        replaced(tmp_path / "shop" / "prices.py", "PRICE = 2")  # as long as before
        os.utime(tmp_path / "shop" / "prices.py", (before, before))  # and in the same second
        result = watcher.until(lambda found: found["payload"] != [1, "a"])
        assert (result["payload"], result["cold_start"]) == ([2, "a"], True)
        replaced(tmp_path / "app.py", "def handler(event, context) return 1")
        assert watcher.until(lambda found: found["function_error"])["payload"]["errorType"] == "Runtime.UserCodeSyntaxError"
        replaced(tmp_path / "app.py", "def handler(event, context): return [0, event]")
        assert watcher.until(lambda found: not found["function_error"])["payload"] == [0, "a"]
        replaced(event, "{")
        assert "event.json is no JSON" in watcher.until(lambda found: "error" in found)["error"]
        replaced(event, '"b"')
        assert watcher.until(lambda found: "error" not in found)["payload"] == [0, "b"]
        assert watcher.end() == (0, "")
    finally:
        watcher.kill()


@needs_signals
def test_the_loop_of_events(tmp_path: Path) -> None:
    parameters = tmp_path / "order.json"
    parameters.write_text('{"bodies": ["a"], "queue_name": "orders"}')
    watcher = Watcher(tmp_path, "events", "sqs", "--from", "order.json")
    try:
        [record] = watcher.next()["Records"]
        assert (record["body"], record["eventSourceARN"].rpartition(":")[2]) == ("a", "orders")
        replaced(parameters, '{"bodies": ["a", "b"]}')
        assert len(watcher.until(lambda found: "Records" in found)["Records"]) == 2
        assert watcher.end() == (0, "")
    finally:
        watcher.kill()
