"""Sends reminders."""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def send(reminder_id: str) -> None:
    reminder = table.get_item(Key={"id": reminder_id})["Item"]
    if not reminder["text"]:
        raise ValueError("nothing to remind of")
    print("reminded:", reminder["text"])
    table.update_item(
        Key={"id": reminder_id},
        UpdateExpression="SET #state = :sent",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":sent": "sent"},
    )


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            send(json.loads(record["body"])["id"])
        except ValueError:
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
