"""`IoTRule`: a rule of IoT."""

from __future__ import annotations

from typing import Any

from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import ref, sub
from pytest_lambda.templates.sam.schema import TEXT, Schema, kinds, present

_SCHEMA = Schema("IoTRule", kinds(TEXT, "Sql AwsIotSqlVersion"), ("Sql",))
_ARN = "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}"


def topic_rule(event: Event) -> list[Draft]:
    """The permission and the rule."""
    event.check(_SCHEMA)
    payload: dict[str, Any] = {
        "RuleDisabled": False,
        "Actions": [{"Lambda": {"FunctionArn": event.target.arn}}],
        **present(event.properties, ("Sql", "AwsIotSqlVersion")),
    }
    permission = event.permission(
        "iot.amazonaws.com",
        SourceArn=sub(_ARN, {"RuleName": ref(event.logical_id)}),
        SourceAccount=sub("${AWS::AccountId}"),
    )
    return [permission, event.draft("AWS::IoT::TopicRule", {"TopicRulePayload": payload})]
