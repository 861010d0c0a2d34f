"""S3 events: the builder, the rules, and what breaks them."""

from __future__ import annotations

import copy
import hashlib
from typing import Any
from urllib.parse import unquote_plus

import pytest

from pytest_lambda import EventError, World, events
from pytest_lambda.events.building.s3_event_names import KINDS

from .judging import assert_right, broken_rules

_EMPTY = hashlib.md5(b"").hexdigest()


@pytest.mark.parametrize("event_name", KINDS)
@pytest.mark.parametrize("version_id", [None, "096fKKXTRTtl3on89fVO.nfljtsv6qko"])
def test_events_of_every_name_are_right(event_name: str, version_id: str | None) -> None:
    event = events.s3("a b+c/é.txt", event_name=event_name, version_id=version_id)
    assert_right(event, "s3")
    assert event["Records"][0]["eventName"] == event_name


@pytest.mark.parametrize(
    ("keys", "parameters"),
    [
        ((), {}),
        (("a", "b", "a"), {}),
        (("a",), {"content": b""}),
        (("a",), {"content": "é"}),
        (("a",), {"size": 0}),
        (("a",), {"size": 5 * 2**40, "event_name": "ObjectCreated:CompleteMultipartUpload"}),
        (("a",), {"content": [b"x", "y"], "event_name": "ObjectCreated:CompleteMultipartUpload"}),
        (("a",), {"content": [b"x", "y"], "event_name": "ObjectTagging:Put"}),
        (("a",), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z", "bucket": "x.y"}),
    ],
)
def test_events_are_right(keys: tuple[str, ...], parameters: dict[str, Any]) -> None:
    event = events.s3(*keys, **parameters)
    assert_right(event, "s3")
    assert len(event["Records"]) == max(len(keys), 1)


def test_the_order_of_keys() -> None:
    record = events.s3("a", version_id="v")["Records"][0]
    assert list(record) == [
        "eventVersion",
        "eventSource",
        "awsRegion",
        "eventTime",
        "eventName",
        "userIdentity",
        "requestParameters",
        "responseElements",
        "s3",
    ]
    assert list(record["s3"]) == ["s3SchemaVersion", "configurationId", "bucket", "object"]
    assert list(record["s3"]["object"]) == ["key", "size", "eTag", "versionId", "sequencer"]


@pytest.mark.parametrize(
    ("event_name", "version", "fields"),
    [
        ("ObjectCreated:Put", "2.1", "key size eTag sequencer"),
        ("ObjectCreated:Post", "2.1", "key size eTag sequencer"),
        ("ObjectCreated:Copy", "2.1", "key size eTag sequencer"),
        ("ObjectCreated:CompleteMultipartUpload", "2.1", "key size eTag sequencer"),
        ("ObjectRemoved:Delete", "2.1", "key sequencer"),
        ("ObjectRemoved:DeleteMarkerCreated", "2.1", "key eTag versionId sequencer"),
        ("ObjectTagging:Put", "2.3", "key eTag"),
        ("ObjectTagging:Delete", "2.3", "key eTag"),
        ("ObjectAcl:Put", "2.3", "key eTag"),
        ("ObjectRestore:Post", "2.1", "key size eTag sequencer"),
        ("ObjectRestore:Completed", "2.1", "key size eTag sequencer"),
    ],
)
def test_fields_of_recorded_events(event_name: str, version: str, fields: str) -> None:
    record = events.s3(event_name=event_name)["Records"][0]
    assert record["eventVersion"] == version
    assert list(record["s3"]["object"]) == fields.split()


@pytest.mark.parametrize(
    ("event_name", "extra"),
    [
        ("ObjectRestore:Completed", "glacierEventData"),
        ("IntelligentTiering", "intelligentTieringEventData"),
        ("LifecycleTransition", "lifecycleEventData"),
        ("Replication:OperationFailedReplication", "replicationEventData"),
        ("ObjectCreated:Put", None),
    ],
)
def test_what_only_some_events_have(event_name: str, extra: str | None) -> None:
    record = events.s3(event_name=event_name)["Records"][0]
    assert [name for name in record if name.endswith("EventData")] == ([] if extra is None else [extra])


@pytest.mark.parametrize(
    ("key", "encoded"),
    [
        ("a b", "a+b"),
        ("a+b", "a%2Bb"),
        ("a@b", "a%40b"),  # recorded
        ("(1):x", "%281%29%3Ax"),
        ("dir/a-b_c.d*e", "dir/a-b_c.d*e"),
        ("é/日本", "%C3%A9/%E6%97%A5%E6%9C%AC"),
        ("100%", "100%25"),
    ],
)
def test_keys_are_encoded_like_forms(key: str, encoded: str) -> None:
    event = events.s3(key)
    assert event["Records"][0]["s3"]["object"]["key"] == encoded
    assert unquote_plus(encoded) == key


def test_size_and_etag_are_those_of_the_content() -> None:
    there = events.s3("a", content="é")["Records"][0]["s3"]["object"]
    assert (there["size"], there["eTag"]) == (2, hashlib.md5("é".encode()).hexdigest())
    assert events.s3("a", size=0)["Records"][0]["s3"]["object"]["eTag"] == _EMPTY


def test_the_etag_of_an_upload_in_parts() -> None:
    event = events.s3("a", content=[b"one", b"two"], event_name="ObjectCreated:CompleteMultipartUpload")
    whole = hashlib.md5(hashlib.md5(b"one").digest() + hashlib.md5(b"two").digest()).hexdigest()
    assert event["Records"][0]["s3"]["object"]["eTag"] == f"{whole}-2"
    assert event["Records"][0]["s3"]["object"]["size"] == 6
    large = events.s3("a", size=20 * 2**20, event_name="ObjectCreated:CompleteMultipartUpload")
    assert large["Records"][0]["s3"]["object"]["eTag"].endswith("-3")  # of 8 MB each


def test_sequencers_begin_with_the_second_and_sort_by_time() -> None:
    moments = ("2023-03-08T17:50:14.001Z", "2023-03-08T17:50:14.002Z", "2023-03-08T17:50:15Z")
    made = [events.s3("a", "a", time=moment)["Records"] for moment in moments]
    sequencers = [record["s3"]["object"]["sequencer"] for records in made for record in records]
    assert sequencers == sorted(sequencers)
    assert sequencers[0].startswith("006408CAD6")  # as a real one of that second did


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.s3("a", s3={"bucket": {"name": "mine"}, "object": {"size": 0}}, eventTime="2018-05-22T04:41:23.000Z")
    record = event["Records"][0]
    assert record["s3"]["bucket"]["arn"] == "arn:aws:s3:::mine"
    assert record["s3"]["object"]["eTag"] == _EMPTY
    assert record["s3"]["object"]["sequencer"].startswith("005B039F73")
    assert_right(event, "s3")
    assert_right(events.s3("a", eventName="ObjectRemoved:Delete"), "s3")
    assert_right(events.s3("a", event_name="IntelligentTiering", eventTime="2018-05-22T04:41:23.000Z"), "s3")


def test_the_word_of_the_caller_stands() -> None:
    changes = {"object": {"key": "a b", "sequencer": events.ABSENT}}
    event = events.s3("a", s3=changes, eventTime="yesterday", eventName="ObjectCreated:Move")
    assert event["Records"][0]["s3"]["object"]["key"] == "a b"
    assert broken_rules(event, "s3") == {"S-key", "S-time", "S-name"}


def test_the_same_call_gives_the_same_event() -> None:
    assert events.s3("a", "b") == events.s3("a", "b")
    one, other = events.s3("a")["Records"][0], events.s3("a", world=World(seed=2))["Records"][0]
    assert one["responseElements"] != other["responseElements"]
    assert one["s3"]["bucket"]["ownerIdentity"] == other["s3"]["bucket"]["ownerIdentity"]


def _changed(path: str, value: Any, **parameters: Any) -> Any:
    event: Any = copy.deepcopy(events.s3("a", **parameters))
    *names, last = path.split("/")
    inner = event["Records"][0]
    for name in names:
        inner = inner[name]
    if value is events.ABSENT:
        del inner[last]
    else:
        inner[last] = value
    return event


@pytest.mark.parametrize(
    ("rule", "event_name", "path", "value"),
    [
        ("S-name", "ObjectCreated:Put", "eventName", "s3:ObjectCreated:Put"),  # aws-lambda-go's test data
        ("S-name", "ObjectCreated:Put", "eventName", "ObjectCreated:Putt"),
        ("S-key", "ObjectCreated:Put", "s3/object/key", "a%20b"),  # SAM, LocalStack
        ("S-key", "ObjectCreated:Put", "s3/object/key", "a b"),  # Chalice
        ("S-key", "ObjectCreated:Put", "s3/object/key", "dir%2Fa"),  # moto
        ("S-key", "ObjectCreated:Put", "s3/object/key", "a%2Db"),  # aws-lambda-go's test data
        ("S-key", "ObjectCreated:Put", "s3/object/key", "%c3%a9"),
        ("S-key", "ObjectCreated:Put", "s3/object/key", ""),
        ("S-key", "ObjectCreated:Put", "s3/object/key", "%FF"),
        ("S-object", "ObjectRemoved:Delete", "s3/object/size", 1),  # moto, aws_lambda_event
        ("S-object", "ObjectRemoved:Delete", "s3/object/eTag", _EMPTY),
        ("S-object", "ObjectTagging:Put", "s3/object/size", 1),
        ("S-object", "ObjectAcl:Put", "s3/object/sequencer", "0055AED6DCD90281E5"),
        ("S-object", "ObjectCreated:Put", "s3/object/sequencer", events.ABSENT),  # moto
        ("S-object", "ObjectRemoved:DeleteMarkerCreated", "s3/object/versionId", events.ABSENT),
        ("S-etag", "ObjectCreated:Put", "s3/object/eTag", "0123456789abcdef"),
        ("S-etag", "ObjectCreated:Put", "s3/object/eTag", _EMPTY + "-2"),
        ("S-etag", "ObjectCreated:CompleteMultipartUpload", "s3/object/eTag", _EMPTY),
        ("S-etag", "ObjectCreated:Put", "s3/object/eTag", _EMPTY),
        ("S-size", "ObjectCreated:Put", "s3/object/size", -1),
        ("S-arn", "ObjectCreated:Put", "s3/bucket/arn", "arn:aws:s3:::other"),  # aws-lambda-go's test data
        ("S-arn", "ObjectCreated:Put", "s3/bucket/arn", "uploads"),
        ("S-time", "ObjectCreated:Put", "eventTime", "2026-01-31T12:00:00Z"),
        ("S-sequencer", "ObjectCreated:Put", "s3/object/sequencer", "0055aed6dcd90281e5"),
        ("S-source-ip", "ObjectCreated:Put", "requestParameters/sourceIPAddress", "192.168.0.1/32"),
        ("S-version", "ObjectCreated:Put", "eventVersion", "1.0"),
        ("S-version", "ObjectTagging:Put", "eventVersion", "2.1"),
        ("S-extra", "ObjectRestore:Completed", "glacierEventData", events.ABSENT),
        ("S-extra", "ObjectCreated:Put", "intelligentTieringEventData", {"destinationAccessTier": "ARCHIVE_ACCESS"}),
        ("S-shape", "ObjectCreated:Put", "userIdentity", events.ABSENT),  # moto
        ("S-shape", "ObjectCreated:Put", "requestParameters", events.ABSENT),
        ("S-shape", "ObjectCreated:Put", "s3/object/versionId", None),
        ("S-shape", "ObjectCreated:Put", "s3/object/size", "1"),
    ],
)
def test_a_broken_event_is_found(rule: str, event_name: str, path: str, value: Any) -> None:
    assert rule in broken_rules(_changed(path, value, event_name=event_name), "s3")


def test_no_records_are_no_event() -> None:
    assert broken_rules({"Records": []}, "s3") == {"S-batch"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("eventVersion", "2.0"),  # once real
        ("s3/object/key", "a~b"),  # whether S3 encodes these two is open
        ("s3/object/key", "a%7Eb"),
        ("s3/object/key", "a%2Ab"),
        ("s3/object/eTag", "b" * 32),  # of encrypted objects it is no MD5
        ("s3/object/sequencer", "0" * 16),  # that they hold the second is inferred
        ("requestParameters/sourceIPAddress", "2001:db8::1"),
        ("requestParameters/sourceIPAddress", "cloudformation.amazonaws.com"),
    ],
)
def test_what_may_be_otherwise_is_accepted(path: str, value: Any) -> None:
    assert broken_rules(_changed(path, value), "s3") == set()


