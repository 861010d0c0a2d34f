"""Sources behind each other: what is put into the first one reaches a handler at the end."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import events


@pytest.fixture
def got():
    return []


@pytest.fixture
def function(service, got):
    return service.create_function("end", handler=lambda event, context: got.append(event))


def bodies(got):
    return [json.loads(record["body"]) for event in got for record in event["Records"]]


def test_a_bucket_a_queue_a_mapping(service, function, got):
    queue = service.sqs_queue("uploads")
    bucket = service.s3_bucket("photos")
    bucket.notify(queue, prefix="in/", suffix=".png")
    bucket.notify(queue, events=["s3:ObjectRemoved:*"])
    mapping = function.create_event_source_mapping(queue)
    service.run()
    bucket.put_object("in/a b+ü.png", b"x")
    bucket.put_object("in/a.txt", b"x")
    service.run()
    bucket.delete_object("in/a.txt")
    service.run()

    assert len(mapping.invocations) == 3
    test, *told = bodies(got)
    assert list(events.check(test, "s3_test_event")) == []
    records = [body["Records"][0] for body in told]
    assert [(each["eventName"], each["s3"]["object"]["key"]) for each in records] == [
        ("ObjectCreated:Put", "in/a+b%2B%C3%BC.png"),
        ("ObjectRemoved:Delete", "in/a.txt"),
    ]
    assert all(list(events.check(body, "s3")) == [] for body in told)
    assert len(queue.deleted) == 3


def test_a_bucket_a_topic_two_queues(service, function, got):
    """One notification for two: a topic in between."""
    bucket, topic = service.s3_bucket("photos"), service.sns_topic("photos")
    bucket.notify(topic)
    first, second = service.sqs_queue("thumbnails"), service.sqs_queue("index")
    topic.subscribe(first, raw_message_delivery=True)
    topic.subscribe(second)
    function.create_event_source_mapping(first)
    function.create_event_source_mapping(second)
    bucket.put_object("a.png", b"x")
    service.run()

    raw, enveloped = bodies(got)
    assert raw["Records"][0]["s3"]["object"]["key"] == "a.png"
    assert (enveloped["Type"], enveloped["Subject"]) == ("Notification", "Amazon S3 Notification")
    assert json.loads(enveloped["Message"]) == raw


def test_a_topic_with_filters_two_queues(service, function, got):
    topic = service.sns_topic("orders")
    orders, refunds = service.sqs_queue("orders"), service.sqs_queue("refunds")
    topic.subscribe(orders, filter_policy={"kind": ["order"]}, filter_policy_scope="MessageBody")
    topic.subscribe(refunds, filter_policy={"kind": ["refund"]}, raw_message_delivery=True)
    function.create_event_source_mapping(orders)
    function.create_event_source_mapping(refunds)
    topic.publish({"kind": "order", "id": 1})
    topic.publish({"id": 2}, message_attributes={"kind": "refund"})
    topic.publish({"id": 3})
    service.run()

    enveloped, raw = bodies(got)
    assert json.loads(enveloped["Message"]) == {"kind": "order", "id": 1}
    assert raw == {"id": 2}
    [attributes] = [record["messageAttributes"] for event in got for record in event["Records"] if record["messageAttributes"]]
    assert attributes["kind"]["stringValue"] == "refund"


def test_a_bus_a_queue_a_mapping_and_its_dead_letters(service):
    function = service.create_function("end", handler=lambda event, context: 1 / 0)
    queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=2)
    service.event_bus().rule({"detail": {"amount": [{"numeric": [">", 100]}]}}).add_target(queue, input_path="$.detail")
    function.create_event_source_mapping(queue)
    for amount in (50, 150):
        service.event_bus().put_event({"amount": amount}, source="shop", detail_type="Order Placed")
    service.run()

    assert [message.json for message in queue.dead_letter_queue.messages] == [{"amount": 150}]
    assert len(function.invocations) == 2
    service.check_ledger()


def test_a_schedule_a_queue_a_mapping(service, function, got):
    queue = service.sqs_queue("jobs")
    service.schedule("rate(1 hour)", queue)
    function.create_event_source_mapping(queue)
    service.advance(hours=3)

    assert [body["time"] for body in bodies(got)] == [f"2026-01-01T0{hour}:00:00Z" for hour in (1, 2, 3)]


def test_a_handler_in_the_middle(service, function, got):
    """S3 to a function, which puts an event, which comes to a queue and its mapping."""

    def index(event, context):
        for record in event["Records"]:
            service.event_bus().put_event(
                {"key": record["s3"]["object"]["key"]}, source="photos", detail_type="Photo Indexed"
            )

    bucket = service.s3_bucket("photos")
    bucket.notify(service.create_function("index", handler=index))
    queue = service.sqs_queue("indexed")
    service.event_bus().rule({"source": ["photos"]}).add_target(queue)
    function.create_event_source_mapping(queue)
    bucket.put_object("a.png", b"x")
    service.run()

    assert [body["detail"] for body in bodies(got)] == [{"key": "a.png"}]


def test_an_event_for_a_function_that_is_deleted_before_it_is_active(service):
    """The topic has handed it over by then: nobody but the timeline is told."""
    service.transition_seconds = 5
    topic = service.sns_topic("orders")
    topic.subscribe(service.create_function("slow", handler=lambda event, context: None))
    topic.publish("a")
    service.delete_function("slow")
    service.advance(seconds=5)

    assert "an event for arn:aws:lambda:us-east-1:123456789012:function:slow is given up: ResourceNotFoundException" in (
        service.timeline_entries.text()
    )
