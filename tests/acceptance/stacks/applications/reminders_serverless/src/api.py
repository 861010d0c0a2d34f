"""Keeps reminders."""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    if event["routeKey"] == "POST /reminders":
        reminder = json.loads(event["body"])
        item = {"id": event["requestContext"]["requestId"], "at": reminder["at"], "text": reminder["text"]}
        table.put_item(Item={**item, "state": "waiting"})
        return {"statusCode": 201, "body": json.dumps(item)}
    found = table.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
    return found or {"statusCode": 404}
