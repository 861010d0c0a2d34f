"""What S3 reports, by event name: the version of the record, the fields of the object, and who caused it (2.6)."""

from __future__ import annotations

from dataclasses import dataclass


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
