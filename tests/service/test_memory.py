"""What stays in memory of a service that has ended: processes that were killed, and nothing that they worked with."""

from __future__ import annotations

import gc
import time
import weakref
from typing import Any

import pytest

from pytest_lambda import LambdaService


def answers(event: Any, context: Any) -> str:
    return "done"


def fails(event: Any, context: Any) -> None:
    raise ValueError("no")


def sleeps(event: Any, context: Any) -> None:
    time.sleep(60)


@pytest.mark.parametrize("handler", [answers, fails, sleeps])
def test_a_service_goes_when_it_has_ended(handler: Any) -> None:
    with LambdaService() as service:
        function = service.create_function("orders", handler=handler, timeout=3)
        dead = service.sqs_queue("dead")
        queue = service.sqs_queue("orders", dead_letter_queue=dead, max_receive_count=1)
        service.create_event_source_mapping("orders", queue)
        for number in range(20):
            queue.send(str(number))
        service.run()
        function.invoke({}, invocation_type="Event")
        service.advance(hours=1)
        watched = [weakref.ref(each) for each in (service, function, queue)]
    del service, function, queue, dead
    gc.collect()
    assert [each() for each in watched] == [None, None, None]
