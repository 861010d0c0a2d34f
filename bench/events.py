"""Events as SQS delivers them."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

Event = dict[str, Any]


def sqs_event(records: int) -> Event:
    """So many SQS records of about 1 KB each."""
    return {"Records": [_record(number) for number in range(records)]}


def _record(number: int) -> Event:
    body = json.dumps({"order": 1000 + number, "note": "x" * 213})
    return {
        "messageId": str(uuid.UUID(int=number)),
        "receiptHandle": "AQEB" + "w" * 280,
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1793784413318",
            "SenderId": "AIDAQ3EGVXJH2M7TKCDWZ",
            "ApproximateFirstReceiveTimestamp": "1793784413359",
        },
        "messageAttributes": {},
        "md5OfMessageAttributes": None,
        "md5OfBody": hashlib.md5(body.encode()).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:orders",
        "awsRegion": "us-east-1",
    }
