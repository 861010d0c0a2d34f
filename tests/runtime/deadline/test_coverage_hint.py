"""One hint in a process, and only where coverage has lost lines."""

from __future__ import annotations

import sys
import time
import types
from typing import Any

import pytest

from pytest_lambda.runtime.deadline import coverage_hint
from pytest_lambda.runtime.deadline.alarm import alarm
from pytest_lambda.runtime.deadline.coverage_hint import coverage_hint_needed

from .cutting import cut


@pytest.fixture(autouse=True)
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_hint, "_told", False)
    monkeypatch.setattr(alarm, "cuts", 0)
    monkeypatch.setattr(coverage_hint, "_monitors", lambda: False)


def install(monkeypatch: pytest.MonkeyPatch, concurrency: list[str] | None) -> None:
    """A coverage that runs with a `concurrency` setting; None: it does not run."""
    running: Any = types.SimpleNamespace(get_option={"run:concurrency": concurrency}.get)
    module: Any = types.ModuleType("coverage")
    module.Coverage = types.SimpleNamespace(current=lambda: None if concurrency is None else running)
    monkeypatch.setitem(sys.modules, "coverage", module)


def sleeps() -> None:
    time.sleep(600)


def test_told_once_after_a_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, ["thread"])
    assert not coverage_hint_needed()
    cut(sleeps)
    assert coverage_hint_needed()
    assert not coverage_hint_needed()


@pytest.mark.parametrize("concurrency", [["thread", "greenlet"], None])
def test_not_needed(monkeypatch: pytest.MonkeyPatch, concurrency: list[str] | None) -> None:
    install(monkeypatch, concurrency)
    cut(sleeps)
    assert not coverage_hint_needed()


def test_not_needed_without_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "coverage", raising=False)
    cut(sleeps)
    assert not coverage_hint_needed()
    assert "coverage" not in sys.modules


def test_an_unknown_coverage_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "coverage", types.ModuleType("coverage"))
    cut(sleeps)
    assert not coverage_hint_needed()
