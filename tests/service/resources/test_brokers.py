"""Queues of ActiveMQ and RabbitMQ without mappings: what is sent, and what is refused."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from pytest_lambda.errors import ConfigurationError, EventError, NotSimulated
from pytest_lambda.service.resources.activemq import ActiveMqBroker
from pytest_lambda.service.resources.rabbitmq import RabbitMqBroker
from pytest_lambda.service.resources.refusals import RequestRefused
from tests.service.resources.stand_in import BEGIN


@pytest.fixture
def active(platform):
    return ActiveMqBroker("active", platform=platform)


@pytest.fixture
def rabbit(platform):
    return RabbitMqBroker("rabbit", platform=platform)


def test_what_is_sent(active):
    queue = active.queue("orders")
    text, binary, document = queue.send("héllo"), queue.send(b"\xff"), queue.send({"id": 1})

    assert queue.messages == (text, binary, document)
    assert (text.text, binary.body, document.json) == ("héllo", b"\xff", {"id": 1})
    assert [each.record["messageType"] for each in queue.messages] == [
        "jms/text-message", "jms/bytes-message", "jms/text-message",
    ]  # fmt: skip
    assert text.sent == datetime.fromtimestamp(BEGIN, timezone.utc)
    assert len({each.message_id for each in queue.messages}) == 3
    assert (text.state, text.deliveries, text.redelivered) == ("ready", 0, False)


def test_ids_are_those_of_the_broker(active):
    ids = {active.queue(name).send("a").message_id for name in ("a", "b", "a")}
    assert len(ids) == 3
    assert all(each.startswith(f"ID:{active.arn.rpartition(':')[2]}-1.mq.us-east-1.amazonaws.com-") for each in ids)


def test_records_cannot_be_changed_from_outside(active):
    message = active.queue("orders").send("a")
    message.record["data"] = "changed"
    assert message.text == "a"


def test_fields_by_name(active, rabbit):
    record = active.queue("orders").send("a", priority=9, replyTo="answers", type="order").record
    assert (record["priority"], record["replyTo"], record["type"]) == (9, "answers", "order")
    basic = rabbit.queue("orders").send("a", priority=9, replyTo="answers", appId="shop").record["basicProperties"]
    assert (basic["priority"], basic["replyTo"], basic["appId"]) == (9, "answers", "shop")
    assert (basic["deliveryMode"], basic["contentType"], basic["bodySize"]) == (2, "text/plain", 1)


def test_names_of_rabbitmq_messages_are_for_tests(rabbit):
    queue = rabbit.queue("orders", "/shop")
    assert queue.send("a").message_id == "orders::/shop#1"
    assert queue.send("a", message_id="m").message_id == "m"
    assert queue.messages[0].record["basicProperties"]["messageId"] is None


def test_a_queue_is_found_again(active, rabbit):
    assert active.queue("a") is active.queue("a")
    assert rabbit.queue("a") is rabbit.queue("a", "/")
    assert rabbit.queue("a") is not rabbit.queue("a", "/shop")
    with pytest.raises(ConfigurationError, match="exists already"):
        rabbit.queue("a", delivery_limit=3)


def test_watchers(active):
    queue = active.queue("orders")
    told = []

    def callback() -> None:
        told.append(len(queue.messages))

    queue.watch(callback)
    queue.send("a")
    message = queue.next_message()
    queue.deliver(message)
    queue.give_back([message])
    queue.unwatch(callback)
    queue.send("b")
    assert told == [1, 1]


def test_a_message_that_waits_is_ready_in_time(active, platform):
    queue = active.queue("orders")
    message = queue.send("a")
    queue.deliver(message)
    assert (queue.next_ready_us(), queue.in_flight, message.redelivered) == (None, (message,), False)
    until = round((BEGIN + 5) * 1e6)
    assert queue.fail([message], until) == []
    assert (queue.next_ready_us(), queue.next_message(), message.state) == (until, None, "waiting")
    platform.pass_time(5)
    assert (queue.next_message(), message.state, message.redelivered) == (message, "ready", True)


@pytest.mark.parametrize(
    "given",
    [{"message_ttl_seconds": -1}, {"delivery_limit": True}, {"dead_letter_queue": "letters"}],
    ids=["ttl", "limit", "letters"],
)
def test_attributes_that_rabbitmq_does_not_have(rabbit, given):
    with pytest.raises(ConfigurationError, match=next(iter(given))):
        rabbit.queue("orders", **given)
    assert ("orders", "/") not in rabbit.queues


def test_a_dead_letter_queue_is_of_the_same_broker(platform, rabbit):
    other = RabbitMqBroker("other", platform=platform).queue("letters")
    with pytest.raises(ConfigurationError, match="a queue of the broker rabbit"):
        rabbit.queue("orders", dead_letter_queue=other)
    letters = rabbit.queue("letters")
    assert rabbit.queue("orders", dead_letter_queue=letters).dead_letter_queue is letters


def test_what_cannot_be_sent(active, rabbit):
    with pytest.raises(EventError, match="property"):
        active.queue("orders").send("a", properties={"count": 3})
    with pytest.raises(EventError, match="header"):
        rabbit.queue("orders").send("a", headers={"when": datetime.now(timezone.utc)})
    with pytest.raises(EventError):
        active.queue("orders").send("a", colour="red")
    with pytest.raises(ConfigurationError, match="colour"):
        rabbit.queue("orders").send("a", colour="red")
    with pytest.raises(NotSimulated):
        active.queue("orders").send("a", expiration=10)
    with pytest.raises(NotSimulated, match="message_ttl_seconds"):
        rabbit.queue("orders").send("a", expiration="10")
    assert active.queue("orders").messages == rabbit.queue("orders").messages == ()


@pytest.mark.parametrize("name", ["", "a b", "a" * 51, None])
@pytest.mark.parametrize("kind", [ActiveMqBroker, RabbitMqBroker])
def test_names_of_brokers(platform, kind, name):
    with pytest.raises(RequestRefused, match="broker"):
        kind(name, platform=platform)


@pytest.mark.parametrize("name", ["", " ", "a" * 1_001, None], ids=["empty", "blank", "long", "none"])
def test_names_of_queues(active, name):
    with pytest.raises(ConfigurationError, match="expected that of a queue"):
        active.queue(name)


def test_one_name_is_one_broker(service):
    service.activemq_queue("a", broker="shop")
    with pytest.raises(ConfigurationError, match="give this queue a broker of another name"):
        service.rabbitmq_queue("a", broker="shop")
