"""What is sold, by the stream of the orders."""

import os

import boto3
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

processor = BatchProcessor(event_type=EventType.DynamoDBStreams)
sales = boto3.resource("dynamodb").Table(os.environ["SALES_TABLE"])


def count(record: DynamoDBRecord) -> None:
    for each in record.dynamodb.new_image["items"]:
        if each["item"] == "unicorn":
            raise ValueError("there are no unicorns")
        sales.update_item(
            Key={"item": each["item"]},
            UpdateExpression="ADD sold :quantity",
            ExpressionAttributeValues={":quantity": each["quantity"]},
        )


def handler(event, context):
    return process_partial_response(event, count, processor, context)
