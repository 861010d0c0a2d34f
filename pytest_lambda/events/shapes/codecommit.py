"""The event of a CodeCommit trigger (AWS: Using Lambda with CodeCommit)."""

from __future__ import annotations

from typing import Literal, TypedDict


class CodeCommitReferenceBase(TypedDict):
    """What every reference has."""

    commit: str
    ref: str


class CodeCommitReference(CodeCommitReferenceBase, total=False):
    """A branch or tag; whether it is new or gone is only said if so."""

    created: bool
    deleted: bool


class CodeCommitReferences(TypedDict):
    """What was pushed."""

    references: list[CodeCommitReference]


class CodeCommitRecordBase(TypedDict):
    """What every record has."""

    awsRegion: str
    codecommit: CodeCommitReferences
    eventId: str
    eventName: str
    eventPartNumber: int
    eventSource: Literal["aws:codecommit"]
    eventSourceARN: str
    eventTime: str
    eventTotalParts: int
    eventTriggerConfigId: str
    eventTriggerName: str
    eventVersion: Literal["1.0"]
    userIdentityARN: str


class CodeCommitRecord(CodeCommitRecordBase, total=False):
    """A push; older ones have no custom data."""

    customData: str | None


class CodeCommitEvent(TypedDict):
    """Something was pushed to a repository."""

    Records: list[CodeCommitRecord]
