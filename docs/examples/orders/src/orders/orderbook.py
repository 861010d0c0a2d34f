"""What an order is, and where orders are kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from orders import settings


class OrderRejected(Exception):
    """The order makes no sense; trying again will not help."""


@dataclass(frozen=True)
class Order:
    """One order of one article."""

    order: str
    sku: str
    quantity: int
    customer: str

    @classmethod
    def from_json(cls, text: str) -> Order:
        """Read an order from a message body."""
        order = cls(**json.loads(text))
        if order.quantity < 1:
            raise OrderRejected(f"order {order.order}: a quantity of {order.quantity}")
        return order


class Table:
    """Stands where a database table would: it lives as long as the execution environment does."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, Order] = {}

    def put(self, order: Order) -> None:
        """Keep an order under its number."""
        self._items[order.order] = order

    def get(self, number: str) -> Order | None:
        """The order of that number, if there is one."""
        return self._items.get(number)

    def __len__(self) -> int:
        return len(self._items)


table = Table(settings.TABLE_NAME)

Event = dict[str, Any]
