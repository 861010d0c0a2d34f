"""What is sold, by the stream of the orders."""

import os
from decimal import Decimal

import boto3
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from botocore.exceptions import ClientError

processor = BatchProcessor(event_type=EventType.DynamoDBStreams)
sales = boto3.resource("dynamodb").Table(os.environ["SALES_TABLE"])


def count(record: DynamoDBRecord) -> None:
    order = record.dynamodb.new_image
    for each in order["items"]:
        if each["item"] == "unicorn":
            raise ValueError("there are no unicorns")
        count_once(order["order_id"], each["item"], each["quantity"])


def count_once(order_id: str, item: str, quantity: Decimal) -> None:
    """A record may come again, after a failure of another one in its batch."""
    try:
        sales.update_item(
            Key={"item": item},
            UpdateExpression="ADD sold :quantity, orders :orders",
            ConditionExpression="NOT contains(orders, :order)",
            ExpressionAttributeValues={":quantity": quantity, ":orders": {order_id}, ":order": order_id},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise


def handler(event, context):
    return process_partial_response(event, count, processor, context)
