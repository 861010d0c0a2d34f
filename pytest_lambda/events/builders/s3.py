"""Notifications of S3 buckets (facts 2.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.s3_objects import (
    Content,
    checked_key,
    encoded_key,
    etag_of,
    kind_of,
    new_version_id,
    sequencer_of,
    size_of,
)
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.notations import epoch_of, iso_milliseconds
from pytest_lambda.events.building.overrides import ABSENT, NOTHING, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.s3_event_names import EMPTY_ETAG, KINDS, Kind
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.s3 import S3Event, S3TestEvent
from pytest_lambda.world import Ids, World

_DAY = 86_400
_S3 = "s3.amazonaws.com"


class _Change(NamedTuple):
    """What all records of a call share."""

    bucket: str
    event_name: str
    kind: Kind
    content: Content | None
    size: int
    version: str | None


def s3(
    *keys: str,
    bucket: str = "uploads",
    event_name: str = "ObjectCreated:Put",
    content: Content | None = None,
    size: int | None = None,
    version_id: str | None = None,
    records: Iterable[Mapping[str, Any]] = (),
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> S3Event:
    """A notification of an S3 bucket. Each event name has its own fields.

    Args:
        keys: of the objects, as they are in the bucket; they are encoded as S3 does it. S3 nearly always sends
            one record per event.
        bucket: its name.
        event_name: what happened, as AWS sends it: `ObjectCreated:Put`, `ObjectRemoved:Delete`, `ObjectTagging:Put`, …
        content: of each object; size and eTag are those of it. A list is an upload in parts.
        size: in bytes, in place of the content.
        version_id: in a bucket with versions. Where S3 needs one, it is made.
        records: ready-made records, which follow those of the keys.
        time: when it happened; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of a record; they hold for each: `s3={"object": {"key": "..."}}`. `ABSENT`
            leaves one out.

    Raises:
        EventError: S3 has no such event or takes no such key, or parameters contradict each other.
    """
    scene = Scene(world, time, "s3", keys, bucket, event_name)
    kind = kind_of(event_name)
    if isinstance(content, (list, tuple)) and kind.multipart is False:
        raise EventError(
            f"content is a list of parts, but event_name is {event_name!r}: an upload in parts is reported as "
            "'ObjectCreated:CompleteMultipartUpload'."
        )
    change = _Change(bucket, event_name, kind, content, size_of(content, size), version_id)
    given = fields_of("s3", fields, parameters_of(s3))
    ready = list(records)
    if not keys and not ready:
        keys = ("hello.txt",)
    made = [_record(scene, given, change, checked_key(key), number) for number, key in enumerate(keys)]
    return cast(S3Event, {"Records": [*made, *ready]})


def s3_test_event(
    *, bucket: str = "uploads", time: object = None, world: World | None = None, **fields: Any
) -> S3TestEvent:
    """What S3 sends to a queue or topic when notifications are configured. It has no `Records`.

    Args:
        bucket: its name.
        time: when it was sent; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields.

    Raises:
        EventError: there is no such field.
    """
    scene = Scene(world, time, "s3_test_event", bucket)
    given = fields_of("s3_test_event", fields, parameters_of(s3_test_event))
    made = {
        "Service": given("Service", "Amazon S3"),
        "Event": given("Event", "s3:TestEvent"),
        "Time": given("Time", iso_milliseconds(scene.epoch)),
        "Bucket": given("Bucket", bucket),
        "RequestId": given("RequestId", request_id(scene.ids)),
        "HostId": given("HostId", _host_id(scene.ids)),
    }
    return cast(S3TestEvent, given.done(made))


def request_id(ids: Ids) -> str:
    """The id of a request to S3."""
    return ids.hexadecimal(16).upper()


def _record(scene: Scene, fields: Fields, change: _Change, key: str, number: int) -> dict[str, Any]:
    ids = scene.ids
    name = fields("eventName", change.event_name)
    kind = KINDS.get(name, change.kind) if isinstance(name, str) else change.kind
    time = fields("eventTime", iso_milliseconds(scene.epoch))
    epoch = _moment(time) if fields.says("eventTime") else scene.epoch
    made = {
        "eventVersion": fields("eventVersion", kind.version),
        "eventSource": fields("eventSource", "aws:s3"),
        "awsRegion": fields("awsRegion", scene.region),
        "eventTime": time,
        "eventName": name,
        "userIdentity": fields("userIdentity", {"principalId": _principal(scene, kind)}),
        "requestParameters": fields("requestParameters", {"sourceIPAddress": _S3 if kind.by_s3 else "198.51.100.7"}),
        "responseElements": fields(
            "responseElements", {"x-amz-request-id": request_id(ids), "x-amz-id-2": _host_id(ids)}
        ),
        "s3": _entity(scene, fields.at("s3"), change, kind, key, epoch, number),
    }
    if kind.extra is not None:
        made[kind.extra] = fields(kind.extra, _EXTRAS[kind.extra](epoch, scene, name))
    if fields is not NOTHING:
        made |= {extra: fields(extra, ABSENT) for extra in _EXTRAS if extra not in made}
    return cast(dict[str, Any], fields.done(made))


def _entity(scene: Scene, fields: Fields, change: _Change, kind: Kind, key: str, epoch: float, number: int) -> Any:
    inner = fields.at("bucket")
    bucket = inner("name", change.bucket)
    made = {
        "s3SchemaVersion": fields("s3SchemaVersion", "1.0"),
        "configurationId": fields("configurationId", scene.ids.uuid()),
        "bucket": inner.done(
            {
                "name": bucket,
                "ownerIdentity": inner("ownerIdentity", {"principalId": _owner(scene.account)}),
                "arn": inner("arn", f"arn:{scene.partition}:s3:::{bucket}"),
            }
        ),
        "object": _object(scene.ids, fields.at("object"), change, kind, key, epoch, number),
    }
    return fields.done(made)


def _object(ids: Ids, fields: Fields, change: _Change, kind: Kind, key: str, epoch: float, number: int) -> Any:
    there = kind.object_fields
    size = fields("size", change.size if "size" in there else ABSENT)
    etag: Any = ABSENT
    if "eTag" in there:
        multipart = isinstance(change.content, (list, tuple)) if kind.multipart is None else kind.multipart
        followed = change.content if size is ABSENT or size == change.size else None
        known = change.size if size is ABSENT else size
        etag = EMPTY_ETAG if kind.marker else etag_of(followed, known, ids, multipart=multipart)
    version = new_version_id(ids) if change.version is None and kind.versioned else change.version
    return fields.done(
        {
            "key": fields("key", encoded_key(key)),
            "size": size,
            "eTag": fields("eTag", etag),
            "versionId": fields("versionId", ABSENT if version is None else version),
            "sequencer": fields("sequencer", sequencer_of(epoch, number, ids) if "sequencer" in there else ABSENT),
        }
    )


def _restored(epoch: float, scene: Scene, name: str) -> dict[str, Any]:
    midnight = (epoch // _DAY + 8) * _DAY  # S3 rounds up to the next midnight
    return {
        "restoreEventData": {
            "lifecycleRestorationExpiryTime": iso_milliseconds(midnight),
            "lifecycleRestoreStorageClass": "GLACIER",
        }
    }


def _replicated(epoch: float, scene: Scene, name: str) -> dict[str, Any]:
    made = {
        "replicationRuleId": "replicate-all",
        "destinationBucket": f"arn:{scene.partition}:s3:::uploads-replica",
        "s3Operation": "OBJECT_PUT",
        "requestTime": iso_milliseconds(epoch - 900),
    }
    if name == "Replication:OperationFailedReplication":
        made["failureReason"] = "AssumeRoleNotPermitted"
    return made


_EXTRAS = {
    "glacierEventData": _restored,
    "intelligentTieringEventData": lambda epoch, scene, name: {"destinationAccessTier": "ARCHIVE_ACCESS"},
    "lifecycleEventData": lambda epoch, scene, name: {"transitionEventData": {"destinationStorageClass": "GLACIER"}},
    "replicationEventData": _replicated,
}


def _principal(scene: Scene, kind: Kind) -> str:
    if kind.by_s3:
        return _S3
    if kind.extra == "glacierEventData":
        return f"AmazonCustomer:{_owner(scene.account)}"
    return f"AWS:AIDA{scene.ids.hexadecimal(17).upper()}"


@lru_cache(maxsize=64)
def _owner(account: str) -> str:
    """The same for all buckets of an account."""
    return f"A{Ids(account).hexadecimal(13).upper()}"


def _host_id(ids: Ids) -> str:
    return base64_text(ids.bytes(36))


def _moment(time: object) -> float:
    try:
        return epoch_of(time)
    except EventError:  # the caller's own, of another notation
        return 0.0
