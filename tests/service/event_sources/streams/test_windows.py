"""Tumbling windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.service.event_sources.streams.conftest import Scene

Make = Callable[..., Scene]


def _counting(data: list[str], event: dict[str, Any]) -> Any:
    return {"state": {"n": event["state"].get("n", 0) + len(data)}}


def _shown(one: Scene) -> list[tuple[list[str], Any, bool]]:
    return [(data, call["state"], call["isFinalInvokeForWindow"]) for data, call in zip(one.seen, one.calls, strict=True)]


def test_state_goes_from_answer_to_answer_and_the_last_invocation_ends_it(scene: Make) -> None:
    """C80-C83, C87."""
    one = scene()
    one.map(_counting, batch_size=1, tumbling_window_in_seconds=30)
    for data in "1234":
        one.put(data)
        one.advance(1)
    one.advance(27)
    one.put("5")
    one.advance(1)
    assert _shown(one) == [
        (["1"], {}, False), (["2"], {"n": 1}, False), (["3"], {"n": 2}, False), (["4"], {"n": 3}, False),
        ([], {"n": 4}, True), (["5"], {}, False),
    ]  # fmt: skip
    last = dict(one.calls[4])
    assert last == {
        "Records": [],
        "window": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T00:00:30Z"},
        "state": {"n": 4},
        "shardId": "shardId-000000000000",
        "eventSourceARN": one.stream.arn,
        "isFinalInvokeForWindow": True,
        "isWindowTerminatedEarly": False,
    }
    assert list(last)[1:] == [
        "window", "state", "shardId", "eventSourceARN", "isFinalInvokeForWindow", "isWindowTerminatedEarly"
    ]  # fmt: skip


def test_a_batch_does_not_straddle_windows(scene: Make) -> None:
    """C82."""
    one = scene()
    for data in ("1", "2", "3"):
        one.put(data)
        one.service.advance(seconds=20)
    one.map(_counting, batch_size=10, tumbling_window_in_seconds=30)
    one.run()
    assert _shown(one) == [(["1", "2"], {}, False), ([], {"n": 2}, True), (["3"], {}, False), ([], {"n": 1}, True)]


def test_an_idle_shard_closes_its_window_late(scene: Make) -> None:
    """C84."""
    one = scene()
    one.map(_counting, tumbling_window_in_seconds=30)
    one.put("1")
    one.run()
    assert (one.at, one.seen) == ([0, 150], [["1"], []])


def test_the_end_of_a_shard_closes_its_window(scene: Make) -> None:
    """C84."""
    one = scene()
    one.map(_counting, tumbling_window_in_seconds=30)
    one.put("1")
    one.stream.reshard(0, children=2)
    one.put("child", shard=1)
    one.advance(1)
    assert one.seen == [["1"], [], ["child"]]


def test_a_missing_state_is_a_failure(scene: Make) -> None:
    """C81."""
    one = scene()
    one.map(lambda data, event: {}, tumbling_window_in_seconds=30, maximum_retry_attempts=1)
    one.put("1")
    one.run()
    assert one.seen[:2] == [["1"], ["1"]]
    assert one.account().dropped == 1


def test_a_state_that_is_too_large_ends_the_window(scene: Make) -> None:
    """C85."""
    one = scene()
    large = {"text": "x" * 1_048_640}
    one.map(lambda data, event: {"state": large}, batch_size=1, tumbling_window_in_seconds=60)
    one.put("1")
    one.advance(1)
    assert _shown(one) == [(["1"], {}, False), ([], large, True)]
    assert [call["isWindowTerminatedEarly"] for call in one.calls] == [False, True]
    one.put("2")
    one.advance(1)
    assert one.calls[2]["state"] == {}
    assert one.calls[2]["window"] == one.calls[0]["window"]


def test_a_last_invocation_that_fails_blocks_the_shard(scene: Make) -> None:
    """C86."""
    one = scene()
    queue = one.service.sqs_queue("failures")

    def answer(data: list[str], event: dict[str, Any]) -> Any:
        if event["isFinalInvokeForWindow"] and event["state"]["n"] == 1:
            raise ValueError
        return _counting(data, event)

    destination = {"OnFailure": {"Destination": queue.arn}}
    one.map(answer, tumbling_window_in_seconds=30, maximum_retry_attempts=1, destination_config=destination)
    one.put("1")
    one.advance(31)
    one.put("2", "3")
    one.run()
    assert one.seen == [["1"], [], [], ["2", "3"], []]
    (message,) = queue.messages
    assert message.json["KinesisBatchInfo"] == {
        "shardId": "shardId-000000000000",
        "streamArn": one.stream.arn,
        "timeWindowInfo": {
            "window": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T00:00:30Z"},
            "isFinalInvokeForWindow": True,
            "isWindowTerminatedEarly": False,
        },
    }
    assert one.account().succeeded == 3


def test_a_retry_has_the_state_of_before(scene: Make) -> None:
    """C81."""
    one = scene()
    failing = iter([False, True, False, False])

    def answer(data: list[str], event: dict[str, Any]) -> Any:
        if next(failing):
            raise ValueError
        return _counting(data, event)

    one.map(answer, batch_size=1, tumbling_window_in_seconds=30)
    one.put("1", "2")
    one.run()
    assert _shown(one) == [(["1"], {}, False), (["2"], {"n": 1}, False), (["2"], {"n": 1}, False), ([], {"n": 2}, True)]


def test_an_open_window_of_a_disabled_mapping_is_nobodys_business(scene: Make) -> None:
    """C36, C84."""
    one = scene()
    one.map(_counting, tumbling_window_in_seconds=30)
    one.put("1")
    one.advance(1)
    one.mapping.disable()
    one.run()
    assert one.seen == [["1"]]
    one.mapping.enable()
    one.run()
    assert one.seen == [["1"], []]


def test_the_state_of_a_partial_answer_is_that_of_what_is_done(scene: Make) -> None:
    """C63, C81."""
    one = scene()
    answers = iter([("2", 1), (None, 3), (None, 3)])

    def answer(data: list[str], event: dict[str, Any]) -> Any:
        failing, number = next(answers)
        found = [each["kinesis"]["sequenceNumber"] for each, text in zip(event["Records"], data, strict=True)
                 if text == failing]  # fmt: skip
        return {"state": {"n": number}, "batchItemFailures": [{"itemIdentifier": each} for each in found]}

    one.map(answer, tumbling_window_in_seconds=30, function_response_types=["ReportBatchItemFailures"])
    one.put(*"123")
    one.run()
    assert _shown(one) == [(["1", "2", "3"], {}, False), (["2", "3"], {"n": 1}, False), ([], {"n": 3}, True)]


def test_a_state_that_is_too_large_ends_the_window_between_the_halves_of_a_batch(scene: Make) -> None:
    """C85, C40."""
    one = scene()
    large = {"text": "x" * 1_048_640}

    def answer(data: list[str], event: dict[str, Any]) -> Any:
        if len(data) == 2:
            raise ValueError
        return {"state": large if data == ["1"] else {}}

    one.map(answer, tumbling_window_in_seconds=30, bisect_batch_on_function_error=True)
    one.put("1", "2")
    one.run()
    assert _shown(one) == [
        (["1", "2"], {}, False), (["1"], {}, False), ([], large, True), (["2"], {}, False), ([], {}, True),
    ]  # fmt: skip


def test_a_batch_that_is_given_up_leaves_the_state_as_it_was(scene: Make) -> None:
    """C81, C26."""
    one = scene()

    def answer(data: list[str], event: dict[str, Any]) -> Any:
        if data == ["2"]:
            raise ValueError
        return _counting(data, event)

    one.map(answer, batch_size=1, tumbling_window_in_seconds=30, maximum_retry_attempts=0)
    one.put("1", "2", "3")
    one.run()
    assert _shown(one)[2:] == [(["3"], {"n": 1}, False), ([], {"n": 2}, True)]
