"""Tells the bus of the shop about baskets that are checked out."""

import json
import os

import boto3

events = boto3.client("events")


def handler(event, context):
    basket = json.loads(event["body"])
    answer = events.put_events(
        Entries=[
            {
                "EventBusName": os.environ["BUS"],
                "Source": "shop.checkout",
                "DetailType": "BasketCheckedOut",
                "Detail": json.dumps({"basket": event["pathParameters"]["basket"], "items": basket["items"]}),
            }
        ]
    )
    if answer["FailedEntryCount"]:
        return {"statusCode": 503, "body": "try again"}
    return {"statusCode": 202, "body": json.dumps({"event": answer["Entries"][0]["EventId"]})}
