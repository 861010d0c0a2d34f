"""Attributes of a queue that change while it has messages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.service.resources.refusals import RequestRefused


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as service:
        yield service


class TestSetAttributes:
    def test_the_visibility_timeout_of_the_next_receipt(self, service: LambdaService) -> None:
        queue = service.sqs_queue("orders", visibility_timeout=10)
        queue.send("a")
        queue.receive()
        queue.set_attributes(dead_letter_queue=None, visibility_timeout=100)
        service.advance(seconds=10)
        assert len(queue.receive()) == 1
        service.advance(seconds=99)
        assert queue.receive() == ()
        service.advance(seconds=1)
        assert len(queue.receive()) == 1

    @pytest.mark.parametrize(("before", "after"), [(60, 600), (600, 60)], ids=["longer", "shorter"])
    def test_messages_are_kept_for_another_time(self, service: LambdaService, before: int, after: int) -> None:
        queue = service.sqs_queue("orders", message_retention_period=before)
        queue.send("a")
        service.advance(seconds=50)
        queue.set_attributes(dead_letter_queue=None, message_retention_period=after)
        service.advance(seconds=after - 51)
        assert len(queue.messages) == 1
        queue.send("b")
        service.advance(seconds=1)
        assert [each.body for each in queue.expired] == ["a"]
        assert [each.body for each in queue.messages] == ["b"]

    def test_what_is_in_flight_for_longer_than_it_was_kept(self, service: LambdaService) -> None:
        queue = service.sqs_queue("orders", message_retention_period=60, visibility_timeout=100)
        queue.send("a")
        queue.receive()
        queue.set_attributes(dead_letter_queue=None, message_retention_period=600)
        seen: list[str] = []
        service.create_function("f", handler=lambda event, context: seen.append(event["Records"][0]["body"]))
        service.create_event_source_mapping("f", queue)
        service.advance(seconds=99)
        assert seen == []
        service.advance(seconds=1)
        assert seen == ["a"]

    def test_what_has_expired_stays_so(self, service: LambdaService) -> None:
        queue = service.sqs_queue("orders", message_retention_period=60)
        queue.send("a")
        service.advance(seconds=60)
        queue.set_attributes(dead_letter_queue=None, message_retention_period=600)
        assert queue.messages == ()
        assert len(queue.expired) == 1

    def test_another_dead_letter_queue(self, service: LambdaService) -> None:
        queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=1, visibility_timeout=0)
        first, other = service.sqs_queue("orders-dlq"), service.sqs_queue("other")
        queue.set_attributes(dead_letter_queue=other)
        queue.send("a")
        queue.receive()
        queue.receive()
        assert [len(each.messages) for each in (first, other)] == [0, 1]
        assert queue.dead_letter_queue is other
        with pytest.raises(RequestRefused, match="must be configured as a Dead Letter Queue"):
            first.start_message_move_task()
        assert other.start_message_move_task().approximate_number_of_messages_moved == 1

    def test_none_any_more(self, service: LambdaService) -> None:
        queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=1, visibility_timeout=0)
        queue.set_attributes(dead_letter_queue=None, max_receive_count=None)
        queue.send("a")
        assert [len(queue.receive()) for _ in range(3)] == [1, 1, 1]

    def test_a_delay_of_what_comes(self, service: LambdaService) -> None:
        queue = service.sqs_queue("orders")
        queue.send("a")
        queue.set_attributes(dead_letter_queue=None, delay_seconds=9)
        queue.send("b")
        assert [each.body for each in queue.receive(10)] == ["a"]

    def test_what_is_out_of_range_changes_nothing(self, service: LambdaService) -> None:
        queue = service.sqs_queue("orders")
        with pytest.raises(RequestRefused, match="VisibilityTimeout"):
            queue.set_attributes(dead_letter_queue=None, delay_seconds=9, visibility_timeout=43_201)
        with pytest.raises(RequestRefused, match="maxReceiveCount"):
            queue.set_attributes(dead_letter_queue=service.sqs_queue("other"))
        assert (queue.settings.delay_seconds, queue.dead_letter_queue) == (0, None)

    @pytest.mark.parametrize("seconds", [-1, 21])
    def test_how_long_a_client_waits(self, service: LambdaService, seconds: int) -> None:
        assert service.sqs_queue("a", receive_message_wait_time_seconds=20).settings.receive_message_wait_time_seconds
        with pytest.raises(RequestRefused, match="ReceiveMessageWaitTimeSeconds"):
            service.sqs_queue("b", receive_message_wait_time_seconds=seconds)
