"""Failing batches that are cut in two."""

from __future__ import annotations

from collections.abc import Callable

from tests.service.event_sources.streams.conftest import Scene, raising, reporting

Make = Callable[..., Scene]
REPORTS = {"function_response_types": ["ReportBatchItemFailures"]}
BISECTS = {"bisect_batch_on_function_error": True}


def test_first_half_first_and_splitting_costs_nothing(scene: Make) -> None:
    """C40, C44, C47, C29, C30."""
    one = scene()
    one.map(raising("2"), batch_size=4, maximum_retry_attempts=1, **BISECTS)
    one.put(*"1234")
    assert one.run() == [["1", "2", "3", "4"], ["1", "2"], ["1"], ["2"], ["2"], ["3", "4"]]
    assert len(set(one.request_ids)) == 5
    assert one.request_ids[3] == one.request_ids[4]
    assert one.at == [0, 0, 0, 0, 0.2, 0.2]
    assert (one.account().succeeded, one.account().dropped) == (3, 1)


def test_the_cut_is_below_the_middle(scene: Make) -> None:
    """C41."""
    one = scene()
    one.map(raising("3"), batch_size=3, maximum_retry_attempts=0, **BISECTS)
    one.put(*"123")
    assert one.run() == [["1", "2", "3"], ["1"], ["2", "3"], ["2"], ["3"]]


def test_a_report_cuts_first_and_then_it_is_halved(scene: Make) -> None:
    """C42."""
    one = scene()
    one.map(reporting("2"), batch_size=4, maximum_retry_attempts=1, **BISECTS, **REPORTS)
    one.put(*"1234")
    assert one.run() == [["1", "2", "3", "4"], ["2", "3", "4"], ["2"], ["2"], ["3", "4"]]


def test_exceptions_bisect_with_reports_too(scene: Make) -> None:
    """C45."""
    one = scene()
    one.map(raising("1"), batch_size=2, maximum_retry_attempts=0, **BISECTS, **REPORTS)
    one.put("1", "2")
    assert one.run() == [["1", "2"], ["1"], ["2"]]


def test_no_retries_and_bisecting_finds_the_poison(scene: Make) -> None:
    """C44."""
    one = scene()
    one.map(raising("5"), batch_size=8, maximum_retry_attempts=0, **BISECTS)
    one.put(*"12345678")
    one.run()
    assert (one.account().succeeded, one.account().dropped) == (7, 1)


def test_disabling_forgets_the_halves(scene: Make) -> None:
    """C36: the batch of the checkpoint comes again."""
    one = scene()
    healed: list[str] = []
    one.map(lambda data, event: None if healed else raising("2")(data, event), batch_size=4, **BISECTS)
    one.put(*"1234")
    one.advance(1)
    number = len(one.seen)
    one.mapping.disable()
    healed.append("yes")
    one.mapping.enable()
    assert one.run()[number:] == [["2", "3", "4"]]