def test_a_violation_reads_well() -> None:
    event = _changed("s3/object/key", "a%20b")
    assert str(events.check(event)[0]) == "S-key at Records[0].s3.object.key: is 'a%20b', expected 'a+b'"


def test_the_event_of_a_new_target() -> None:
    event = events.s3_test_event(bucket="mine", time="2020-02-29T12:00:00Z")
    assert_right(event, "s3_test_event")
    assert list(event) == ["Service", "Event", "Time", "Bucket", "RequestId", "HostId"]
    assert (event["Bucket"], event["Time"]) == ("mine", "2020-02-29T12:00:00.000Z")
    assert broken_rules({**event, "Time": "now"}, "s3_test_event") == {"S-time"}
    assert broken_rules({**event, "Records": []}, "s3_test_event") == {"S-shape"}
    with pytest.raises(EventError, match="no parameter or field 'buckett'. Did you mean 'bucket'"):
        events.s3_test_event(buckett="x")


@pytest.mark.parametrize(
    ("keys", "parameters", "message"),
    [
        (("a",), {"event_name": "s3:ObjectCreated:Put"}, "without the prefix 's3:'.* Write 'ObjectCreated:Put'"),
        (("a",), {"event_name": "ObjectCreated:Upload"}, r"S3 does not have. Did you mean 'ObjectCreated:\w+'\?"),
        (("a",), {"event_name": "ObjectTagging"}, "Did you mean 'ObjectTagging:Put'"),
        (("a",), {"event_name": None}, "event_name is None"),
        (("",), {}, "a key has 0 bytes in UTF-8: S3 takes 1 to 1,024"),
        (("é" * 513,), {}, "a key has 1,026 bytes"),
        (("\ud800",), {}, "surrogate"),
        ((b"a",), {}, "a key is b'a': expected text"),
        (("a",), {"size": -1}, "size is -1: expected a number of bytes"),
        (("a",), {"size": "1"}, "size is '1'"),
        (("a",), {"size": 1, "content": b"xy"}, "size is 1, but the content has 2 bytes"),
        (("a",), {"content": {1}}, "content is .1.: expected text, bytes"),
        (("a",), {"content": [b"x"]}, "'ObjectCreated:CompleteMultipartUpload'"),
        (("a",), {"key": "b"}, r"events.s3\(\) has no parameter or field 'key'"),
        (("a",), {"s3": {"object": {"etag": "b"}}}, "no field 'etag' in s3.object. Did you mean 'eTag'"),
        (("a",), {"s3": {"bucket": {"owner": "b"}}}, "no field 'owner' in s3.bucket. Did you mean 'ownerIdentity'"),
        (("a",), {"time": "yesterday"}, "time is 'yesterday'"),
    ],
)
def test_mistakes_are_explained(keys: tuple[Any, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.s3(*keys, **parameters)


def test_ready_made_records_are_taken() -> None:
    event = events.s3("b", records=events.s3("a")["Records"])
    assert [record["s3"]["object"]["key"] for record in event["Records"]] == ["b", "a"]
    assert_right(event, "s3")
