"""The table of resource types: one module for each service, imported when one of its types is needed first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from pytest_lambda.templates.resources.row import ResourceType

#: service in `AWS::Service::Type` -> the module below this package with its `ROWS`
_MODULES: Mapping[str, str] = {
    "Lambda": "lambda_functions",
    "SQS": "sqs",
    "SNS": "sns",
    "Kinesis": "kinesis",
    "DynamoDB": "dynamodb",
    "S3": "s3",
    "Events": "events",
    "Scheduler": "scheduler",
    "AmazonMQ": "brokers",
    "MSK": "brokers",
    "DocDB": "brokers",
    "Logs": "logs",
    "CloudFormation": "stacks",
    "SSM": "settings_stores",
    "SecretsManager": "settings_stores",
    "Cognito": "cognito",
    "ApiGateway": "gateways",
    "ApiGatewayV2": "gateways",
    "AppSync": "gateways",
    "EC2": "networks",
    "ElasticLoadBalancingV2": "networks",
}
#: services of which the name is most of what counts
_OTHERS = "known_by_name"
#: of `Custom::Type`
_CUSTOM = "custom"


def row_of(name: str) -> ResourceType:
    """The row of a type; one without a row has its physical name and nothing else."""
    parts = name.split("::")
    module = _MODULES.get(parts[1], _OTHERS) if len(parts) == 3 and parts[0] == "AWS" else _OTHERS
    module = _CUSTOM if parts[0] == "Custom" else module
    found = _rows(module).get(name)
    return ResourceType(name, lost=f"{name} is not simulated.") if found is None else found


def known_types() -> tuple[ResourceType, ...]:
    """All rows."""
    modules = dict.fromkeys((*_MODULES.values(), _CUSTOM, _OTHERS))
    return tuple(row for module in modules for row in _rows(module).values())


@cache
def _rows(module: str) -> Mapping[str, ResourceType]:
    rows: tuple[ResourceType, ...] = import_module(f"{__package__}.{module}").ROWS
    return {row.name: row for row in rows}
