"""What S3 reports, by event name: the version of the record, the fields of the object, and who caused it (2.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kind:
    """The events of one name.

    Attributes:
        version: `eventVersion` of today's records.
        object_fields: of `s3.object`, besides `key` and, in buckets with versions, `versionId`.
        never: fields of `s3.object` that recorded events do not have.
        recorded: whether recordings tell the object's fields; otherwise the documentation does.
        extra: the name of the object that only these events have, as `glacierEventData`.
        by_s3: S3 itself is the cause, not a request.
        versioned: they only happen in buckets with versions.
        marker: what happened is a delete marker, which has no content.
        multipart: the object was uploaded in parts; None if it may have been.
    """

    version: str
    object_fields: frozenset[str]
    never: frozenset[str] = frozenset()
    recorded: bool = False
    extra: str | None = None
    by_s3: bool = False
    versioned: bool = False
    marker: bool = False
    multipart: bool | None = None


_WHOLE = frozenset({"size", "eTag", "sequencer"})
_TAGGED = Kind("2.3", frozenset({"eTag"}), frozenset({"size", "sequencer"}), recorded=True)
_DELETED, _NO_CONTENT = frozenset({"sequencer"}), frozenset({"size", "eTag"})
_MARKED, _NO_SIZE = frozenset({"eTag", "sequencer"}), frozenset({"size"})
_CREATED = Kind("2.1", _WHOLE, recorded=True, multipart=False)
_REPLICATED = Kind("2.2", _WHOLE, extra="replicationEventData", by_s3=True, versioned=True)

KINDS = {
    "ObjectCreated:Put": _CREATED,
    "ObjectCreated:Post": _CREATED,
    "ObjectCreated:Copy": _CREATED,
    "ObjectCreated:CompleteMultipartUpload": Kind("2.1", _WHOLE, recorded=True, multipart=True),
    "ObjectRemoved:Delete": Kind("2.1", _DELETED, _NO_CONTENT, recorded=True),
    "ObjectRemoved:DeleteMarkerCreated": Kind("2.1", _MARKED, _NO_SIZE, recorded=True, versioned=True, marker=True),
    "ObjectTagging:Put": _TAGGED,
    "ObjectTagging:Delete": _TAGGED,
    "ObjectAcl:Put": _TAGGED,
    "ObjectRestore:Post": Kind("2.1", _WHOLE, recorded=True),
    "ObjectRestore:Completed": Kind("2.1", _WHOLE, recorded=True, extra="glacierEventData"),
    "ObjectRestore:Delete": Kind("2.3", frozenset({"size", "eTag"}), by_s3=True),
    "LifecycleExpiration:Delete": Kind("2.3", _DELETED, _NO_CONTENT, by_s3=True),
    "LifecycleExpiration:DeleteMarkerCreated": Kind("2.3", _MARKED, _NO_SIZE, by_s3=True, versioned=True, marker=True),
    "LifecycleTransition": Kind("2.3", frozenset({"size", "eTag"}), extra="lifecycleEventData", by_s3=True),
    "IntelligentTiering": Kind("2.3", frozenset({"size", "eTag"}), extra="intelligentTieringEventData", by_s3=True),
    "ReducedRedundancyLostObject": Kind("2.1", frozenset({"size", "eTag"}), by_s3=True),
    "Replication:OperationFailedReplication": _REPLICATED,
    "Replication:OperationMissedThreshold": _REPLICATED,
    "Replication:OperationReplicatedAfterThreshold": _REPLICATED,
    "Replication:OperationNotTracked": _REPLICATED,
}

#: the MD5 of nothing: the eTag of empty objects and of delete markers
EMPTY_ETAG = "d41d8cd98f00b204e9800998ecf8427e"


@dataclass(frozen=True, slots=True)
class Detail:
    """The form that an event has when EventBridge sends it.

    Attributes:
        detail_type: AWS's name of it there.
        object_fields: of `detail.object`, besides `key` and, in buckets with versions, `version-id`.
        more: further fields of `detail`.
        by_s3: S3 itself is the requester there.
    """

    detail_type: str
    object_fields: frozenset[str]
    more: Mapping[str, str] = field(default_factory=dict)
    by_s3: bool = False


_SIZED = frozenset({"size", "etag"})
_NEW = _SIZED | {"sequencer"}
_GONE, _MARKER = frozenset({"sequencer"}), frozenset({"etag", "sequencer"})
_FOREVER, _HIDDEN = {"deletion-type": "Permanently Deleted"}, {"deletion-type": "Delete Marker Created"}
_BY_REQUEST, _BY_RULE = {"reason": "DeleteObject"}, {"reason": "Lifecycle Expiration"}
_ARCHIVED = {"source-storage-class": "GLACIER"}

#: by the name of the notification; S3 does not send the others to EventBridge
DETAILS = {
    "ObjectCreated:Put": Detail("Object Created", _NEW, {"reason": "PutObject"}),
    "ObjectCreated:Post": Detail("Object Created", _NEW, {"reason": "POST Object"}),
    "ObjectCreated:Copy": Detail("Object Created", _NEW, {"reason": "CopyObject"}),
    "ObjectCreated:CompleteMultipartUpload": Detail("Object Created", _NEW, {"reason": "CompleteMultipartUpload"}),
    "ObjectRemoved:Delete": Detail("Object Deleted", _GONE, {**_BY_REQUEST, **_FOREVER}),
    "ObjectRemoved:DeleteMarkerCreated": Detail("Object Deleted", _MARKER, {**_BY_REQUEST, **_HIDDEN}),
    "LifecycleExpiration:Delete": Detail("Object Deleted", _GONE, {**_BY_RULE, **_FOREVER}),
    "LifecycleExpiration:DeleteMarkerCreated": Detail("Object Deleted", _MARKER, {**_BY_RULE, **_HIDDEN}),
    "ObjectTagging:Put": Detail("Object Tags Added", frozenset({"etag"})),
    "ObjectTagging:Delete": Detail("Object Tags Deleted", frozenset({"etag"})),
    "ObjectAcl:Put": Detail("Object ACL Updated", frozenset({"etag"})),
    "ObjectRestore:Post": Detail("Object Restore Initiated", _SIZED, _ARCHIVED),
    "ObjectRestore:Completed": Detail(
        "Object Restore Completed", _SIZED, {"restore-expiry-time": "", **_ARCHIVED}, by_s3=True
    ),
    "ObjectRestore:Delete": Detail("Object Restore Expired", frozenset({"etag"})),
    "LifecycleTransition": Detail("Object Storage Class Changed", _SIZED, {"destination-storage-class": "GLACIER"}),
    "IntelligentTiering": Detail("Object Access Tier Changed", _SIZED, {"destination-access-tier": "ARCHIVE_ACCESS"}),
}
