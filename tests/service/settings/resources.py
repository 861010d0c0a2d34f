"""Resources that the tests of this folder send to."""

from __future__ import annotations

from dataclasses import dataclass

PLACE = "us-east-1:123456789012"
OWN_ARN = f"arn:aws:lambda:{PLACE}:function:orders"


@dataclass(frozen=True)
class Resource:
    arn: str


QUEUE = Resource(f"arn:aws:sqs:{PLACE}:failed")
FIFO_QUEUE = Resource(f"arn:aws:sqs:{PLACE}:failed.fifo")
TOPIC = Resource(f"arn:aws:sns:{PLACE}:failed")
FIFO_TOPIC = Resource(f"arn:aws:sns:{PLACE}:failed.fifo")
FUNCTION = Resource(f"arn:aws:lambda:{PLACE}:function:other")
BUS = Resource(f"arn:aws:events:{PLACE}:event-bus/default")
BUCKET = Resource("arn:aws:s3:::failed")

KNOWN = {each.arn: each for each in (QUEUE, FIFO_QUEUE, TOPIC, FIFO_TOPIC, FUNCTION, BUS, BUCKET)}


def resolve(arn: str) -> object:
    return KNOWN.get(arn)
