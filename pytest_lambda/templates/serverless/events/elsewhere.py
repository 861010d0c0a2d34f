"""Events of services that are not simulated, or only in part: they are declared, so that nothing gets lost silently."""

from __future__ import annotations

from typing import Any

from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.events.trigger import Trigger


def cloudwatch_log(trigger: Trigger) -> None:
    """A subscription filter of a log group."""
    settings = trigger.either("logGroup", ("filter", "logGroup"))
    name = f"{trigger.prefix}LogsSubscriptionFilterCloudWatchLog{trigger.number}"
    trigger.add(name, "AWS::Logs::SubscriptionFilter", {
        "LogGroupName": settings.get("logGroup"),
        "FilterPattern": settings.get("filter").value or "",
        "DestinationArn": trigger.target,
    })  # fmt: skip


def iot(trigger: Trigger) -> None:
    """A rule of IoT Core."""
    settings = trigger.checked(("description", "enabled", "name", "sql", "sqlVersion"))
    trigger.add(f"{trigger.prefix}IotTopicRule{trigger.number}", "AWS::IoT::TopicRule", {
        "RuleName": settings.get("name"),
        "TopicRulePayload": {"Sql": settings.get("sql"), "Actions": [{"Lambda": {"FunctionArn": trigger.target}}]},
    })  # fmt: skip


def cognito_user_pool(trigger: Trigger) -> None:
    """A trigger of a user pool."""
    settings = trigger.checked(("existing", "forceDeploy", "kmsKeyId", "lambdaVersion", "pool", "trigger"))
    if settings.get("existing").flag():
        trigger.project.leave_out(settings, "no user signs in here, so triggers are not called: invoke them.")
        return
    pool = str(settings.get("pool").value)
    logical_id = f"CognitoUserPool{names.letters(pool)}"
    known = trigger.project.resources.get(logical_id)
    triggers = {} if known is None else known.properties.get("LambdaConfig").mapping()
    trigger.add(logical_id, "AWS::Cognito::UserPool", {
        "UserPoolName": pool,
        "LambdaConfig": {**triggers, str(settings.get("trigger").value): trigger.target},
    }, anew=True)  # fmt: skip


def alexa(trigger: Trigger) -> None:
    """The permission for a skill."""
    _permit(trigger, "alexa-appkit.amazon.com")


def cloud_front(trigger: Trigger) -> None:
    """A distribution with the function at its edge."""
    trigger.add("CloudFrontDistribution", "AWS::CloudFront::Distribution", {"DistributionConfig": {}})


def _permit(trigger: Trigger, principal: str) -> Any:
    name = f"{trigger.prefix}LambdaPermission{names.letters(trigger.kind)}{trigger.number}"
    return trigger.add(name, "AWS::Lambda::Permission", {
        "FunctionName": trigger.target, "Action": "lambda:InvokeFunction", "Principal": principal,
    })  # fmt: skip
