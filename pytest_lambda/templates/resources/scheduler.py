"""AWS::Scheduler: schedules of EventBridge Scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.templates.resources.events import TARGET_LEFT_OUT
from pytest_lambda.templates.resources.forms import ANYTHING, TAGS, TEXT, WHOLE, has, of
from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import ResourceType, Subject, arn_of

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_TARGET = has(
    "Arn",
    "RoleArn",
    Arn=TEXT,
    DeadLetterConfig=has(Arn=TEXT),
    EcsParameters=ANYTHING,
    EventBridgeParameters=ANYTHING,
    Input=TEXT,
    KinesisParameters=ANYTHING,
    RetryPolicy=has(MaximumEventAgeInSeconds=WHOLE, MaximumRetryAttempts=WHOLE),
    RoleArn=TEXT,
    SageMakerPipelineParameters=ANYTHING,
    SqsParameters=ANYTHING,
)
_SCHEDULE = of(
    "AWS::Scheduler::Schedule",
    {
        "ActionAfterCompletion": TEXT,
        "Description": TEXT,
        "EndDate": TEXT,
        "FlexibleTimeWindow": has("Mode", MaximumWindowInMinutes=WHOLE, Mode=TEXT),
        "GroupName": TEXT,
        "KmsKeyArn": TEXT,
        "Name": TEXT,
        "ScheduleExpression": TEXT,
        "ScheduleExpressionTimezone": TEXT,
        "StartDate": TEXT,
        "State": TEXT,
        "Target": _TARGET,
    },
    "FlexibleTimeWindow",
    "ScheduleExpression",
    "Target",
)
#: property -> what becomes of it
_LEFT_OUT = {
    "StartDate": "it fires from now on",
    "EndDate": "it does not end",
    "GroupName": "its ARN here is that of the default group",
}


def _make(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    target = given["Target"]
    place = subject.place.at(target, "Target")
    endpoint = deployment.event_target(subject, place.get("Arn"), target["Arn"])
    if endpoint is None:
        return None
    deployment.leave_out_of(subject, subject.place, given, _LEFT_OUT)
    deployment.leave_out_of(subject, place, target, TARGET_LEFT_OUT)
    if given["FlexibleTimeWindow"]["Mode"] != "OFF":
        where = subject.place.get("FlexibleTimeWindow")
        deployment.leave_out(subject, where, "FlexibleTimeWindow: it fires when the window begins.")
    state = given.get("State", "ENABLED")
    if state not in ("ENABLED", "DISABLED"):
        raise subject.place.get("State").error(f"State is {state!r}: expected ENABLED or DISABLED.")
    return deployment.service.schedule(
        given["ScheduleExpression"],
        endpoint,
        name=subject.name,
        by="scheduler",
        input=target.get("Input"),
        timezone=given.get("ScheduleExpressionTimezone"),
        enabled=state == "ENABLED",
    )


def _arn(subject: Subject) -> str:
    group = subject.value("GroupName")
    return subject.arn("scheduler", f"schedule/{'default' if group is None else group.value}/{subject.name}")


ROWS = (
    ResourceType(
        "AWS::Scheduler::Schedule",
        "Name",
        attributes={"Arn": _arn},
        properties=_SCHEDULE,
        make=_make,
        hints={"timezone is": "ScheduleExpressionTimezone"},
        naming=Naming(64),
    ),
    ResourceType(
        "AWS::Scheduler::ScheduleGroup",
        "Name",
        attributes={"Arn": arn_of("scheduler", "schedule-group/{name}"), "State": lambda subject: "ACTIVE"},
        properties=of("AWS::Scheduler::ScheduleGroup", {"Name": TEXT, "Tags": TAGS}),
        naming=Naming(64),
    ),
)
