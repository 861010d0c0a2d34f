"""Events of S3 through EventBridge (facts 2.6; AWS: EventBridge event message structure)."""

from __future__ import annotations

from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.eventbridge import envelope
from pytest_lambda.events.builders.s3 import request_id
from pytest_lambda.events.builders.s3_objects import (
    Content,
    checked_key,
    etag_of,
    kind_of,
    new_version_id,
    sequencer_of,
    size_of,
)
from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.s3_event_names import DETAILS, EMPTY_ETAG, Detail, Kind
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.eventbridge import S3EventBridgeEvent
from pytest_lambda.world import Ids, World

_DAY = 86_400


def s3_eventbridge(
    key: str = "hello.txt",
    *,
    bucket: str = "uploads",
    event_name: str = "ObjectCreated:Put",
    content: Content | None = None,
    size: int | None = None,
    version_id: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> S3EventBridgeEvent:
    """What happened to an object in S3, through EventBridge. The key is not encoded.

    Args:
        key: of the object, as it is in the bucket.
        bucket: its name.
        event_name: what happened, by the names that `events.s3` takes; `detail-type` and `reason` follow from it.
        content: of the object; size and etag are those of it. A list is an upload in parts.
        size: in bytes, in place of the content.
        version_id: in a bucket with versions. Where S3 needs one, it is made.
        time: when it happened; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields: `detail={"object": {"version-id": "..."}}`. `ABSENT` leaves one out.

    Raises:
        EventError: S3 sends no such event to EventBridge or takes no such key, or parameters contradict each other.
    """
    scene = Scene(world, time, "s3_eventbridge", key, bucket, event_name)
    kind, detail = _kind(event_name)
    given = fields_of("s3_eventbridge", fields, parameters_of(s3_eventbridge))
    made = envelope(scene, given, "aws.s3", detail.detail_type, None)
    inner = given.at("detail")
    in_bucket = inner.at("bucket")
    name = in_bucket("name", bucket)
    made["resources"] = given("resources", [f"arn:{scene.partition}:s3:::{name}"])
    parts = inner.done(
        {
            "version": inner("version", "0"),
            "event-version": inner("event-version", ABSENT),
            "bucket": in_bucket.done({"name": name}),
            "object": _object(scene, inner.at("object"), kind, detail, checked_key(key), content, size, version_id),
            "request-id": inner("request-id", request_id(scene.ids)),
            "requester": inner("requester", "s3.amazonaws.com" if kind.by_s3 or detail.by_s3 else made["account"]),
            "source-ip-address": inner("source-ip-address", ABSENT if kind.by_s3 or detail.by_s3 else "198.51.100.7"),
            **{each: inner(each, value) for each, value in _more(scene, detail).items()},
        }
    )
    made["detail"] = parts
    made["replay-name"] = given("replay-name", ABSENT)
    return cast(S3EventBridgeEvent, given.done(made))


def _kind(event_name: object) -> tuple[Kind, Detail]:
    for name, detail in DETAILS.items():
        if event_name == detail.detail_type:
            raise EventError(
                f"event_name is {event_name!r}, which is a detail-type. Write {name!r}, which leads to it."
            )
    kind = kind_of(event_name)
    found = DETAILS.get(str(event_name))
    if found is None:
        raise EventError(
            f"event_name is {event_name!r}, which S3 does not send to EventBridge, only as a notification. "
            f"Known: {', '.join(DETAILS)}."
        )
    return kind, found


def _object(
    scene: Scene,
    fields: Fields,
    kind: Kind,
    detail: Detail,
    key: str,
    content: Content | None,
    given_size: int | None,
    version: str | None,
) -> Any:
    there = detail.object_fields
    whole = size_of(content, given_size)
    size = fields("size", whole if "size" in there else ABSENT)
    if kind.versioned and version is None:
        version = new_version_id(scene.ids)
    return fields.done(
        {
            "key": fields("key", key),
            "size": size,
            "etag": fields("etag", _etag(scene.ids, kind, content, whole, size) if "etag" in there else ABSENT),
            "version-id": fields("version-id", ABSENT if version is None else version),
            "sequencer": fields(
                "sequencer", sequencer_of(scene.epoch, 0, scene.ids) if "sequencer" in there else ABSENT
            ),
        }
    )


def _etag(ids: Ids, kind: Kind, content: Content | None, whole: int, size: Any) -> str:
    if kind.marker:
        return EMPTY_ETAG
    same = size is ABSENT or size == whole
    multipart = isinstance(content, (list, tuple)) if kind.multipart is None else kind.multipart
    return etag_of(content if same else None, whole if same else size, ids, multipart=multipart)


def _more(scene: Scene, detail: Detail) -> dict[str, Any]:
    made: dict[str, Any] = dict.fromkeys(_OPTIONAL, ABSENT)
    made |= detail.more
    if "restore-expiry-time" in detail.more:
        made["restore-expiry-time"] = iso_seconds((scene.epoch // _DAY + 8) * _DAY)
    return made


_OPTIONAL = (
    "reason",
    "deletion-type",
    "restore-expiry-time",
    "source-storage-class",
    "destination-storage-class",
    "destination-access-tier",
)
