"""What becomes of a broker's messages that are not processed (M8)."""

from __future__ import annotations

import pytest

from pytest_lambda import SimulationDidNotSettle
from pytest_lambda.clock.settling import Limits
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.event_sources.mq.kind import BrokerKind
from tests.service.event_sources.mq.receiver import Receiver, messages, texts


def test_activemq_delivers_seven_times_and_gives_up(service, receiver):
    queue = service.activemq_queue("orders")
    receiver.fails = True
    mapping = receiver.receive(queue, batch_size=1)
    sent = queue.send("poison")
    service.run()

    assert receiver.times == [0, 1, 2, 3, 4, 5, 6]
    assert [messages(event)[0]["redelivered"] for event in receiver.events] == [False, *[True] * 6]
    assert {messages(event)[0]["messageID"] for event in receiver.events} == {sent.message_id}
    assert len({invocation.request_id for invocation in mapping.invocations}) == 7
    assert queue.dead_letters == (sent,)
    assert (sent.state, sent.deliveries, queue.messages) == ("dead_letter", 7, ())
    [letter] = queue.dead_letter_queue.messages
    assert (letter.message_id, letter.text, letter.deliveries) == (sent.message_id, "poison", 0)
    assert mapping.dead_letter_queue is service.activemq_queue("ActiveMQ.DLQ")
    assert "was delivered 7 times and moves to the dead-letter queue" in service.timeline()
    service.check_ledger()


def test_the_whole_batch_is_delivered_again(service, receiver):
    queue = service.activemq_queue("orders")
    receiver.fails = lambda found: "b" in found
    mapping = receiver.receive(queue)
    for body in "abc":
        queue.send(body)
    service.run()

    assert receiver.batches == [["a", "b", "c"]] * 7
    assert texts(queue.dead_letters) == ["a", "b", "c"]
    assert [record.rule for record in mapping.invocations[0].outcome.records] == ["M8"] * 3


def test_reported_failures_are_not_read(service):
    """M7: the answer does not matter."""
    function = service.create_function(
        "reporting", handler=lambda event, context: {"batchItemFailures": [{"itemIdentifier": "a"}]}
    )
    queue = service.activemq_queue("orders")
    mapping = function.create_event_source_mapping(queue)
    queue.send("a")
    service.run()

    assert texts(queue.acknowledged) == ["a"]
    [invocation] = mapping.invocations
    assert invocation.outcome.verdict == "complete success"
    assert invocation.outcome.hint


def test_what_fails_once_succeeds_in_its_place(service, receiver):
    queue = service.activemq_queue("orders")
    receiver.fails = lambda found: len(receiver.events) == 1
    receiver.receive(queue, batch_size=1)
    queue.send("a")
    service.advance(seconds=0.5)
    assert [message.state for message in queue.messages] == ["waiting"]
    queue.send("b")
    service.run()

    assert receiver.batches == [["a"], ["b"], ["a"]]
    assert [message.deliveries for message in queue.acknowledged] == [2, 1]


def test_messages_that_are_not_persistent_leave_no_dead_letter(service, receiver):
    queue = service.activemq_queue("orders")
    receiver.fails = True
    receiver.receive(queue, batch_size=1)
    sent = queue.send("gone", persistent=False)
    service.run()

    assert (sent.state, queue.lost, queue.dead_letter_queue.messages) == ("discarded", (sent,), ())
    assert messages(receiver.events[0])[0]["deliveryMode"] == 1
    service.check_ledger()


def test_a_dead_letter_that_fails_again_has_nowhere_to_go(service, receiver):
    letters = service.activemq_queue("ActiveMQ.DLQ")
    receiver.fails = True
    receiver.receive(letters, batch_size=1)
    sent = letters.send("poison")
    service.run()

    assert letters.dead_letter_queue is None
    assert sent.state == "discarded"


def test_rabbitmq_delivers_for_ever(simulate):
    service = simulate(settling=Limits(invocations=20))
    receiver = Receiver(service)
    queue = service.rabbitmq_queue("orders")
    receiver.fails = True
    receiver.receive(queue)
    queue.send("poison")
    with pytest.raises(
        SimulationDidNotSettle, match="messages of orders, which RabbitMQ delivers again until the function succeeds"
    ):
        service.run()

    receiver.fails = False
    service.run()
    assert texts(queue.acknowledged) == ["poison"]
    assert [messages(event)[0]["redelivered"] for event in receiver.events] == [False, *[True] * 20]
    service.check_ledger()


