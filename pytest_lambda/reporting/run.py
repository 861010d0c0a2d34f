"""The part that the report takes in a run of tests: in each process that runs tests, and in the one that writes."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.pytest_glue.options import REPORT
from pytest_lambda.pytest_glue.recording import RECORDS
from pytest_lambda.reporting.fragment import Fragment
from pytest_lambda.reporting.recorder import Recorder
from pytest_lambda.reporting.verdict import Verdict

_FOLDER = "lambda_report_folder"
_NAME = "pytest_lambda report"


def begin_report(config: pytest.Config) -> None:
    """Record this run, or this worker's part of it.

    Raises:
        pytest.UsageError: the page could not be written.
    """
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is not None:
        shared = worker.get(_FOLDER)
        if shared is not None and Path(shared).is_dir():  # not on another machine
            _record(config, Path(shared), worker["workerid"])
        return
    path = _page(config)
    _check(path)
    if config.option.collectonly:
        return
    folder = Path(tempfile.mkdtemp(prefix="pytest-lambda-report-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    recording = _record(config, folder, "main")
    config.pluginmanager.register(Writing(config, path, folder, recording), f"{_NAME}, its page")


class Recording:
    """Tells the recorder when tests begin and end."""

    def __init__(self, recorder: Recorder, fragment: Fragment) -> None:
        self._recorder = recorder
        self._verdict = Verdict()
        self.fragment = fragment

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Before any fixture; again for each time that a test is run again."""
        self._verdict = Verdict()
        self._recorder.begin_test(item.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """The fixtures that were left are torn down; the page is written after this."""
        self._recorder.close()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """After set-up, call and teardown."""
        report = yield
        self._verdict.add(report)
        if report.when == "teardown":
            self._recorder.end_test(self._verdict.outcome, self._verdict.message)
        return report


class Writing:
    """Writes the page when all is over."""

    def __init__(self, config: pytest.Config, path: Path, folder: Path, recording: Recording) -> None:
        self._config = config
        self._path = path
        self._folder = folder
        self._recording = recording
        self._crashed: set[str] = set()
        self._said = ""
        self._failed = False

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """A worker of xdist is about to start."""
        node.workerinput[_FOLDER] = str(self._folder)

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str) -> None:
        """A worker of xdist crashed in a test."""
        self._crashed.add(crashitem)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """All workers are done."""
        from pytest_lambda.reporting.page_file import write_page

        try:
            with _replacing(self._path) as file:
                counts = write_page(file, self._folder, title=self._config.rootpath.name, crashed=self._crashed)
        except OSError as error:
            self._failed = True
            self._said = f"Lambda report could not be written: {error}"
            return
        self._said = f"Lambda report of {counts}: {self._path.as_uri()}"
        if self._recording.fragment.broken is not None:
            self._said += f" (incomplete: {self._recording.fragment.broken})"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where it is."""
        if self._said:
            terminalreporter.write_line(self._said, red=self._failed)


def _record(config: pytest.Config, folder: Path, name: str) -> Recording:
    fragment = Fragment(folder / f"{name}.jsonl")
    config.add_cleanup(fragment.close)
    recorder = config.stash[RECORDS] = Recorder(fragment)
    recording = Recording(recorder, fragment)
    config.pluginmanager.register(recording, _NAME)
    return recording


def _page(config: pytest.Config) -> Path:
    """A flag counts from where the command was given, a setting from the root folder, as everywhere in pytest."""
    flag: str | None = config.getoption(REPORT.ini, None)
    if flag:
        return Path(os.path.abspath(config.invocation_params.dir / flag))
    return Path(os.path.abspath(config.rootpath / config.getini(REPORT.ini)))


def _check(path: Path) -> None:
    if path.is_dir():
        raise pytest.UsageError(f"--lambda-report: {path} is a folder: expected the path of a file, say report.html.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
        if path.exists():
            path.open("ab").close()
    except OSError as error:
        raise pytest.UsageError(f"--lambda-report: {path} cannot be written: {error.strerror or error}.") from None


@contextlib.contextmanager
def _replacing(path: Path) -> Generator[Any, None, None]:
    """A file that takes the place of another one as soon as it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)  # a test may have removed it
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            yield file
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
