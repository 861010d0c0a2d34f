"""AWS::Logs: log groups, which functions write into."""

from __future__ import annotations

from pytest_lambda.templates.resources.row import ResourceType, arn_of

ROWS = (
    ResourceType(
        "AWS::Logs::LogGroup",
        "LogGroupName",
        attributes={"Arn": arn_of("logs", "log-group:{name}:*")},
    ),
    ResourceType("AWS::Logs::LogStream", "LogStreamName"),
    ResourceType("AWS::Logs::MetricFilter", "FilterName", lost="no metric is made of what functions log."),
    ResourceType(
        "AWS::Logs::SubscriptionFilter",
        "FilterName",
        lost="what functions log is not sent on to a subscription's destination.",
    ),
    ResourceType("AWS::Logs::ResourcePolicy", "PolicyName"),
)
