"""How a test ended, out of pytest's reports about its phases."""

from __future__ import annotations

import pytest

#: characters of the message of a failure
_MOST = 2_000


class Verdict:
    """Starts with `passed`, which the reports can only make worse.

    Attributes:
        outcome: `passed`, `failed`, `error` (in a fixture), `skipped`, `xfailed` or `xpassed`.
        message: why.
    """

    def __init__(self) -> None:
        self.outcome = "passed"
        self.message = ""

    def add(self, report: pytest.TestReport) -> None:
        """Set-up, call or teardown is over."""
        outcome = _outcome(report)
        if outcome == "passed" or self.outcome in ("failed", "error"):
            return
        self.outcome = outcome
        self.message = _message(report)[:_MOST]


def _outcome(report: pytest.TestReport) -> str:
    if hasattr(report, "wasxfail"):
        return "xfailed" if report.skipped else "xpassed"
    if str(report.outcome) == "rerun":  # of pytest-rerunfailures
        return "failed"
    if report.failed:
        return "failed" if report.when == "call" else "error"
    return report.outcome


def _message(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return str(crash.message)
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return str(report.longrepr or "")
