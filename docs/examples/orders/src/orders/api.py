"""Answers `GET /orders/{order}`."""

from __future__ import annotations

import json
from dataclasses import asdict

from orders.orderbook import Event, table


def handler(event: Event, context: object) -> dict[str, object]:
    """The order as JSON, or 404."""
    number = event["pathParameters"]["order"]
    order = table.get(number)
    if order is None:
        return response(404, {"message": f"no order {number}"})
    return response(200, select(asdict(order), event["queryStringParameters"]))


def select(order: Event, parameters: Event | None) -> Event:
    """Only the fields that the query asks for; all of them when it names none."""
    wanted = (parameters or {}).get("fields")
    return order if wanted is None else {name: order[name] for name in wanted.split(",")}


def response(status: int, body: Event) -> dict[str, object]:
    """A response in the shape that API Gateway understands."""
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}
