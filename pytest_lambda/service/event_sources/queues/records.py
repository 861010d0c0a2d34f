"""Messages as records of an event (A80-A84)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from pytest_lambda.events.building.message_attributes import MessageAttribute, as_sqs
from pytest_lambda.service.resources.sqs_message import Life
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from pytest_lambda.service.resources.sqs_receipts import receipt_handle
from pytest_lambda.service.resources.sqs_requests import normalised


class Records:
    """Makes records of messages of one queue.

    Args:
        queue: it.
    """

    __slots__ = ("_arn", "_region")

    def __init__(self, queue: SqsQueue) -> None:
        self._arn = queue.arn
        self._region = queue.arn.split(":")[3]

    def of_next_receipt(self, life: Life, now_us: int, *, windowed: bool) -> dict[str, Any]:
        """The record of a message that is being received: as it will be by then.

        Args:
            life: of the message.
            now_us: microseconds since 1970.
            windowed: whether the mapping gathers for a while; such records say that there is no digest (A82).
        """
        made = {
            "messageId": life.message_id,
            "receiptHandle": receipt_handle(self._arn, life.number, life.receives_here + 1),
            "body": life.body,
            "attributes": _system(life, now_us),
            "messageAttributes": {},
            "md5OfMessageAttributes": None,
            "md5OfBody": hashlib.md5(life.body.encode(), usedforsecurity=False).hexdigest(),
            "eventSource": "aws:sqs",
            "eventSourceARN": self._arn,
            "awsRegion": self._region,
        }
        if life.message_attributes:
            _add_attributes(made, life.message_attributes)
        elif not windowed:
            del made["md5OfMessageAttributes"]
        return made


def _system(life: Life, now_us: int) -> dict[str, str]:
    first_us = now_us if life.first_received_us is None else life.first_received_us
    made = {
        "ApproximateReceiveCount": str(life.receive_count + 1),
        "SentTimestamp": str(life.sent_us // 1000),
        "SenderId": life.sender,
        "ApproximateFirstReceiveTimestamp": str(first_us // 1000),
    }
    if life.system:
        made.update(life.system)
    return made


def _add_attributes(record: dict[str, Any], attributes: Mapping[str, MessageAttribute]) -> None:
    shown, digest = normalised(attributes)
    record["messageAttributes"] = {name: as_sqs(each) for name, each in shown.items()}
    record["md5OfMessageAttributes"] = digest
