"""Makes payments, each once however often its message comes."""

import json
import os

import boto3
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, IdempotencyConfig, idempotent_function

processor = BatchProcessor(event_type=EventType.SQS)
persistence = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE"])
config = IdempotencyConfig(event_key_jmespath="payment_id")
sns = boto3.client("sns")


class CardDeclined(Exception):
    """The bank said no."""


@idempotent_function(data_keyword_argument="payment", config=config, persistence_store=persistence)
def pay(payment: dict) -> dict:
    if payment["amount"] > 1_000:
        raise CardDeclined(payment["payment_id"])
    sns.publish(
        TopicArn=os.environ["RECEIPTS_TOPIC"],
        Message=json.dumps({"payment_id": payment["payment_id"], "paid": payment["amount"]}),
        MessageAttributes={"channel": {"DataType": "String", "StringValue": payment.get("channel", "mail")}},
    )
    return {"paid": payment["amount"]}


def process(record: SQSRecord) -> dict:
    return pay(payment=record.json_body)


def handler(event, context):
    config.register_lambda_context(context)
    return process_partial_response(event, process, processor, context)
