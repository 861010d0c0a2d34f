"""The event of a CloudWatch alarm's Lambda action (AWS: Invoke a Lambda function from an alarm)."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class AlarmStateBase(TypedDict):
    """What every state has."""

    value: Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
    reason: str
    timestamp: str


class AlarmState(AlarmStateBase, total=False):
    """The state of an alarm, now or before."""

    #: JSON; an alarm that was set by hand has none
    reasonData: str
    actionsSuppressedBy: Literal["Alarm", "ExtensionPeriod", "WaitPeriod"]
    actionsSuppressedReason: str


class AlarmMetricBase(TypedDict):
    """What every metric has."""

    id: str
    returnData: bool


class AlarmMetric(AlarmMetricBase, total=False):
    """A metric, or an expression of others."""

    metricStat: dict[str, Any]
    expression: str
    label: str
    period: int


class AlarmConfiguration(TypedDict, total=False):
    """Of an alarm on metrics, or of a composite one."""

    description: str
    metrics: list[AlarmMetric]
    alarmRule: str
    actionsSuppressor: str
    actionsSuppressorWaitPeriod: int
    actionsSuppressorExtensionPeriod: int


class AlarmDataBase(TypedDict):
    """What every alarm has."""

    alarmName: str
    state: AlarmState
    configuration: AlarmConfiguration


class AlarmData(AlarmDataBase, total=False):
    """The alarm, its state and the one before."""

    previousState: AlarmState


class CloudWatchAlarmEvent(TypedDict):
    """An alarm has changed its state."""

    source: Literal["aws.cloudwatch"]
    alarmArn: str
    accountId: str
    time: str
    region: str
    alarmData: AlarmData
