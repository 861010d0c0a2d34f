"""The event of an S3 bucket's notification (facts 2.6; AWS: Event message structure)."""

from __future__ import annotations

from typing import Literal, TypedDict


class S3Identity(TypedDict):
    """Who did it, or who owns the bucket."""

    principalId: str


class S3RequestParameters(TypedDict):
    """Where the request came from."""

    sourceIPAddress: str


S3ResponseElements = TypedDict("S3ResponseElements", {"x-amz-request-id": str, "x-amz-id-2": str})


class S3Bucket(TypedDict):
    """The bucket."""

    name: str
    ownerIdentity: S3Identity
    arn: str


class S3ObjectBase(TypedDict):
    """What is said of every object."""

    #: in form encoding: a space is `+`
    key: str


class S3Object(S3ObjectBase, total=False):
    """With what depends on the event's name and on the versions of the bucket."""

    size: int
    eTag: str
    versionId: str
    sequencer: str


class S3Entity(TypedDict):
    """The object and its bucket."""

    s3SchemaVersion: Literal["1.0"]
    configurationId: str
    bucket: S3Bucket
    object: S3Object


class S3RestoreEventData(TypedDict):
    """Until when the copy exists, and where it was restored from."""

    lifecycleRestorationExpiryTime: str
    lifecycleRestoreStorageClass: str


class S3GlacierEventData(TypedDict):
    """Of `ObjectRestore:Completed`."""

    restoreEventData: S3RestoreEventData


class S3IntelligentTieringEventData(TypedDict):
    """Of `IntelligentTiering`."""

    destinationAccessTier: str


class S3TransitionEventData(TypedDict):
    """The new storage class."""

    destinationStorageClass: str


class S3LifecycleEventData(TypedDict):
    """Of `LifecycleTransition`."""

    transitionEventData: S3TransitionEventData


class S3ReplicationEventDataBase(TypedDict):
    """What all events of replication have."""

    replicationRuleId: str
    destinationBucket: str
    s3Operation: str
    requestTime: str


class S3ReplicationEventData(S3ReplicationEventDataBase, total=False):
    """Of `Replication:…`."""

    failureReason: str
    threshold: str
    replicationTime: str


class S3RecordBase(TypedDict):
    """What every record has."""

    eventVersion: str
    eventSource: Literal["aws:s3"]
    awsRegion: str
    eventTime: str
    eventName: str
    userIdentity: S3Identity
    requestParameters: S3RequestParameters
    responseElements: S3ResponseElements
    s3: S3Entity


class S3Record(S3RecordBase, total=False):
    """What happened to one object."""

    glacierEventData: S3GlacierEventData
    intelligentTieringEventData: S3IntelligentTieringEventData
    lifecycleEventData: S3LifecycleEventData
    replicationEventData: S3ReplicationEventData


class S3Event(TypedDict):
    """What happened in a bucket, nearly always one record."""

    Records: list[S3Record]


class S3TestEvent(TypedDict):
    """What a new target of notifications gets first."""

    Service: Literal["Amazon S3"]
    Event: Literal["s3:TestEvent"]
    Time: str
    Bucket: str
    RequestId: str
    HostId: str
