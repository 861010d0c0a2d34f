"""What is tried again, when, how often, and under which request id."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.service.event_sources.streams.conftest import Scene, raising, reporting

Make = Callable[..., Scene]
REPORTS = {"function_response_types": ["ReportBatchItemFailures"]}


def test_a_failing_batch_is_invoked_once_more_than_there_are_retries(scene: Make) -> None:
    """C26, C43."""
    one = scene()
    one.map(raising("2"), batch_size=4, maximum_retry_attempts=2)
    one.put("1", "2", "3", "4", "5")
    assert one.run() == [["1", "2", "3", "4"]] * 3 + [["5"]]
    assert one.account().dropped == 4


def test_no_retries_is_one_invocation(scene: Make) -> None:
    """C26."""
    one = scene()
    one.map(raising("1"), maximum_retry_attempts=0)
    one.put("1")
    assert one.run() == [["1"]]


def test_the_budget_belongs_to_the_checkpoint(scene: Make) -> None:
    """C27."""
    one = scene()
    one.map(reporting("6"), batch_size=3, maximum_retry_attempts=3, **REPORTS)
    one.put(*"123456")
    assert one.run() == [["1", "2", "3"], ["4", "5", "6"], ["6"], ["6"], ["6"], ["6"]]


def test_a_suffix_that_is_given_up_takes_records_along_that_never_failed(scene: Make) -> None:
    """C28; C29: the suffix has a request id of its own, its retry the same."""
    one = scene()
    one.map(reporting("2"), batch_size=4, maximum_retry_attempts=1, **REPORTS)
    one.put(*"1234")
    assert one.run() == [["1", "2", "3", "4"], ["2", "3", "4"], ["2", "3", "4"]]
    first, second, third = one.request_ids
    assert first != second == third
    assert (one.account().succeeded, one.account().dropped) == (1, 3)
    assert one.done_to() == "4"


def test_the_first_retry_waits_and_later_ones_wait_longer(scene: Make) -> None:
    """C30, C31."""
    one = scene()
    one.map(raising("1"), maximum_retry_attempts=4)
    one.put("1")
    one.run()
    assert one.at == pytest.approx([0, 0.2, 0.6, 1.4, 3.0])


def test_after_a_move_of_the_checkpoint_it_goes_on_at_once(scene: Make) -> None:
    """C30."""
    one = scene()
    one.map(reporting("2", "4"), batch_size=4, maximum_retry_attempts=0, **REPORTS)
    one.put(*"1234")
    assert one.run() == [["1", "2", "3", "4"], ["2", "3", "4"]]
    assert one.at == [0, 0]


def test_the_lowest_reported_record_is_the_checkpoint(scene: Make) -> None:
    """C63."""
    one = scene()
    answers = iter([("4", "2"), ()])
    one.map(lambda data, event: reporting(*next(answers))(data, event), batch_size=5, **REPORTS)
    one.put(*"12345")
    assert one.run() == [["1", "2", "3", "4", "5"], ["2", "3", "4", "5"]]
    assert one.done_to() == "5"


def test_a_report_of_the_first_record_is_a_failed_attempt(scene: Make) -> None:
    """C64."""
    one = scene()
    one.map(reporting("1"), batch_size=2, maximum_retry_attempts=1, **REPORTS)
    one.put("1", "2")
    assert one.run() == [["1", "2"]] * 2
    assert one.request_ids[0] == one.request_ids[1]


@pytest.mark.parametrize("answer", [{"batchItemFailures": [{"itemIdentifier": name}]} for name in ("", None, 123, "x")])
def test_nonsense_spends_retries(scene: Make, answer: object) -> None:
    """C56-C59."""
    one = scene()
    one.map(lambda data, event: answer, maximum_retry_attempts=2, **REPORTS)
    one.put("1")
    assert one.run() == [["1"]] * 3


def test_reports_are_not_read_without_the_setting(scene: Make) -> None:
    """C67."""
    one = scene()
    one.map(reporting("1"), maximum_retry_attempts=2)
    one.put("1")
    assert one.run() == [["1"]]
    assert one.mapping.last_processing_result == "OK"


def test_system_errors_spend_no_retries(scene: Make) -> None:
    """C32."""
    one = scene()
    one.map(maximum_retry_attempts=0)
    one.service.inject_system_errors(one.function, 3)
    one.put("1")
    assert one.run() == [["1"]]
    assert one.at == pytest.approx([1.4])
    assert one.account().succeeded == 1


def test_retries_are_all_left_after_system_errors(scene: Make) -> None:
    """C32, C29: the request id stays."""
    one = scene()
    one.map(raising("1"), maximum_retry_attempts=1)
    one.service.inject_system_errors(one.function, 3)
    one.put("1")
    assert one.run() == [["1"], ["1"]]
    assert len(set(one.request_ids)) == 1
    assert one.at == pytest.approx([1.4, 1.6])


def test_throttles_spend_no_retries(scene: Make) -> None:
    """C32."""
    one = scene()
    one.map(maximum_retry_attempts=0, reserved_concurrency=0)
    one.put("1")
    one.advance(30)
    assert one.seen == []
    assert one.mapping.last_processing_result == "PROBLEM: Function call failed"
    one.function.put_function_concurrency(reserved_concurrent_executions=1)
    assert one.run() == [["1"]]


def test_a_missing_function_is_tried_until_the_records_expire(scene: Make) -> None:
    """C32, C25."""
    one = scene(retention_us=3_600_000_000)
    one.map(maximum_retry_attempts=0)
    one.service.delete_function("worker")
    one.put("1")
    assert one.run() == []
    assert one.account().expired == 1


def test_a_poison_record_blocks_its_shard_until_it_expires(scene: Make) -> None:
    """C25: other shards go on."""
    one = scene(2, retention_us=3_600_000_000)
    one.map(raising("bad"), batch_size=1)
    one.put("bad", "2")
    one.put("other", shard=1)
    one.advance(3_000)
    assert ["other"] in one.seen
    assert ["2"] not in one.seen
    one.put("3")
    one.run()
    assert one.seen[-1] == ["3"], "2 was as old as the bad one"
    assert (one.account().expired, one.account().succeeded) == (2, 1)


def test_what_is_too_large_to_be_sent_spends_retries_and_never_runs(scene: Make) -> None:
    """C33."""
    one = scene()
    one.map(maximum_retry_attempts=2)
    one.put("1", "x" * 6_000_000, "3")
    assert one.run() == [["1"], ["3"]]
    assert one.account().dropped == 1
    assert "retry 2 of 2" in one.service.timeline()


def test_batches_end_before_six_megabytes(scene: Make) -> None:
    one = scene()
    one.map(lambda data, event: None)
    one.put(*(str(number) * 1_000_000 for number in range(9)))
    assert [len(each) for each in one.run()] == [4, 4, 1]


def test_disabling_ends_retries_and_enabling_begins_at_the_checkpoint(scene: Make) -> None:
    """C36."""
    one = scene()
    healed: list[str] = []

    def answer(data: list[str], event: object) -> None:
        if "2" in data and not healed:
            raise ValueError

    one.map(answer, batch_size=1)
    one.put("1", "2", "3")
    one.advance(10)
    one.mapping.disable()
    number = len(one.seen)
    one.put("4")
    one.run()
    assert len(one.seen) == number
    assert one.done_to() == "1"
    healed.append("yes")
    one.mapping.enable()
    assert one.run()[number:] == [["2"], ["3"], ["4"]]
    assert len(set(one.request_ids[1:number])) == 1
    assert one.request_ids[number] not in one.request_ids[:number]


def test_what_runs_while_it_is_disabled_counts(scene: Make) -> None:
    """C36."""
    one = scene()

    def answer(data: list[str], event: object) -> None:
        one.mapping.disable()

    one.map(answer, batch_size=2)
    one.put("1", "2", "3")
    assert one.run() == [["1", "2"]]
    assert one.done_to() == "2"


def test_what_fails_while_it_is_disabled_begins_anew(scene: Make) -> None:
    """C36: another request id, and all retries."""
    one = scene()

    def answer(data: list[str], event: object) -> None:
        if len(one.seen) == 2:
            one.mapping.disable()
        raise ValueError

    one.map(answer, batch_size=2, maximum_retry_attempts=2)
    one.put("1")
    assert one.run() == [["1"]] * 2
    one.put("2")
    one.mapping.enable()
    assert one.run()[2:] == [["1", "2"]] * 3
    assert len(set(one.request_ids)) == 2


def test_what_mappings_tell_about_their_last_work(scene: Make) -> None:
    """C77."""
    one = scene()
    one.map(raising("bad"), batch_size=1, maximum_retry_attempts=0)
    assert one.mapping.last_processing_result == "No records processed"
    for data, expected in (("1", "OK"), ("bad", "PROBLEM: Function call failed"), ("2", "OK")):
        one.put(data)
        one.run()
        assert one.mapping.last_processing_result == expected
