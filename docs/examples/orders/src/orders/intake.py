"""Takes new orders from the queue."""

from __future__ import annotations

import logging

from orders import supplier
from orders.orderbook import Event, Order, table

logger = logging.getLogger(__name__)


def handler(event: Event, context: object) -> dict[str, object]:
    """Keep every order of the batch."""
    accepted = []
    for record in event["Records"]:
        order = Order.from_json(record["body"])
        if not supplier.reserve(order.sku, order.quantity):
            logger.warning("out of stock: %s", order.sku)
            continue
        table.put(order)
        accepted.append(order.order)
    print(f"accepted {accepted}, {len(table)} in {table.name}")
    return {"accepted": accepted}
