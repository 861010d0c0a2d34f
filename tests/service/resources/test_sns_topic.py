"""Topics: what is published, and what functions and queues get of it."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from pytest_lambda import events
from pytest_lambda.errors import ConfigurationError, EventError, NotSimulated, ResourceNotFoundException
from pytest_lambda.service.resources.event_bus import EventBus
from pytest_lambda.service.resources.refusals import DeliveryRefused, RequestRefused
from pytest_lambda.service.resources.sns_topic import SnsTopic
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from tests.service.resources.stand_in import BEGIN, AnyFunction, StandIn


@pytest.fixture
def topic(platform):
    return SnsTopic("news", platform=platform)


def test_published(topic):
    message = topic.publish("hello", subject="greeting", message_attributes={"kind": "a", "raw": b"\1"})

    assert topic.messages == (message,)
    assert (message.message, message.subject, message.topic_arn) == ("hello", "greeting", topic.arn)
    assert topic.arn == "arn:aws:sns:us-east-1:123456789012:news"
    assert message.timestamp == datetime.fromtimestamp(BEGIN, timezone.utc)
    assert message.message_attributes == {
        "kind": {"StringValue": "a", "DataType": "String"},
        "raw": {"BinaryValue": b"\1", "DataType": "Binary"},
    }


def test_objects_become_json(topic):
    assert topic.publish({"a": [1]}).json == {"a": [1]}


def test_the_same_message_twice_has_two_ids(topic):
    assert topic.publish("a").message_id != topic.publish("a").message_id


def test_a_function_gets_the_event_of_sns(topic, platform):
    subscription = topic.subscribe(AnyFunction("mail"))
    platform.header = "Root=1-5759e988-bd862e3fe1be46a994272793"

    message = topic.publish("hello", subject="greeting", message_attributes={"n": 1})

    (call,) = platform.calls
    assert (call.function_arn, call.source) == (AnyFunction("mail").arn, "sns")
    assert call.trace_header == platform.header
    event = json.loads(call.payload)
    assert list(events.check(event, "sns")) == []
    (record,) = event["Records"]
    assert record["EventSubscriptionArn"] == subscription.arn
    assert record["Sns"]["MessageId"] == message.message_id
    assert record["Sns"]["TopicArn"] == topic.arn
    assert record["Sns"]["Timestamp"] == "2023-11-14T22:13:20.000Z"
    assert (record["Sns"]["Message"], record["Sns"]["Subject"]) == ("hello", "greeting")
    assert record["Sns"]["MessageAttributes"] == {"n": {"Type": "Number", "Value": "1"}}


def test_a_queue_gets_the_envelope_or_the_bare_message(topic, platform):
    wrapped, raw = SqsQueue("wrapped", platform=platform), SqsQueue("raw", platform=platform)
    topic.subscribe(wrapped)
    topic.subscribe(raw, raw_message_delivery=True)
    platform.header = "Root=1-5759e988-bd862e3fe1be46a994272793"

    published = topic.publish("hello", message_attributes={"kind": "a"})

    (message,) = wrapped.messages
    assert message.json["Type"] == "Notification"
    assert message.json["MessageId"] == published.message_id
    assert message.json["Message"] == "hello"
    assert message.json["MessageAttributes"] == {"kind": {"Type": "String", "Value": "a"}}
    assert {"SigningCertURL", "UnsubscribeURL"} <= message.json.keys()
    assert "Subject" not in message.json
    assert message.message_attributes == {}
    assert message.attributes["AWSTraceHeader"] == platform.header
    (message,) = raw.messages
    assert message.body == "hello"
    assert message.message_attributes == published.message_attributes


def test_all_subscriptions_get_one_message_id(topic, platform):
    queue = SqsQueue("q", platform=platform)
    arns = {topic.subscribe(endpoint).arn for endpoint in (AnyFunction("a"), AnyFunction("b").arn, queue)}

    topic.publish("hello")

    ids = {json.loads(call.payload)["Records"][0]["Sns"]["MessageId"] for call in platform.calls}
    assert ids == {queue.messages[0].json["MessageId"]}
    assert len(arns) == 3
    assert [call.function_arn[-1] for call in platform.calls] == ["a", "b"]


def test_only_what_is_published_after_subscribing(topic, platform):
    topic.publish("early")
    topic.subscribe(AnyFunction("a"))

    assert platform.calls == []


def test_what_a_queue_does_not_take_is_kept_as_undelivered(topic, platform):
    queue = SqsQueue("q", platform=platform)
    topic.subscribe(queue)
    queue.refuse_deliveries("AccessDenied")

    topic.publish("hello")

    (lost,) = topic.undelivered
    assert (lost.epoch, lost.endpoint_arn, lost.code) == (BEGIN, queue.arn, "AccessDenied")
    assert json.loads(lost.payload)["Message"] == "hello"
    assert queue.messages == ()


def test_a_function_that_is_gone_is_undelivered():
    class Gone(StandIn):
        def invoke_async(self, function_arn, payload, *, trace_header, source):
            raise ResourceNotFoundException("Function not found")

    topic = SnsTopic("news", platform=Gone())
    topic.subscribe(AnyFunction("gone"))

    topic.publish("hello")

    assert [lost.code for lost in topic.undelivered] == ["ResourceNotFoundException"]


@pytest.mark.parametrize(
    ("code", "text", "message", "keywords"),
    [
        ("InvalidParameter", "Empty message", "", {}),
        ("InvalidParameter", "surrogate", "\ud800", {}),
        ("InvalidParameter", "surrogate", "a", {"message_attributes": {"n": "\ud800"}}),
        ("InvalidParameter", "Message too long", "é" * 131_073, {}),
        ("InvalidParameter", "Message too long", "a" * 262_144, {"message_attributes": {"n": 1}}),
    ],
    ids=["empty", "surrogate", "attribute", "bytes", "attributes"],
)
def test_refusals(topic, code, text, message, keywords):
    with pytest.raises(RequestRefused, match=text) as caught:
        topic.publish(message, **keywords)
    assert caught.value.code == code
    assert topic.messages == ()


def test_a_wrong_subject_is_refused(topic):
    with pytest.raises(EventError, match="subject"):
        topic.publish("a", subject="two\nlines")
    assert topic.messages == ()


def test_size_can_be_raised(platform):
    topic = SnsTopic("large", platform=platform, maximum_message_size=1_048_576)

    assert len(topic.publish("a" * 1_048_576).message) == 1_048_576
    with pytest.raises(RequestRefused, match="MaximumMessageSize"):
        SnsTopic("larger", platform=platform, maximum_message_size=1_048_577)


@pytest.mark.parametrize(
    ("name", "fifo"), [("", False), ("a" * 257, False), ("a.fifo", False), ("a", True), ("a.b", False)]
)
def test_names(platform, name, fifo):
    with pytest.raises(RequestRefused, match="Invalid parameter: Topic Name"):
        SnsTopic(name, platform=platform, fifo_topic=fifo)


def test_fifo_topics_are_named_but_not_simulated(platform):
    topic = SnsTopic("news.fifo", platform=platform, fifo_topic=True)

    assert topic.fifo
    with pytest.raises(NotSimulated, match="FIFO topic"):
        topic.publish("a")


def test_endpoints(topic, platform):
    with pytest.raises(RequestRefused, match="FIFO queue"):
        topic.subscribe(SqsQueue("q.fifo", platform=platform, fifo_queue=True))
    with pytest.raises(NotSimulated, match="event-bus/default"):
        topic.subscribe(EventBus(platform=platform))
    with pytest.raises(NotSimulated, match="arn:aws:sqs"):
        topic.subscribe("arn:aws:sqs:us-east-1:123456789012:elsewhere")
    with pytest.raises(ConfigurationError, match="expected a function"):
        topic.subscribe(3)
    with pytest.raises(RequestRefused, match="does not support raw message delivery"):
        topic.subscribe(AnyFunction("a"), raw_message_delivery=True)
    assert topic.subscriptions == ()


def test_deliveries_can_be_refused(topic):
    topic.refuse_deliveries()
    with pytest.raises(DeliveryRefused) as caught:
        topic.deliver({"a": 1})
    assert caught.value.code == "AccessDenied"
    topic.publish("my own")
    topic.accept_deliveries()

    message = topic.deliver({"a": 1}, attributes={"RequestID": "x"}, trace_header="Root=1-a")

    assert (message.json, message.trace_header) == ({"a": 1}, "Root=1-a")
    with pytest.raises(DeliveryRefused, match="too long"):
        topic.deliver("a" * 262_145)
    assert [each.message for each in topic.messages] == ["my own", '{"a":1}']
