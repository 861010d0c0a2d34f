"""S3's events through EventBridge: the builder, the rules, and what breaks them."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import pytest

from pytest_lambda import EventError, World, events
from pytest_lambda.events.building.s3_event_names import DETAILS

from .judging import assert_right, broken_rules

_EMPTY = hashlib.md5(b"").hexdigest()


@pytest.mark.parametrize("event_name", DETAILS)
@pytest.mark.parametrize("version_id", [None, "096fKKXTRTtl3on89fVO.nfljtsv6qko"])
def test_events_of_every_name_are_right(event_name: str, version_id: str | None) -> None:
    event = events.s3_eventbridge("a b+c/é.txt", event_name=event_name, version_id=version_id)
    assert_right(event, "s3_eventbridge")
    assert event["detail"]["object"]["key"] == "a b+c/é.txt"  # not encoded


@pytest.mark.parametrize(
    "parameters",
    [
        {"content": b""},
        {"size": 0},
        {"content": [b"x", "y"], "event_name": "ObjectCreated:CompleteMultipartUpload"},
        {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z", "bucket": "x.y"},
        {"detail": {"event-version": "1.0"}},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.s3_eventbridge("a", **parameters), "s3_eventbridge")


@pytest.mark.parametrize(
    ("event_name", "detail_type", "fields", "more"),
    [
        ("ObjectCreated:Copy", "Object Created", "key size etag sequencer", {"reason": "CopyObject"}),
        (
            "ObjectRemoved:Delete",
            "Object Deleted",
            "key sequencer",
            {"reason": "DeleteObject", "deletion-type": "Permanently Deleted"},
        ),
        (
            "ObjectRemoved:DeleteMarkerCreated",
            "Object Deleted",
            "key etag version-id sequencer",
            {"deletion-type": "Delete Marker Created"},
        ),
        ("LifecycleExpiration:Delete", "Object Deleted", "key sequencer", {"reason": "Lifecycle Expiration"}),
        ("ObjectAcl:Put", "Object ACL Updated", "key etag", {}),
        ("ObjectRestore:Completed", "Object Restore Completed", "key size etag", {"source-storage-class": "GLACIER"}),
    ],
)
def test_fields(event_name: str, detail_type: str, fields: str, more: dict[str, str]) -> None:
    event = events.s3_eventbridge(event_name=event_name)
    assert event["detail-type"] == detail_type
    assert list(event["detail"]["object"]) == fields.split()
    assert more.items() <= event["detail"].items()


def test_what_s3_does_itself_has_no_source_ip() -> None:
    detail = events.s3_eventbridge(event_name="LifecycleExpiration:Delete")["detail"]
    assert detail["requester"] == "s3.amazonaws.com"
    assert "source-ip-address" not in detail
    assert events.s3_eventbridge()["detail"]["requester"] == "123456789012"


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.s3_eventbridge("a", detail={"bucket": {"name": "mine"}, "object": {"size": 0}})
    assert event["resources"] == ["arn:aws:s3:::mine"]
    assert event["detail"]["object"]["etag"] == _EMPTY
    assert_right(event, "s3_eventbridge")
    assert events.s3_eventbridge("a", content="x")["detail"]["object"]["etag"] == hashlib.md5(b"x").hexdigest()


@pytest.mark.parametrize(
    ("rule", "event_name", "changes"),
    [
        ("E-s3-bucket", "ObjectCreated:Put", {"resources": ["arn:aws:s3:::other"]}),
        ("E-s3-bucket", "ObjectCreated:Put", {"resources": []}),
        ("E-s3-type", "ObjectCreated:Put", {"detail-type": "Object Uploaded"}),
        ("E-s3-type", "ObjectCreated:Put", {"source": "s3"}),
        ("E-s3-detail", "ObjectCreated:Put", {"deletion-type": "Permanently Deleted"}),
        ("E-s3-detail", "ObjectRemoved:Delete", {"reason": events.ABSENT}),
        ("E-s3-detail", "IntelligentTiering", {"destination-access-tier": events.ABSENT}),
        ("E-s3-object", "ObjectRemoved:Delete", {"size": 1}),
        ("E-s3-object", "ObjectCreated:Put", {"sequencer": events.ABSENT}),
        ("E-s3-object", "ObjectRemoved:DeleteMarkerCreated", {"version-id": events.ABSENT}),
        ("E-s3-object", "ObjectCreated:Put", {"etag": "x"}),
        ("E-s3-object", "ObjectCreated:Put", {"etag": _EMPTY}),
        ("E-s3-object", "ObjectCreated:Put", {"sequencer": "x"}),
        ("E-shape", "ObjectCreated:Put", {"eTag": _EMPTY}),  # the notification's name of it
        ("E-shape", "ObjectCreated:Put", {"deletion-type": "Deleted"}),
        ("E-time", "ObjectCreated:Put", {"time": "2026-01-31T12:00:00.000Z"}),
    ],
)
def test_a_broken_event_is_found(rule: str, event_name: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.s3_eventbridge("a", event_name=event_name))
    homes = (event, event["detail"], event["detail"]["object"])
    for name, value in changes.items():
        guess = homes[2] if name == "eTag" else homes[1]
        home = next((each for each in reversed(homes) if name in each), homes[2] if name == "size" else guess)
        if value is events.ABSENT:
            del home[name]
        else:
            home[name] = value
    assert rule in broken_rules(event, "s3_eventbridge")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"event_name": "Object Deleted"}, "which is a detail-type. Write 'ObjectRemoved:Delete'"),
        ({"event_name": "Replication:OperationNotTracked"}, "which S3 does not send to EventBridge"),
        ({"event_name": "s3:ObjectCreated:Put"}, "without the prefix 's3:'"),
        ({"key": ""}, "a key has 0 bytes"),
        ({"size": 1, "content": "xy"}, "size is 1, but the content has 2 bytes"),
        ({"detail": {"object": {"eTag": "x"}}}, "no field 'eTag' in detail.object. Did you mean 'etag'"),
        ({"detail": {"reasn": "x"}}, "Did you mean 'reason'"),
        ({"buket": "x"}, "Did you mean 'bucket'"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.s3_eventbridge(**parameters)
