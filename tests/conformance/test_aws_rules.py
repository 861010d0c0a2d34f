"""Turning the emulator's rows into AWS's."""

from __future__ import annotations

import pytest

from .aws_rules import EXIT_PAYLOAD, as_aws, error_record_lines, log_lines, one_event_for_each_record
from .case_files import Row

REFUSED = Row("AWS: x", rejected="InvalidRequestContentException", http_status=400)


def row(kind: str = "response", *, cold_start: bool = False, logs: str = "") -> Row:
    return Row("RIE", payload="1", kind=kind, cold_start=cold_start, logs=logs)


def test_lines_of_an_error_record() -> None:
    emulator = "[ERROR] E: a\r\nb\rTraceback (most recent call last):\r\u00a0\u00a0File\r\u00a0\u00a0\u00a0\u00a0x\n"
    aws = "[ERROR] E: a\r\nb\nTraceback (most recent call last):\n\u00a0\u00a0File\n\u00a0\u00a0\u00a0\u00a0x\n"
    assert error_record_lines(emulator) == aws


def test_carriage_returns_of_the_function_stay() -> None:
    assert error_record_lines("10%\r20%\r30%\n") == "10%\r20%\r30%\n"


@pytest.mark.parametrize("kind", ["init_error", "init_exit"])
def test_failing_init_runs_twice_at_first_and_once_later(kind: str) -> None:
    rows = as_aws([row(kind, logs="body\n"), row(kind, logs="body\n")])
    assert [each.logs for each in rows] == ["body\nbody\n", "body\n"]


def test_other_failures_run_once() -> None:
    assert as_aws([row("runtime_exit", logs="x\n"), row("init_error", logs="y\n")])[1].logs == "y\n"


def test_first_accepted_request_is_the_cold_one() -> None:
    rows = as_aws([REFUSED, REFUSED, row(), row()])
    assert [each.cold_start for each in rows] == [False, False, True, False]


def test_cold_start_stays_without_refusal() -> None:
    assert [each.cold_start for each in as_aws([row(cold_start=True), row()])] == [True, False]


def test_platform_line_is_not_the_functions() -> None:
    (seen,) = as_aws([row(logs="no newlineEND RequestId: <request-id>\n")])
    assert seen.logs == "no newline"


def test_record_starts_its_own_event() -> None:
    log = "no newline[WARNING]\t<ts>\t<request-id>\tx\n[INFO]\t<ts>\t\ty\n"
    assert one_event_for_each_record(log).split("\n")[0] == "no newline"
    assert one_event_for_each_record(log).count("\n") == 3


def test_empty_lines_vanish() -> None:
    assert log_lines("a\n\n\r\nb\r\n") == ["a", "b\r"]


def test_exit_payload() -> None:
    start = '{"errorType":"Runtime.ExitError","errorMessage":"RequestId: <request-id> Error: Runtime exited '
    assert EXIT_PAYLOAD.fullmatch(start + 'with error: exit status 3"}')
    assert EXIT_PAYLOAD.fullmatch(start + 'without providing a reason"}')
    assert not EXIT_PAYLOAD.fullmatch(start + 'happily"}')
