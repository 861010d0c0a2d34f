"""AWS::Logs: log groups, which functions write into, and what becomes of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.service.resources.log_subscription import LogSubscription
from pytest_lambda.templates.resources.forms import ANYTHING, FLAG, JSON, TAGS, TEXT, TEXTS, WHOLE, of
from pytest_lambda.templates.resources.row import ResourceType, Subject, arn_of

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_GROUP = of(
    "AWS::Logs::LogGroup",
    {
        "BearerTokenAuthenticationEnabled": FLAG,
        "DataProtectionPolicy": JSON,
        "DeletionProtectionEnabled": FLAG,
        "FieldIndexPolicies": ANYTHING,
        "KmsKeyId": TEXT,
        "LogGroupClass": TEXT,
        "LogGroupName": TEXT,
        "ResourcePolicyDocument": JSON,
        "RetentionInDays": WHOLE,
        "Tags": TAGS,
    },
)
_FILTER = of(
    "AWS::Logs::SubscriptionFilter",
    {
        "ApplyOnTransformedLogs": FLAG,
        "DestinationArn": TEXT,
        "Distribution": TEXT,
        "EmitSystemFields": TEXTS,
        "FieldSelectionCriteria": TEXT,
        "FilterName": TEXT,
        "FilterPattern": TEXT,
        "LogGroupName": TEXT,
        "RoleArn": TEXT,
    },
    "DestinationArn",
    "FilterPattern",
    "LogGroupName",
)


def _make_group(deployment: Deployment, subject: Subject) -> Any:
    return deployment.service.log_groups.group(subject.name)


def _make_filter(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    target, group = given["DestinationArn"], given["LogGroupName"]
    if target.split(":")[2:3] != ["lambda"]:
        place = subject.place.get("DestinationArn")
        deployment.leave_out(subject, place, f"what functions log is not sent to {target}: destinations are functions.")
        return None
    made = LogSubscription(
        subject.name, group, target, pattern=given["FilterPattern"], platform=deployment.service
    )
    deployment.service.log_groups.group(group).subscribe(made)
    return made


ROWS = (
    ResourceType(
        "AWS::Logs::LogGroup",
        "LogGroupName",
        attributes={"Arn": arn_of("logs", "log-group:{name}:*")},
        properties=_GROUP,
        make=_make_group,
    ),
    ResourceType("AWS::Logs::LogStream", "LogStreamName"),
    ResourceType("AWS::Logs::MetricFilter", "FilterName", lost="no metric is made of what functions log."),
    ResourceType(
        "AWS::Logs::SubscriptionFilter",
        "FilterName",
        properties=_FILTER,
        make=_make_filter,
        hints={"log group": "LogGroupName", "pattern": "FilterPattern"},
    ),
    ResourceType("AWS::Logs::ResourcePolicy", "PolicyName"),
)
