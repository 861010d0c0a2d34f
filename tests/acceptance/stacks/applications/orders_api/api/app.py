"""Orders behind a REST API."""

import os
import uuid
from decimal import Decimal

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, NotFoundError
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import ClientError

logger = Logger()
metrics = Metrics()
app = APIGatewayRestResolver(cors=CORSConfig(allow_origin="*"))
table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])


@app.post("/orders")
def create():
    order = app.current_event.json_body
    if not order.get("items"):
        raise BadRequestError("an order needs items")
    order_id = str(uuid.uuid4())
    items = [{"item": each["item"], "quantity": Decimal(str(each.get("quantity", 1)))} for each in order["items"]]
    table.put_item(
        Item={"order_id": order_id, "status": "new", "items": items},
        ConditionExpression="attribute_not_exists(order_id)",
    )
    metrics.add_metric(name="OrdersCreated", unit=MetricUnit.Count, value=1)
    logger.info("order created", extra={"order_id": order_id})
    return {"order_id": order_id}, 201


@app.get("/orders/<order_id>")
def read(order_id: str):
    found = table.get_item(Key={"order_id": order_id}, ConsistentRead=True).get("Item")
    if found is None:
        raise NotFoundError(f"no order {order_id}")
    return found


@app.delete("/orders/<order_id>")
def cancel(order_id: str):
    try:
        table.update_item(
            Key={"order_id": order_id},
            UpdateExpression="SET #status = :cancelled",
            ConditionExpression="attribute_exists(order_id) AND #status = :new",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":cancelled": "cancelled", ":new": "new"},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return Response(409, content_types.APPLICATION_JSON, '{"message": "not a new order"}')
        raise
    return Response(204)


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event, context):
    return app.resolve(event, context)
