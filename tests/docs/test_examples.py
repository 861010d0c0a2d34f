"""The example application, run as `make demo` runs it."""

from __future__ import annotations

import sys

from tests.docs.test_code_blocks import ROOT, run


def test_orders_shows_a_cold_start_a_function_error_and_a_timeout() -> None:
    example = ROOT / "docs" / "examples" / "orders"
    outcome = run([sys.executable, "-m", "pytest", "-p", "no:randomly"], example)

    assert outcome.returncode == 0, outcome.stdout
    reports = [line for line in outcome.stdout.splitlines() if line.startswith("REPORT RequestId: ")]
    assert any("Init Duration: " in line for line in reports)
    assert any("Init Duration: " not in line for line in reports)
    assert any("Status: error\tError Type: OrderRejected" in line for line in reports)
    assert any("Status: timeout" in line for line in reports)
    assert "Task timed out after 1." in outcome.stdout  # the log line has the measured time (R124)
