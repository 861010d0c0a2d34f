"""Receipt handles: each names one receipt of one message of one queue."""

from __future__ import annotations

import hashlib
from base64 import b64decode

from pytest_lambda.events.building.contents import base64_text

_NUMBER_BYTES = 8
_SEAL_BYTES = 20


def receipt_handle(queue_arn: str, number: int, receipt: int) -> str:
    """The handle of a receipt.

    Args:
        queue_arn: of the queue, which seals it.
        number: of the message in the queue.
        receipt: the first one of the message is 1.
    """
    told = number.to_bytes(_NUMBER_BYTES, "big") + receipt.to_bytes(_NUMBER_BYTES, "big")
    seal = hashlib.blake2b(told + queue_arn.encode(), digest_size=_SEAL_BYTES)
    return f"AQEB{base64_text(told + seal.digest())}"


def receipt_of(queue_arn: str, handle: str) -> tuple[int, int] | None:
    """The message's number and the receipt's; None if the handle is none of the queue's."""
    try:
        told = b64decode(handle[4:])
    except ValueError:
        return None
    number, receipt = (int.from_bytes(told[at : at + _NUMBER_BYTES], "big") for at in (0, _NUMBER_BYTES))
    return (number, receipt) if receipt_handle(queue_arn, number, receipt) == handle else None
