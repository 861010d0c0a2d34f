"""`CloudWatchLogs`: a subscription filter of a log group."""

from __future__ import annotations

from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import sub
from pytest_lambda.templates.sam.schema import TEXT, Schema, kinds

_SCHEMA = Schema("CloudWatchLogs", kinds(TEXT, "LogGroupName FilterPattern"), ("LogGroupName", "FilterPattern"))
_ARN = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*"


def subscription(event: Event) -> list[Draft]:
    """The permission and the filter."""
    event.check(_SCHEMA)
    group = event.get("LogGroupName")
    permission = event.permission("logs.amazonaws.com", SourceArn=sub(_ARN, {"__LogGroupName__": group}))
    made = event.draft(
        "AWS::Logs::SubscriptionFilter",
        {"LogGroupName": group, "FilterPattern": event.get("FilterPattern"), "DestinationArn": event.target.arn},
    )
    made.depends_on = [permission.logical_id]
    return [permission, made]
