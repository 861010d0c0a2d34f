"""`ScheduleV2`: schedules of EventBridge Scheduler."""

from __future__ import annotations

from typing import Any

from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.dead_letters import dead_letters
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import get_att
from pytest_lambda.templates.sam.invalid import invalid_event
from pytest_lambda.templates.sam.role import role
from pytest_lambda.templates.sam.schema import MAP, PLAIN_FLAG, TEXT, Schema, kinds, present

_SCHEMA = Schema(
    "ScheduleV2",
    {
        **kinds(
            TEXT,
            "PermissionsBoundary ScheduleExpression Name State Description StartDate EndDate "
            "ScheduleExpressionTimezone GroupName KmsKeyArn Input RoleArn",
        ),
        **kinds(MAP, "FlexibleTimeWindow DeadLetterConfig RetryPolicy"),
        "OmitName": PLAIN_FLAG,
    },
    ("ScheduleExpression",),
)
_SAME = (
    "ScheduleExpression", "State", "Description", "StartDate", "EndDate", "ScheduleExpressionTimezone", "GroupName",
    "KmsKeyArn",
)  # fmt: skip


def function_schedule(event: Event) -> list[Draft]:
    """A schedule that invokes a function."""
    return _schedule(event)


def workflow_schedule(event: Event) -> list[Draft]:
    """A schedule that starts a state machine."""
    return _schedule(event)


def _schedule(event: Event) -> list[Draft]:
    event.check(_SCHEMA)
    window = event.get("FlexibleTimeWindow")
    properties: dict[str, Any] = {
        **present(event.properties, _SAME),
        **_name(event),
        "FlexibleTimeWindow": window if window.value else {"Mode": "OFF"},
    }
    made = event.draft("AWS::Scheduler::Schedule", properties)
    queue, drafts = dead_letters(event, None)
    invoked: dict[str, Any] = {"Arn": event.target.arn, **present(event.properties, ("Input",))}
    if event.get("RoleArn").value:
        invoked["RoleArn"] = event.get("RoleArn")
    else:
        own = _role(event)
        invoked["RoleArn"] = get_att(own.logical_id, "Arn")
        drafts.append(own)
    if queue is not None:
        invoked["DeadLetterConfig"] = event.get("DeadLetterConfig").at({"Arn": queue})
    made.properties["Target"] = {**invoked, **present(event.properties, ("RetryPolicy",))}
    return [made, *drafts]


def _name(event: Event) -> dict[str, Any]:
    name = event.get("Name")
    if not event.get("OmitName").value:
        return {"Name": name if name.value else event.logical_id}
    if name.value:
        raise invalid_event(name, event.target.owner, event.logical_id, "Name cannot be set when OmitName is True")
    return {}


def _role(event: Event) -> Draft:
    boundary = event.get("PermissionsBoundary")
    name, service = f"{event.logical_id}Role", "scheduler.amazonaws.com"
    return role(name, service, event.place, event.target.attributes, PermissionsBoundary=boundary)
