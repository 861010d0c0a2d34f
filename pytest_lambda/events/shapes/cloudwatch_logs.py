"""The event of a CloudWatch Logs subscription, and what is in it (facts 2.12)."""

from __future__ import annotations

from typing import Literal, TypedDict


class CloudWatchLogsData(TypedDict):
    """The payload: base64 of gzip of JSON."""

    data: str


class CloudWatchLogsEvent(TypedDict):
    """What a subscription filter sends."""

    awslogs: CloudWatchLogsData


class CloudWatchLogsLogEventBase(TypedDict):
    """What every log event has."""

    id: str
    #: milliseconds since 1970
    timestamp: int
    message: str


class CloudWatchLogsLogEvent(CloudWatchLogsLogEventBase, total=False):
    """One log event, with the fields that the filter's pattern takes out of it."""

    extractedFields: dict[str, str]


class CloudWatchLogsPayloadBase(TypedDict):
    """What every payload has."""

    messageType: Literal["DATA_MESSAGE", "CONTROL_MESSAGE"]
    owner: str
    logGroup: str
    logStream: str
    subscriptionFilters: list[str]
    logEvents: list[CloudWatchLogsLogEvent]


class CloudWatchLogsPayload(CloudWatchLogsPayloadBase, total=False):
    """What `data` decodes to: log events of one stream."""

    policyLevel: str
