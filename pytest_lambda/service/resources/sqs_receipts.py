"""Receipt handles: each names one receipt of one message of one queue."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from binascii import b2a_base64
from struct import Struct

_NUMBERS = Struct(">QQ")
_SEAL_BYTES = 20


def receipt_handle(queue_arn: str, number: int, receipt: int) -> str:
    """The handle of a receipt.

    Args:
        queue_arn: of the queue, which seals it.
        number: of the message in the queue.
        receipt: the first one of the message is 1.
    """
    told = _NUMBERS.pack(number, receipt)
    seal = hashlib.blake2b(told + queue_arn.encode(), digest_size=_SEAL_BYTES).digest()
    return "AQEB" + b2a_base64(told + seal, newline=False).decode()


def receipt_of(queue_arn: str, handle: str) -> tuple[int, int] | None:
    """The message's number and the receipt's; None if the handle is none of the queue's."""
    try:
        told = b64decode(handle[4:])
    except ValueError:
        return None
    if len(told) < _NUMBERS.size:
        return None
    number, receipt = _NUMBERS.unpack_from(told)
    return (number, receipt) if receipt_handle(queue_arn, number, receipt) == handle else None
