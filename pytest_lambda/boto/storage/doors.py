"""The services of AWS that keep items and objects."""

from __future__ import annotations

from pytest_lambda.boto.exchange import Door
from pytest_lambda.boto.storage.dynamodb import DynamoDBDoor
from pytest_lambda.boto.storage.dynamodb_streams import DynamoDBStreamsDoor
from pytest_lambda.boto.storage.s3 import S3Door
from pytest_lambda.boto.storage.tables import Tables
from pytest_lambda.service.service import LambdaService


def storage_doors(service: LambdaService) -> dict[str, Door]:
    """What clients of botocore reach of a service's tables, their streams, and buckets."""
    tables = Tables(service)
    return {
        "dynamodb": DynamoDBDoor(service, tables),
        "dynamodb-streams": DynamoDBStreamsDoor(service, tables),
        "s3": S3Door(service),
    }
