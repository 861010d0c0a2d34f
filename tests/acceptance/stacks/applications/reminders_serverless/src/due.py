"""Finds the reminders that are due soon, and queues them."""

import json
import os
from datetime import datetime, timedelta, timezone

import boto3
from boto3.dynamodb.conditions import Attr

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
sqs = boto3.client("sqs")


def handler(event, context):
    soon = datetime.now(timezone.utc) + timedelta(minutes=int(os.environ["LEAD_MINUTES"]))
    found = table.scan(FilterExpression=Attr("state").eq("waiting") & Attr("at").lte(soon.isoformat()))
    for item in found["Items"]:
        sqs.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=json.dumps({"id": item["id"]}))
        table.update_item(
            Key={"id": item["id"]},
            UpdateExpression="SET #state = :queued",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={":queued": "queued"},
        )
    return {"queued": len(found["Items"])}
