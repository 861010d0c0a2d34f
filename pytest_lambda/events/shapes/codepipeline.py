"""The event of a Lambda action in CodePipeline (AWS: Invoke an AWS Lambda function in a pipeline)."""

from __future__ import annotations

from typing import Literal, TypedDict


class CodePipelineConfigurationBase(TypedDict):
    """What every configuration has."""

    FunctionName: str


class CodePipelineConfiguration(CodePipelineConfigurationBase, total=False):
    """Of the action."""

    UserParameters: str


class CodePipelineActionConfiguration(TypedDict):
    """The action."""

    configuration: CodePipelineConfiguration


class CodePipelineS3Location(TypedDict):
    """Where an artifact is."""

    bucketName: str
    objectKey: str


class CodePipelineLocation(TypedDict):
    """Where an artifact is: always in S3."""

    s3Location: CodePipelineS3Location
    type: Literal["S3"]


class CodePipelineArtifact(TypedDict):
    """An artifact; one that is yet to be made has no revision."""

    location: CodePipelineLocation
    revision: str | None
    name: str


class CodePipelineCredentialsBase(TypedDict):
    """For the artifacts' bucket."""

    secretAccessKey: str
    sessionToken: str
    accessKeyId: str


class CodePipelineCredentials(CodePipelineCredentialsBase, total=False):
    """Newer ones say until when they hold, in milliseconds since 1970."""

    expirationTime: int


class CodePipelineEncryptionKey(TypedDict):
    """Of the artifacts, if the pipeline has one of its own."""

    id: str
    type: Literal["KMS"]


class CodePipelineDataBase(TypedDict):
    """What every job has."""

    actionConfiguration: CodePipelineActionConfiguration
    inputArtifacts: list[CodePipelineArtifact]
    outputArtifacts: list[CodePipelineArtifact]
    artifactCredentials: CodePipelineCredentials


class CodePipelineData(CodePipelineDataBase, total=False):
    """What the job is about."""

    continuationToken: str
    encryptionKey: CodePipelineEncryptionKey


class CodePipelineJob(TypedDict):
    """A job."""

    id: str
    accountId: str
    data: CodePipelineData


CodePipelineEvent = TypedDict("CodePipelineEvent", {"CodePipeline.job": CodePipelineJob})
