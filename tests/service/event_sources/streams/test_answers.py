"""What answers do to the records of a stream; which answer means what is told by the judge."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.service.event_sources.streams.conftest import Scene, raising

Make = Callable[..., Scene]
REPORTS = {"function_response_types": ["ReportBatchItemFailures"]}


@pytest.mark.parametrize(
    "answer",
    [{"batchItemFailures": []}, {"batchItemFailures": None}, {}, None, [], {"other": 1}],
    ids=["C50", "C51", "C52", "C53", "C54", "C68"],
)
def test_success_is_one_invocation_and_a_checkpoint(scene: Make, answer: object) -> None:
    one = scene()
    queue = one.service.sqs_queue("failures")
    destination = {"OnFailure": {"Destination": queue.arn}}
    one.map(lambda data, event: answer, maximum_retry_attempts=2, destination_config=destination, **REPORTS)
    one.put("1", "2")
    assert one.run() == [["1", "2"]]
    assert len(queue.messages) == 0
    assert one.done_to() == "2"


@pytest.mark.parametrize(
    "failures",
    [
        [{"itemIdentifier": ""}], [{"itemIdentifier": None}], [{"itemIdentifier": 123}], [{"itemIdentifier": "x"}],
        [{"foo": 123}], [{"foo": None}],
    ],
    ids=["C56", "C57", "C58", "C59", "C60", "C61"],
)  # fmt: skip
def test_nonsense_goes_to_the_destination_in_the_end(scene: Make, failures: object) -> None:
    one = scene()
    queue = one.service.sqs_queue("failures")
    destination = {"OnFailure": {"Destination": queue.arn}}
    answer = {"batchItemFailures": failures}
    one.map(lambda data, event: answer, maximum_retry_attempts=2, destination_config=destination, **REPORTS)
    one.put("1", "2")
    assert one.run() == [["1", "2"]] * 3
    assert queue.messages[0].json["requestContext"]["approximateInvokeCount"] == 3
    assert queue.messages[0].json["responseContext"]["functionError"] is None


def test_mixed_identifiers_fail_the_whole_batch(scene: Make) -> None:
    """C65, which no source confirms: the outcome says so."""
    one = scene()

    def answer(data: list[str], event: dict[str, list[dict[str, dict[str, str]]]]) -> object:
        number = event["Records"][1]["kinesis"]["sequenceNumber"]
        return {"batchItemFailures": [{"itemIdentifier": number}, {"itemIdentifier": "x"}]}

    one.map(answer, maximum_retry_attempts=1, **REPORTS)
    one.put("1", "2")
    assert one.run() == [["1", "2"]] * 2
    assert one.mapping.invocations[0].outcome.unconfirmed


def test_an_exception_is_unhandled(scene: Make) -> None:
    """C62."""
    one = scene()
    queue = one.service.sqs_queue("failures")
    destination = {"OnFailure": {"Destination": queue.arn}}
    one.map(raising("1"), maximum_retry_attempts=2, destination_config=destination, **REPORTS)
    one.put("1")
    assert one.run() == [["1"]] * 3
    assert queue.messages[0].json["responseContext"]["functionError"] == "Unhandled"


def test_a_timeout_is_a_failure_like_others(scene: Make) -> None:
    """C25."""
    one = scene()

    def answer(data: list[str], event: object) -> None:
        import time

        time.sleep(100)

    one.map(answer, maximum_retry_attempts=1)
    one.put("1")
    assert one.run() == [["1"]] * 2
    assert one.at == [0, 60.2]
    assert one.account().dropped == 1
