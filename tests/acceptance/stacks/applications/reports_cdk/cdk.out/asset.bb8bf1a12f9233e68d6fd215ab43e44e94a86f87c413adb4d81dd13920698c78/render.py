"""Writes the report of a sensor's day into a bucket."""

import json
import os

import boto3
from reporting import summary

days = boto3.resource("dynamodb").Table(os.environ["DAYS"])
s3 = boto3.client("s3")


def handler(event, context):
    sensor, day = event["pathParameters"]["sensor"], event["pathParameters"]["day"]
    found = days.get_item(Key={"sensor": sensor, "day": day}).get("Item")
    if found is None:
        return {"statusCode": 404, "body": f"nothing was measured by {sensor} on {day}"}
    report = {name: str(value) for name, value in summary(found["measured"]).items()}
    key = f"{sensor}/{day}.json"
    s3.put_object(Bucket=os.environ["REPORTS"], Key=key, Body=json.dumps(report), ContentType="application/json")
    return {"statusCode": 201, "headers": {"location": f"/{key}"}, "body": json.dumps(report)}
