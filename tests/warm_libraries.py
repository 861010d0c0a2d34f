"""Libraries that handlers use, imported before any handler runs.

The first call of a client reads descriptions of AWS's services, and a mock's modules with them. From a cold disk, on a
machine that is busy, that takes longer than a function may; on AWS it would be in the package of the function.
"""

from __future__ import annotations

from importlib import import_module

import pytest

_MODULES = (
    "aws_lambda_powertools.event_handler",
    "aws_lambda_powertools.metrics",
    "aws_lambda_powertools.utilities.batch",
    "aws_lambda_powertools.utilities.data_classes",
    "aws_lambda_powertools.utilities.idempotency",
    "boto3.dynamodb.conditions",
    "boto3.s3.transfer",
)
#: a call without parameters of each service
_CALLS = {
    "dynamodb": "list_tables",
    "dynamodbstreams": "list_streams",
    "events": "list_event_buses",
    "kinesis": "list_streams",
    "lambda": "list_functions",
    "logs": "describe_log_groups",
    "s3": "list_buckets",
    "scheduler": "list_schedules",
    "secretsmanager": "list_secrets",
    "ses": "list_identities",
    "sns": "list_topics",
    "sqs": "list_queues",
    "ssm": "describe_parameters",
    "sts": "get_caller_identity",
}


@pytest.fixture(scope="session", autouse=True)
def warm_libraries() -> None:
    """Once for each process of the suite that needs them."""
    for module in _MODULES:
        import_module(module)
    boto3, moto = import_module("boto3"), import_module("moto")
    with moto.mock_aws():
        boto3.resource("dynamodb", region_name="us-east-1")
        for service, operation in _CALLS.items():
            getattr(boto3.client(service, region_name="us-east-1"), operation)()

