"""Collects measurements by sensor and day."""

import base64
import json
import os
from decimal import Decimal

import boto3

days = boto3.resource("dynamodb").Table(os.environ["DAYS"])


def keep(data: bytes) -> None:
    measured = json.loads(data, parse_float=Decimal)
    days.update_item(
        Key={"sensor": measured["sensor"], "day": measured["at"][:10]},
        UpdateExpression="SET measured = list_append(if_not_exists(measured, :none), :value)",
        ExpressionAttributeValues={":none": [], ":value": [Decimal(measured["value"])]},
    )


def handler(event, context):
    for record in event["Records"]:
        try:
            keep(base64.b64decode(record["kinesis"]["data"]))
        except (ValueError, KeyError) as error:
            print("not a measurement:", error)
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
    return {"batchItemFailures": []}
