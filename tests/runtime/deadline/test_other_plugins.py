"""Test runs with cut handlers, under the plugins and options that people use."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[3])

TESTS = '''
import logging, sys, threading, time
import greenlet, pytest
from pytest_lambda.runtime.deadline import KILLED, Deadline
from pytest_lambda.runtime.deadline.coverage_hint import coverage_hint_needed
from pytest_lambda.runtime.deadline.hub import run_until

ran = []

def sleeps():
    time.sleep(600)

def loops():
    while True:
        pass

def prints():
    while True:
        print("printing " * 10, flush=True)

def logs():
    while True:
        logging.getLogger("busy").warning("logging")

def swallows():
    while True:
        try:
            sleeps()
        except BaseException:
            pass

def cut(way):
    def handler():
        try:
            way()
        finally:
            ran.append("finally")
    victim = greenlet.greenlet(handler)
    return run_until(Deadline(0.03), victim, victim.switch) is KILLED

@pytest.mark.parametrize("way", [sleeps, loops, prints, logs, swallows] * 3)
def test_cut(way):
    assert cut(way)
    assert ran == []
    print("after")
    logging.getLogger("after").warning("after")

def test_lines_after_a_cut():
    cut(sleeps)
    after = 1
    assert after

def later():
    lines = 1
    return lines

def test_later():
    assert later()

def test_hint():
    cut(sleeps)
    with open("hint.txt", "w") as file:
        file.write(str(coverage_hint_needed()))
'''


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", ROOT)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    pytester.makepyfile(test_it=TESTS)
    return pytester


def run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    result = project.runpytest_subprocess("-p", "no:cacheprovider", *arguments, timeout=240)
    result.assert_outcomes(passed=18)
    assert result.ret == 0
    return result


@pytest.mark.parametrize(
    "arguments", [(), ("-s",), ("--capture=sys",), ("--capture=tee-sys",), ("-p", "no:logging")], ids=" ".join
)
def test_plain(project: pytest.Pytester, arguments: tuple[str, ...]) -> None:
    run(project, *arguments)
    assert Path(project.path, "hint.txt").read_text() == "False"


def test_two_processes(project: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    run(project, "-n", "2")


@pytest.mark.parametrize("method", ["signal", "thread"])
def test_timeout(project: pytest.Pytester, method: str) -> None:
    pytest.importorskip("pytest_timeout")
    run(project, "--timeout=100", f"--timeout-method={method}")


def test_timeout_that_strikes(project: pytest.Pytester) -> None:
    """The test's own timeout is earlier than the handler's, and goes through it as an exception."""
    pytest.importorskip("pytest_timeout")
    project.makepyfile(
        test_it=TESTS
        + """
def test_strikes():
    victim = greenlet.greenlet(sleeps)
    run_until(Deadline(500), victim, victim.switch)
"""
    )
    result = project.runpytest_subprocess("--timeout=3", "--timeout-method=signal", "-k", "strikes or later")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*Timeout*>3*"])


@pytest.mark.parametrize("core", ["ctrace", "pytrace"])
def test_coverage(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, core: str) -> None:
    pytest.importorskip("pytest_cov")
    monkeypatch.setenv("COVERAGE_CORE", core)
    run(project, "--cov=.", "--cov-report=")
    assert Path(project.path, "hint.txt").read_text() == "True"


def test_coverage_that_knows_greenlets(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pytest_cov")
    monkeypatch.setenv("COVERAGE_CORE", "ctrace")
    project.path.joinpath(".coveragerc").write_text("[run]\nconcurrency = greenlet\n")
    run(project, "--cov=.", "--cov-report=json")
    assert Path(project.path, "hint.txt").read_text() == "False"
    report = json.loads(project.path.joinpath("coverage.json").read_text())
    after = project.path.joinpath("test_it.py").read_text().splitlines().index("    after = 1") + 1
    assert after in report["files"]["test_it.py"]["executed_lines"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="needs sys.monitoring")
def test_coverage_that_does_not_trace(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pytest_cov")
    monkeypatch.setenv("COVERAGE_CORE", "sysmon")
    run(project, "--cov=.", "--cov-report=")
    assert Path(project.path, "hint.txt").read_text() == "False"
