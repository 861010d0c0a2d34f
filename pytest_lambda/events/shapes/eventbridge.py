"""The events of EventBridge: of any source, of a schedule, of S3 (facts 2.6, 2.11; AWS: EventBridge events)."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

_EventBridgeBase = TypedDict(
    "_EventBridgeBase",
    {
        "version": Literal["0"],
        "id": str,
        "detail-type": str,
        "source": str,
        "account": str,
        "time": str,
        "region": str,
        "resources": list[str],
    },
)
#: of events that an archive replays
_Replayed = TypedDict("_Replayed", {"replay-name": str}, total=False)


class EventBridgeEvent(_EventBridgeBase, _Replayed):
    """What a rule sends to its target, unless the target has an input of its own."""

    detail: dict[str, Any]


class NoDetail(TypedDict):
    """The empty detail of a schedule."""


class ScheduledEvent(_EventBridgeBase, _Replayed):
    """What a rule with a schedule sends."""

    detail: NoDetail


class S3EventBridgeBucket(TypedDict):
    """The bucket."""

    name: str


class _S3ObjectBase(TypedDict):
    #: as it is in the bucket, not encoded
    key: str


_S3ObjectMore = TypedDict("_S3ObjectMore", {"size": int, "etag": str, "version-id": str, "sequencer": str}, total=False)


class S3EventBridgeObject(_S3ObjectBase, _S3ObjectMore):
    """The object; which fields it has depends on what happened."""


_S3DetailBase = TypedDict(
    "_S3DetailBase",
    {
        "version": Literal["0"],
        "bucket": S3EventBridgeBucket,
        "object": S3EventBridgeObject,
        "request-id": str,
        "requester": str,
    },
)
_S3DetailMore = TypedDict(
    "_S3DetailMore",
    {
        "event-version": str,
        "source-ip-address": str,
        "reason": str,
        "deletion-type": Literal["Permanently Deleted", "Delete Marker Created"],
        "restore-expiry-time": str,
        "source-storage-class": str,
        "destination-storage-class": str,
        "destination-access-tier": str,
    },
    total=False,
)


class S3EventBridgeDetail(_S3DetailBase, _S3DetailMore):
    """What happened to an object."""


class S3EventBridgeEvent(_EventBridgeBase, _Replayed):
    """An event of S3 as EventBridge sends it."""

    detail: S3EventBridgeDetail
