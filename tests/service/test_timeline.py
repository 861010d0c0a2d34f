"""What happened when, as text."""

from __future__ import annotations

from pytest_lambda import LambdaService
from pytest_lambda.service.timeline import Timeline, counted


def test_lines() -> None:
    timeline = Timeline()
    assert timeline.text() == ""
    timeline.note(1_767_225_600_000_000, "{} went to {}", "one", "two")
    timeline.note(1_767_225_661_500_000, "over")
    assert timeline.text() == (
        "from 2026-01-01T00:00:00.000Z\n      +0.000 s  one went to two\n     +61.500 s  over"
    )


def test_what_repeats_itself_is_counted() -> None:
    timeline = Timeline()
    for second in range(1_400):
        timeline.note(second * 1_000_000, "{} throttled", "orders")
    timeline.note(1_400_000_000, "{} throttled", "others")
    assert len(timeline) == 2
    [_, first, second] = timeline.text().splitlines()
    assert first.endswith("orders throttled (1,400 times, the last one at +1399.000 s)")
    assert second.endswith("others throttled")


def test_the_latest_are_kept() -> None:
    timeline = Timeline(most=3)
    for number in range(5):
        timeline.note(number, "{}", number)
    assert timeline.text().splitlines()[0] == "(2 earlier entries are not shown)"
    assert [line[-1] for line in timeline.text(most=2).splitlines()[2:]] == ["3", "4"]
    assert timeline.text(most=2).splitlines()[0] == "(3 earlier entries are not shown)"


def test_counted() -> None:
    assert [counted(number, "record") for number in (0, 1, 2, 1_000)] == [
        "0 records", "1 record", "2 records", "1,000 records",
    ]  # fmt: skip


def test_of_a_service(service: LambdaService) -> None:
    queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=1)
    function = service.create_function("ship", handler=lambda event, context: 1 / 0)
    function.create_event_source_mapping(queue)
    queue.send("a")
    service.run()
    assert "orders -> ship: 1 record delivered: complete failure" in service.timeline()
    assert "moves to the dead-letter queue" in service.timeline()
