"""What of a broker's queue comes to a function, in which batches (M7, M9)."""

from __future__ import annotations

import pytest

from pytest_lambda import LambdaService, events
from pytest_lambda.service.event_sources.mq.kind import BrokerKind
from tests.service.event_sources.mq.receiver import Receiver, messages, texts


@pytest.fixture(params=["activemq", "rabbitmq"])
def queue(request, service):
    return getattr(service, f"{request.param}_queue")("orders")


def test_the_default_window_gathers_for_half_a_second(service, receiver, queue):
    mapping = receiver.receive(queue)
    assert (mapping.settings.batch_size, mapping.settings.maximum_batching_window_in_seconds) == (100, 0.5)

    queue.send("a")
    service.advance(seconds=0.4)
    queue.send("b")
    service.advance(seconds=0.2)
    queue.send("c")
    service.run()

    assert receiver.batches == [["a", "b"], ["c"]]
    assert receiver.times == [0.5, 1.1]
    assert texts(queue.acknowledged) == ["a", "b", "c"]
    assert queue.messages == queue.in_flight == queue.dead_letters == queue.lost == ()


def test_a_full_batch_does_not_wait(service, receiver, queue):
    receiver.receive(queue, batch_size=2)
    for body in "abc":
        queue.send(body)
    service.run()

    assert receiver.batches == [["a", "b"], ["c"]]
    assert receiver.times == [0, 0.5]


def test_what_is_there_before_the_mapping_is_read(service, receiver, queue):
    queue.send("a")
    receiver.receive(queue, maximum_batching_window_in_seconds=0)
    service.run()

    assert receiver.batches == [["a"]]


def test_what_is_gathered_or_processed_is_in_flight(service, receiver, queue):
    receiver.seconds = 5
    receiver.receive(queue)
    queue.send("a")
    service.advance(seconds=0.1)
    assert texts(queue.in_flight) == ["a"]
    service.advance(seconds=1)
    assert texts(queue.in_flight) == ["a"]
    service.advance(seconds=5)
    assert queue.in_flight == ()


@pytest.mark.parametrize(("broker", "most"), [("activemq", 5), ("rabbitmq", 1)])
def test_batches_at_a_time(service, receiver, broker, most):
    """M9."""
    queue = getattr(service, f"{broker}_queue")("orders")
    receiver.seconds = 1
    receiver.receive(queue, batch_size=1)
    for number in range(12):
        queue.send(f"{number}")
    service.run()

    assert receiver.most == most
    assert receiver.batches == [[f"{number}"] for number in range(12)]


def test_concurrency_can_be_raised(service, receiver):
    service.register_event_source(BrokerKind(rabbitmq_concurrency=3))
    queue = service.rabbitmq_queue("orders")
    receiver.seconds = 1
    receiver.receive(queue, batch_size=1)
    for number in range(12):
        queue.send(f"{number}")
    service.run()

    assert receiver.most == 3


def test_events_are_those_of_the_builders(service, receiver):
    receiver.receive(service.activemq_queue("orders"))
    receiver.receive(service.rabbitmq_queue("orders", "/shop"))
    sent = service.activemq_queue("orders").send({"id": 1}, properties={"kind": "order"}, correlation_id="c")
    service.rabbitmq_queue("orders", "/shop").send("x", headers={"kind": "order"}, message_id="m")
    service.run()

    active, rabbit = receiver.events
    assert list(events.check(active, "activemq")) == []
    assert list(events.check(rabbit, "rabbitmq")) == []
    [message] = messages(active)
    assert message["messageID"] == sent.message_id
    assert message["properties"] == {"kind": "order"}
    assert message["correlationID"] == "c"
    assert message["destination"] == {"physicalName": "orders"}
    assert (message["timestamp"], message["brokerOutTime"] >= message["brokerInTime"]) == (1767225600000, True)
    assert list(rabbit["rmqMessagesByQueue"]) == ["orders::/shop"]
    [message] = messages(rabbit)
    assert message["basicProperties"]["messageId"] == "m"
    assert message["basicProperties"]["headers"] == {"kind": {"bytes": list(b"order")}}


def test_filters_see_the_data(service, receiver, queue):
    mapping = receiver.receive(queue, filter_criteria=[{"data": {"kind": ["order"]}}])
    queue.send({"kind": "order"})
    queue.send({"kind": "refund"})
    queue.send("no JSON")
    service.run()

    assert receiver.batches == [['{"kind":"order"}']]
    assert texts(queue.filtered) == ['{"kind":"refund"}', "no JSON"]
    assert queue.messages == ()
    assert mapping.poller.account.filtered == 2
    assert "matches no filter" in service.timeline()
    service.check_ledger()


def test_records_over_6_mb_are_dropped_by_a_rule_with_a_name(service, receiver, queue):
    """M8."""
    mapping = receiver.receive(queue)
    queue.send("x" * 5_000_000)  # more as base64
    queue.send("small")
    service.run()

    assert receiver.batches == [["small"]]
    assert [each.state for each in queue.lost] == ["too_large"]
    assert "over 6 MB in the event and is dropped (M8)" in service.timeline()
    assert mapping.poller.account.too_large == 1
    service.check_ledger()


def test_a_batch_ends_before_it_would_be_over_6_mb(service, receiver, queue):
    receiver.receive(queue)
    for body in ("x" * 3_000_000, "y" * 3_000_000, "z"):
        queue.send(body)
    service.run()

    assert [[body[0] for body in batch] for batch in receiver.batches] == [["x"], ["y", "z"]]
    assert receiver.times == [0, 0.5]


def test_disabled_mappings_give_back_what_they_gathered(service, receiver, queue):
    mapping = receiver.receive(queue)
    queue.send("a")
    service.advance(seconds=0.1)
    mapping.disable()
    service.run()

    [message] = queue.messages
    assert (message.state, message.redelivered, receiver.batches) == ("ready", True, [])
    mapping.enable()
    service.run()
    [seen] = messages(receiver.events[0])
    assert seen["redelivered"] is True
    service.check_ledger()


def test_two_mappings_share_a_queue(service, receiver, queue):
    other = []
    second = service.create_function("second", handler=lambda event, context: other.append(event))
    receiver.receive(queue, batch_size=1)
    second.create_event_source_mapping(queue, batch_size=1)
    for body in "abcdefgh":
        queue.send(body)
    service.run()

    assert len(queue.acknowledged) == 8
    assert len(receiver.events) + len(other) == 8
    assert other


def test_changes_hold_for_what_comes_next(service, receiver, queue):
    mapping = receiver.receive(queue, batch_size=1)
    mapping.update(batch_size=3, filter_criteria=[{"data": ["a"]}])
    for body in "aab":
        queue.send(body)
    service.run()

    assert receiver.batches == [["a", "a"]]
    assert texts(queue.filtered) == ["b"]


def test_the_run_is_the_same_each_time(simulate):
    def run(service: LambdaService) -> list[object]:
        receiver = Receiver(service)
        receiver.fails = lambda found: "b" in found
        receiver.receive(service.activemq_queue("orders"), batch_size=2)
        for body in "abcde":
            service.activemq_queue("orders").send(body)
        service.run()
        return receiver.events

    first = simulate(seed=3)
    events_of_first = run(first)
    first.close()
    assert events_of_first == run(simulate(seed=3))
