"""Notes which order an uploaded receipt belongs to."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from orders.orderbook import Event


def handler(event: Event, context: object) -> list[dict[str, object]]:
    """List the receipts of the notification."""
    return [receipt(record["s3"]["object"]) for record in event["Records"]]


def receipt(uploaded: Event) -> dict[str, object]:
    """The order, the customer and the size of one uploaded receipt."""
    name = unquote_plus(uploaded["key"]).rpartition("/")[2]
    match = re.fullmatch(r"(?P<customer>.+) \(order (?P<order>\d+)\)\.pdf", name)
    if match is None:
        raise ValueError(f"not the name of a receipt: {name!r}")
    return {**match.groupdict(), "bytes": uploaded["size"]}
