"""The order page behind API Gateway."""

from __future__ import annotations

import json

import pytest

from orders.orderbook import Order, table

pytestmark = pytest.mark.aws_lambda(handler="orders.api.handler", timeout=5, memory_size=256)


def test_an_order(lambda_function, recorded):
    table.put(Order("1042", sku="tea-oolong", quantity=2, customer="Zoë Álvarez"))

    response = lambda_function(recorded("apigateway_get_order"))

    assert response["statusCode"] == 200
    assert json.loads(response["body"]) == {"sku": "tea-oolong", "quantity": 2}


def test_an_unknown_order(lambda_function, recorded):
    response = lambda_function(recorded("apigateway_get_order"))

    assert response["statusCode"] == 404
    assert json.loads(response["body"]) == {"message": "no order 1042"}
