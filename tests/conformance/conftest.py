"""The option `--conformance-cases`, one test for each case, and the totals at the end of the run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from . import case_files, expected_failures, totals

OWN_CASES = Path(__file__).with_name("cases")
#: seconds that a case's threads may go on
PATIENCE = 30.0


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option; a run that starts elsewhere does not know it and replays our own cases."""
    parser.getgroup("conformance").addoption(
        "--conformance-cases",
        metavar="DIR",
        default=None,
        help="replay the cases of runtime.json and sources.json in DIR (default: tests/conformance/cases)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a folder without case files before anything runs."""
    cases_folder(config)


def cases_folder(config: pytest.Config) -> Path:
    """The folder whose cases are replayed."""
    chosen = config.getoption("conformance_cases", default=None)
    if chosen is None:
        return OWN_CASES
    folder = Path(chosen)
    if not any((folder / name).is_file() for name in ("runtime.json", "sources.json")):
        raise pytest.UsageError(
            f"--conformance-cases {chosen}: no runtime.json and no sources.json there. "
            "Name a folder that holds at least one of them."
        )
    return folder


@pytest.fixture(autouse=True)
def threads_end() -> Iterator[None]:
    """AWS freezes the threads that outlive an invocation; here they would print into the next case's log."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each case of the folder."""
    if "runtime_case" in metafunc.fixturenames:
        cases = case_files.runtime_cases(cases_folder(metafunc.config))
        metafunc.parametrize("runtime_case", [_runtime_parameter(case) for case in cases])
    if "source_case" in metafunc.fixturenames:
        sources = case_files.source_cases(cases_folder(metafunc.config))
        replayed = metafunc.function.__name__ == "test_case"
        metafunc.parametrize("source_case", [_source_parameter(case, replayed=replayed) for case in sources])


def _runtime_parameter(case: case_files.RuntimeCase) -> Any:
    reason = expected_failures.reason(case)
    marks = [] if reason is None else [pytest.mark.xfail(strict=True, reason=reason)]
    return pytest.param(case, id=case.id, marks=marks)


def _source_parameter(case: dict[str, Any], *, replayed: bool) -> Any:
    reason = expected_failures.source_reason(case) if replayed else None
    marks = [] if reason is None else [pytest.mark.xfail(strict=True, reason=reason)]
    return pytest.param(case, id=case["id"], marks=marks)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many cases matched, in outcome and in logs."""
    totals.write(terminalreporter)
