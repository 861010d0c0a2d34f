"""Records of each kind of source, with some data in them."""

from __future__ import annotations

import base64
import json
from typing import Any


def sqs(body: object, **fields: Any) -> dict[str, Any]:
    """A message; an object is its JSON."""
    return {"messageId": "m1", "body": _text(body), "eventSource": "aws:sqs", **fields}


def kinesis(data: object, **fields: Any) -> dict[str, Any]:
    """A record of a data stream."""
    inside = {"partitionKey": "p1", "sequenceNumber": "49590338271490256608559692538361571095921575989136588898"}
    return {"kinesis": {**inside, "data": _encoded(data), **fields}, "eventName": "aws:kinesis:record"}


def dynamodb(new_image: object = None, event_name: str = "INSERT", **fields: Any) -> dict[str, Any]:
    """A record of a table's stream."""
    change = {"Keys": {"id": {"S": "1"}}, "ApproximateCreationDateTime": 1700000000.0, "SizeBytes": 26, **fields}
    if new_image is not None:
        change["NewImage"] = new_image
    return {"eventName": event_name, "eventSource": "aws:dynamodb", "dynamodb": change}


def kafka(value: object, **fields: Any) -> dict[str, Any]:
    """A record of a topic; None has no value."""
    record: dict[str, Any] = {"topic": "orders", "partition": 0, "offset": 15, "headers": []}
    if value is not None:
        record["value"] = _encoded(value)
    return {**record, **fields}


def mq(data: object, **fields: Any) -> dict[str, Any]:
    """A message of a broker."""
    return {"messageID": "ID:1", "redelivered": False, "priority": 4, "data": _encoded(data), **fields}


def _text(content: object) -> str:
    return content if isinstance(content, str) else json.dumps(content)


def _encoded(content: object) -> str:
    raw = content if isinstance(content, bytes) else _text(content).encode()
    return base64.b64encode(raw).decode()
