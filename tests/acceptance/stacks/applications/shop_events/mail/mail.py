"""Sends mails."""

import json
import os

import boto3

ses = boto3.client("ses", region_name="us-east-1")


def send(subject: str) -> None:
    ses.send_email(
        Source=os.environ["FROM"],
        Destination={"ToAddresses": ["customer@example.com"]},
        Message={"Subject": {"Data": subject}, "Body": {"Text": {"Data": subject}}},
    )


def handler(event, context):
    if event.get("digest"):
        send("what you have bought")
        return
    for record in event["Records"]:
        send(f"thank you for basket {json.loads(record['body'])['basket']}")