def test_a_limited_time_passes(service, receiver):
    queue = service.rabbitmq_queue("orders")
    receiver.fails = True
    receiver.receive(queue, batch_size=1)
    queue.send("poison")
    service.advance(minutes=1)

    assert len(receiver.events) == 61
    service.check_ledger()


def test_messages_of_rabbitmq_expire(service, receiver):
    queue = service.rabbitmq_queue("orders", message_ttl_seconds=10, dead_letter_queue=True)
    receiver.fails = True
    receiver.receive(queue, batch_size=1)
    sent = queue.send("poison")
    service.run()

    assert receiver.times == list(range(10))
    assert queue.dead_letters == (sent,)
    assert texts(queue.dead_letter_queue.messages) == ["poison"]
    assert not queue.redelivers_for_ever


def test_expired_messages_without_dead_letter_queue_are_lost(service):
    queue = service.rabbitmq_queue("orders", message_ttl_seconds=10)
    sent = queue.send("a")
    service.advance(seconds=9)
    assert queue.messages == (sent,)
    service.advance(seconds=1)
    assert (queue.messages, queue.lost, sent.state) == ((), (sent,), "expired")


def test_quorum_queues_have_a_delivery_limit(service, receiver):
    queue = service.rabbitmq_queue("orders", delivery_limit=2, dead_letter_queue=True)
    receiver.fails = True
    receiver.receive(queue, batch_size=1)
    queue.send("poison")
    service.run()

    headers = [messages(event)[0]["basicProperties"]["headers"] for event in receiver.events]
    assert headers == [{}, {"x-delivery-count": 1}, {"x-delivery-count": 2}]
    assert texts(queue.dead_letter_queue.messages) == ["poison"]


def test_the_time_until_redelivery_can_be_another(service, receiver):
    service.register_event_source(BrokerKind(redelivery_seconds=30))
    queue = service.activemq_queue("orders")
    receiver.fails = True
    receiver.receive(queue, batch_size=1)
    queue.send("poison")
    service.run()

    assert receiver.times == [0, 30, 60, 90, 120, 150, 180]


def test_a_throttled_batch_stays_in_hand(service, receiver):
    queue = service.activemq_queue("orders")
    receiver.function.put_function_concurrency(reserved_concurrent_executions=0)
    receiver.receive(queue, batch_size=1)
    sent = queue.send("a")
    service.advance(seconds=2)
    receiver.function.delete_function_concurrency()
    service.run()

    assert receiver.times == [3]
    assert (sent.state, sent.deliveries) == ("acknowledged", 1)


def test_a_mapping_that_is_disabled_while_throttled_gives_back(service, receiver):
    queue = service.activemq_queue("orders")
    receiver.function.put_function_concurrency(reserved_concurrent_executions=0)
    mapping = receiver.receive(queue, batch_size=1)
    queue.send("a")
    service.advance(seconds=2)
    mapping.disable()
    service.run()

    assert texts(queue.messages) == ["a"]
    service.check_ledger()


def test_the_consumer_of_a_function_that_is_gone_stops(service, receiver):
    queue = service.activemq_queue("orders")
    mapping = receiver.receive(queue)
    service.delete_function("receiver")
    queue.send("a")
    service.advance(seconds=10)

    assert mapping.describe()["StateTransitionReason"] == "FUNCTION_CONFIG_NOT_VALID"
    assert texts(queue.messages) == ["a"]
    service.run()
    service.check_ledger()

    service.create_function("receiver", handler=receiver.handler)
    mapping.update(function_name="receiver")
    mapping.disable()
    mapping.enable()
    service.run()
    assert texts(queue.acknowledged) == ["a"]
    assert mapping.describe()["StateTransitionReason"] == "USER_INITIATED"
    service.check_ledger()


@pytest.mark.parametrize(
    "given",
    [{"redelivery_seconds": 0}, {"activemq_concurrency": 0}, {"rabbitmq_concurrency": 1.5}],
    ids=["redelivery", "activemq", "rabbitmq"],
)
def test_values_out_of_range(given):
    with pytest.raises(ConfigurationError, match=next(iter(given))):
        BrokerKind(**given)
