"""What the timeline tells of asynchronous events: what goes wrong, and where they go."""

from __future__ import annotations

import time
from typing import Any

import pytest

from pytest_lambda import LambdaService


def fails(event: Any, context: Any) -> None:
    raise ValueError(event)


def lines(service: LambdaService) -> list[str]:
    """What happened after which seconds, without the names of events."""
    found = []
    for line in service.timeline().splitlines()[1:]:
        at, _, text = line.partition(" s  ")
        found.append(f"{float(at):.0f}: {text.partition(': ')[2]}")
    return found


def test_nothing_is_told_of_successes(service: LambdaService) -> None:
    service.create_function("orders", handler=lambda event, context: None)
    service.invoke("orders", {}, invocation_type="Event")
    service.run()
    assert service.timeline() == ""


def test_retries_and_the_end(service: LambdaService) -> None:  # E3
    queue = service.sqs_queue("failed")
    function = service.create_function("orders", handler=fails, dead_letter_queue=queue)
    accepted = function.invoke({}, invocation_type="Event")
    service.run()
    assert lines(service) == [
        "0: waiting for a retry for 60 s (runs of the function: 1, the last one failed: ValueError)",
        "60: waiting for a retry for 120 s (runs of the function: 2, the last one failed: ValueError)",
        "180: given up, RetriesExhausted: in a dead-letter queue "
        "(runs of the function: 3, the last one failed: ValueError)",
        f"180: delivered to {queue.arn}",
    ]
    assert f"orders, event {accepted.request_id}: " in service.timeline()


def test_a_destination_of_successes(service: LambdaService) -> None:
    topic = service.sns_topic("done")
    function = service.create_function("orders", handler=lambda event, context: None)
    function.put_function_event_invoke_config(on_success=topic)
    function.invoke({}, invocation_type="Event")
    service.run()
    assert lines(service) == [f"0: delivered to {topic.arn}"]


@pytest.mark.parametrize("seconds", [60, 90])
def test_an_event_that_grows_too_old(service: LambdaService, seconds: int) -> None:  # E8
    function = service.create_function("orders", handler=fails)
    function.put_function_event_invoke_config(maximum_event_age_in_seconds=seconds)
    function.invoke({}, invocation_type="Event")
    service.run()
    assert lines(service)[-1].startswith(f"{0 if seconds == 60 else 60}: given up, EventAgeExceeded: discarded by AWS")


def test_a_system_error(service: LambdaService) -> None:  # E6
    function = service.create_function("orders", handler=lambda event, context: None)
    service.inject_system_errors("orders")
    function.invoke({}, invocation_type="Event")
    service.run()
    assert lines(service) == ["0: waiting after a system error for 1 s (runs of the function: 0)"]


def test_a_throttle(service: LambdaService) -> None:  # E6
    function = service.create_function("orders", handler=lambda event, context: time.sleep(0.5))
    function.put_function_concurrency(reserved_concurrent_executions=1)
    for _ in range(2):
        function.invoke({}, invocation_type="Event")
    service.run()
    assert lines(service) == ["0: throttled, waiting for 1 s (runs of the function: 0)"]
