"""A REST API with Powertools and a table, whose stream another function reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import boto3
import httpx
import pytest

from pytest_lambda import LambdaService
from pytest_lambda.templates.application import Application


@pytest.fixture
def orders(deployed: Callable[..., Application]) -> Application:
    return deployed("orders_api/template.yaml")


@pytest.fixture
def client(orders: Application) -> httpx.Client:
    return orders.http_client("OrdersApi")


def ordered(client: httpx.Client, *items: str) -> str:
    made = client.post("/orders", json={"items": [{"item": item, "quantity": 2} for item in items]})
    assert made.status_code == 201, made.text
    return made.json()["order_id"]


def sold(orders: Application) -> dict[str, Decimal]:
    items = boto3.resource("dynamodb").Table(orders["SalesTable"].name).scan()["Items"]
    return {each["item"]: each["sold"] for each in items}


def test_an_order_is_made_read_and_cancelled_once(client: httpx.Client) -> None:
    order_id = ordered(client, "apple", "pear")
    found = client.get(f"/orders/{order_id}").json()
    assert (found["status"], [each["item"] for each in found["items"]]) == ("new", ["apple", "pear"])
    assert [client.delete(f"/orders/{order_id}").status_code for _ in range(2)] == [204, 409]
    assert client.get(f"/orders/{order_id}").json()["status"] == "cancelled"


def test_what_is_no_order(client: httpx.Client) -> None:
    assert client.post("/orders", json={"items": []}).status_code == 400
    assert client.get("/orders/none").status_code == 404
    assert client.put("/orders/none").status_code == 403  # no such route: MISSING_AUTHENTICATION_TOKEN


def test_browsers_are_allowed_in(client: httpx.Client) -> None:
    preflight = client.options(
        "/orders", headers={"origin": "https://shop.example.com", "access-control-request-method": "POST"}
    )
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, "*")


def test_the_stream_of_the_table_counts_what_is_sold(
    orders: Application, client: httpx.Client, lambda_service: LambdaService
) -> None:
    order_id = ordered(client, "apple", "pear")
    ordered(client, "apple")
    client.delete(f"/orders/{order_id}")  # a MODIFY, which the filter leaves out
    lambda_service.run()
    assert sold(orders) == {"apple": 4, "pear": 2}


def test_what_cannot_be_sold_comes_to_the_queue(
    orders: Application, client: httpx.Client, lambda_service: LambdaService
) -> None:
    for item in "apple", "unicorn", "pear":
        ordered(client, item)
    lambda_service.run()
    assert sold(orders) == {"apple": 2, "pear": 2}
    [message] = orders["UnsoldQueue"].messages
    assert message.json["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert message.json["DDBStreamBatchInfo"]["batchSize"] == 1


def test_settings_of_the_template_reach_the_functions(orders: Application) -> None:
    function = orders.functions["OrdersFunction"]
    configuration = function.configuration
    assert (configuration.timeout, configuration.memory_size) == (10, 256)
    assert dict(configuration.environment) == {
        "ORDERS_TABLE": orders["OrdersTable"].name,
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_METRICS_NAMESPACE": "Shop",
        "POWERTOOLS_SERVICE_NAME": "orders",
    }
    assert orders.functions["SalesFunction"].configuration.timeout == 30


def test_metrics_and_logs(orders: Application, client: httpx.Client, lambda_service: LambdaService) -> None:
    order_id = ordered(client, "apple")
    assert lambda_service.metrics.namespace("Shop")["OrdersCreated"].sum(service="orders") == 1
    name = orders.functions["OrdersFunction"].name
    lines = [json.loads(each) for each in lambda_service.log_groups[f"/aws/lambda/{name}"].text.splitlines() if each[:1] == "{"]
    assert order_id in [each.get("order_id") for each in lines]


def test_outputs_and_parameters(deployed: Callable[..., Application]) -> None:
    production = deployed("orders_api/template.yaml", parameters={"Stage": "prod"})
    assert production.outputs["OrdersUrl"].endswith("/prod/orders")
    assert production.outputs["OrdersTable"] == production["OrdersTable"].name
    url = production.outputs["OrdersUrl"]
    assert production.http_client("OrdersApi").post(url, json={"items": [{"item": "apple"}]}).status_code == 201
