"""Strategies for events of Amazon MQ's brokers."""

from __future__ import annotations

from hypothesis import find, given, settings

from pytest_lambda import strategies
from pytest_lambda.events.shapes.amazon_mq import ActiveMQEvent, RabbitMQEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.activemq_events())
def test_every_example_of_activemq_is_right(event: ActiveMQEvent) -> None:
    assert_right(event, "activemq")


@settings(max_examples=EXAMPLES)
@given(event=strategies.rabbitmq_events())
def test_every_example_of_rabbitmq_is_right(event: RabbitMQEvent) -> None:
    assert_right(event, "rabbitmq")


@given(event=strategies.activemq_events(bodies="x", queue="q", redelivered=True, min_size=2, max_size=3))
def test_parameters(event: ActiveMQEvent) -> None:
    assert 2 <= len(event["messages"]) <= 3
    for message in event["messages"]:
        assert (message["data"], message["destination"]["physicalName"], message["redelivered"]) == ("eA==", "q", True)


def test_they_shrink_to_small_events() -> None:
    event = find(strategies.activemq_events(), lambda event: True)
    assert [(message["data"], message["properties"]) for message in event["messages"]] == [("", {})]
    rabbit = find(strategies.rabbitmq_events(), lambda event: True)
    assert [message["data"] for message in rabbit["rmqMessagesByQueue"]["orders::/"]] == [""]
