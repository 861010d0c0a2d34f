"""Buckets: objects, and who is told of them."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timezone

import pytest

from pytest_lambda import events
from pytest_lambda.errors import EventError, NotSimulated
from pytest_lambda.service.resources.refusals import DeliveryRefused, RequestRefused
from pytest_lambda.service.resources.s3_bucket import S3Bucket
from pytest_lambda.service.resources.sns_topic import SnsTopic
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from tests.service.resources.stand_in import BEGIN, AnyFunction


@pytest.fixture
def bucket(platform):
    return S3Bucket("uploads", platform=platform)


def test_put_get_and_delete(bucket):
    put = bucket.put_object("a/b.txt", "héllo", metadata={"owner": "me"})

    assert bucket.get_object("a/b.txt") == put
    assert dict(bucket.objects) == {"a/b.txt": put}
    assert (put.body, put.text, put.size) == ("héllo".encode(), "héllo", 6)
    assert put.etag == hashlib.md5("héllo".encode()).hexdigest()
    assert put.metadata == {"owner": "me"}
    assert put.last_modified == datetime.fromtimestamp(BEGIN, timezone.utc)
    bucket.delete_object("a/b.txt")
    bucket.delete_object("a/b.txt")
    with pytest.raises(RequestRefused) as caught:
        bucket.get_object("a/b.txt")
    assert caught.value.code == "NoSuchKey"


def test_the_last_put_counts(bucket):
    bucket.put_object("a", {"n": 1})
    bucket.put_object("a", {"n": 2})

    assert bucket.objects["a"].json == {"n": 2}


def test_objects_cannot_be_changed_from_outside(bucket):
    with pytest.raises(TypeError):
        bucket.objects["a"] = 1
    with pytest.raises(EventError, match="1 to 1,024"):
        bucket.put_object("", "a")


def test_a_function_gets_the_event_of_s3(bucket, platform):
    bucket.notify(AnyFunction("thumbnails"), suffix=".png")
    platform.header = "Root=1-5759e988-bd862e3fe1be46a994272793"

    put = bucket.put_object("a b.png", b"content")
    bucket.put_object("a.txt", b"content")

    (call,) = platform.calls
    assert (call.function_arn, call.source, call.trace_header) == (AnyFunction("thumbnails").arn, "s3", platform.header)
    event = json.loads(call.payload)
    assert list(events.check(event, "s3")) == []
    (record,) = event["Records"]
    assert (record["eventName"], record["eventTime"]) == ("ObjectCreated:Put", "2023-11-14T22:13:20.000Z")
    assert record["s3"]["bucket"]["arn"] == bucket.arn
    made = record["s3"]["object"]
    assert (made["key"], made["size"], made["eTag"]) == ("a+b.png", 7, put.etag)


def test_deleted_objects(bucket, platform):
    bucket.notify(AnyFunction("a"), events=["s3:ObjectRemoved:*"])
    bucket.put_object("a", "")
    bucket.delete_object("a")
    bucket.delete_object("a")

    (call,) = platform.calls
    event = json.loads(call.payload)
    assert list(events.check(event, "s3")) == []
    assert event["Records"][0]["eventName"] == "ObjectRemoved:Delete"


def test_sequencers_of_a_key_sort_by_time(bucket, platform):
    bucket.notify(AnyFunction("a"))
    for _ in range(3):
        bucket.put_object("a", "x")
        platform.pass_time(0.5)

    sequencers = [json.loads(call.payload)["Records"][0]["s3"]["object"]["sequencer"] for call in platform.calls]
    assert sequencers == sorted(sequencers)
    assert len(set(sequencers)) == 3


def test_no_two_requests_have_one_id(bucket, platform):
    bucket.notify(AnyFunction("a"))
    bucket.put_object("a", "x")
    bucket.put_object("a", "x")

    first, second = (json.loads(call.payload)["Records"][0]["responseElements"] for call in platform.calls)
    assert first["x-amz-request-id"] != second["x-amz-request-id"]


def test_prefix_and_queue(bucket, platform):
    queue = SqsQueue("q", platform=platform)
    bucket.notify(queue, events="s3:ObjectCreated:Put", prefix="in/")
    bucket.put_object("in/a", "x")
    bucket.put_object("out/a", "x")

    test, *told = [message.json for message in queue.messages]
    assert test["Event"] == "s3:TestEvent"
    assert [event["Records"][0]["s3"]["object"]["key"] for event in told] == ["in/a"]


def test_who_is_told_for_the_first_time_gets_a_test_event(bucket, platform):
    queue, other = SqsQueue("q", platform=platform), SqsQueue("other", platform=platform)
    topic = SnsTopic("t", platform=platform)
    bucket.notify(AnyFunction("a"), prefix="a/")
    bucket.notify(queue, prefix="b/")
    bucket.notify(queue, prefix="c/")
    bucket.notify(topic, prefix="d/")
    bucket.notify(other, prefix="e/")

    assert platform.calls == []
    tests = [message.json for each in (queue, topic, other) for message in each.messages]
    assert [(test["Event"], test["Bucket"]) for test in tests] == [("s3:TestEvent", "uploads")] * 3
    assert all(list(events.check(test)) == [] for test in tests)
    assert len({test["RequestId"] for test in tests}) == 3
    assert topic.messages[0].subject == "Amazon S3 Notification"


def test_undelivered(bucket, platform):
    queue = SqsQueue("q", platform=platform)
    bucket.notify(queue)
    queue.refuse_deliveries()
    bucket.put_object("a", "x")

    assert [(lost.endpoint_arn, lost.code) for lost in bucket.undelivered] == [(queue.arn, "AccessDenied")]


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ({}, {}, True),
        ({"prefix": "a"}, {"prefix": "ab"}, True),
        ({"prefix": "a"}, {"prefix": "b"}, False),
        ({"suffix": ".png"}, {"suffix": ".jpg"}, False),
        ({"suffix": ".png"}, {"suffix": "ng"}, True),
        ({"events": ["s3:ObjectCreated:*"]}, {"events": ["s3:ObjectCreated:Put"]}, True),
        ({"events": ["s3:ObjectCreated:*"]}, {"events": ["s3:ObjectRemoved:*"]}, False),
    ],
)
def test_no_event_is_for_two(bucket, platform, first, second, refused):
    bucket.notify(AnyFunction("a"), **first)
    if refused:
        with pytest.raises(RequestRefused, match="ambiguously defined"):
            bucket.notify(AnyFunction("b"), **second)
    else:
        bucket.notify(AnyFunction("b"), **second)


def test_event_names(bucket):
    with pytest.raises(NotSimulated, match="s3:LifecycleTransition"):
        bucket.notify(AnyFunction("a"), events=["s3:LifecycleTransition"])
    with pytest.raises(NotSimulated):
        bucket.notify(AnyFunction("a"), events=["s3:Replication:*"])
    with pytest.raises(RequestRefused, match="s3:ObjectCreate:Put"):
        bucket.notify(AnyFunction("a"), events=["s3:ObjectCreate:Put"])
    with pytest.raises(RequestRefused, match="empty"):
        bucket.notify(AnyFunction("a"), events=[])


@pytest.mark.parametrize("name", ["", "ab", "Upper", "a" * 64, "-ab"])
def test_names(platform, name):
    with pytest.raises(RequestRefused, match="The specified bucket is not valid"):
        S3Bucket(name, platform=platform)


def test_deliveries(bucket, platform):
    bucket.notify(AnyFunction("a"))
    bucket.refuse_deliveries()
    with pytest.raises(DeliveryRefused):
        bucket.deliver({}, key="a")
    bucket.accept_deliveries()

    made = bucket.deliver({"a": 1}, key="a", trace_header="Root=1-a")

    assert made.body == b'{"a":1}'
    assert [call.trace_header for call in platform.calls] == ["Root=1-a"]


def test_sequencers_sort_what_happens_at_one_moment(bucket, platform):
    bucket.notify(AnyFunction("a"), events=["s3:ObjectCreated:*", "s3:ObjectRemoved:*"])
    for _ in range(20):
        bucket.put_object("a")
        bucket.delete_object("a")
    told = [json.loads(call.payload)["Records"][0]["s3"]["object"]["sequencer"] for call in platform.calls]
    assert told == sorted(set(told))
    assert len(told) == 40


def test_versions(platform):
    bucket = S3Bucket("uploads", platform=platform, versioning=True)
    bucket.notify(AnyFunction("a"), events=["s3:ObjectCreated:*", "s3:ObjectRemoved:*"])
    made = bucket.put_object("a", b"1")
    bucket.put_object("a", b"2")
    bucket.delete_object("a")
    assert not bucket.objects
    told = [json.loads(call.payload)["Records"][0] for call in platform.calls]
    assert all(not events.check({"Records": [record]}) for record in told)
    assert [record["eventName"] for record in told] == ["ObjectCreated:Put"] * 2 + ["ObjectRemoved:DeleteMarkerCreated"]
    versions = [record["s3"]["object"]["versionId"] for record in told]
    assert versions[0] == made.version_id
    assert len(set(versions)) == 3
