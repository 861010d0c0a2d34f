"""What S3 Batch Operations send (AWS: "Invoke AWS Lambda function")."""

from __future__ import annotations

from typing import Literal, TypedDict


class S3BatchTaskBase(TypedDict):
    """What every task has."""

    taskId: str
    #: encoded as forms are
    s3Key: str
    #: null if the bucket has no versions
    s3VersionId: str | None


class S3BatchTaskV1(S3BatchTaskBase):
    """A task of schema 1.0."""

    s3BucketArn: str


class S3BatchTaskV2(S3BatchTaskBase):
    """A task of schema 2.0."""

    s3Bucket: str


class S3BatchJobV1(TypedDict):
    """A job of schema 1.0."""

    id: str


class S3BatchJobV2(S3BatchJobV1, total=False):
    """A job of schema 2.0, with what its creator gives to the function."""

    userArguments: dict[str, str] | None


class S3BatchEventV1(TypedDict):
    """Schema 1.0."""

    invocationSchemaVersion: Literal["1.0"]
    invocationId: str
    job: S3BatchJobV1
    tasks: list[S3BatchTaskV1]


class S3BatchEventV2(TypedDict):
    """Schema 2.0."""

    invocationSchemaVersion: Literal["2.0"]
    invocationId: str
    job: S3BatchJobV2
    tasks: list[S3BatchTaskV2]


class S3BatchTask(S3BatchTaskBase, total=False):
    """A task of either schema."""

    s3BucketArn: str
    s3Bucket: str


class S3BatchEvent(TypedDict):
    """Either schema: what the builder gives."""

    invocationSchemaVersion: Literal["1.0", "2.0"]
    invocationId: str
    job: S3BatchJobV2
    tasks: list[S3BatchTask]
