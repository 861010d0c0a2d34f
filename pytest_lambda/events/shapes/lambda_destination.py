"""What an asynchronous invocation sends to its destination (facts 3.4)."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class DestinationRequestContext(TypedDict):
    """Which invocation it was, and how it ended."""

    requestId: str
    #: qualified: `…:$LATEST`
    functionArn: str
    condition: Literal["Success", "RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency"]
    approximateInvokeCount: int


class DestinationResponseContextBase(TypedDict):
    """What every answer has."""

    #: 200; 429 if the last attempt was throttled, 404 if the function was gone
    statusCode: int


class DestinationResponseContext(DestinationResponseContextBase, total=False):
    """With what only functions that were invoked have, and only failures."""

    executedVersion: str
    functionError: str


class LambdaDestinationBase(TypedDict):
    """What every record has."""

    version: Literal["1.0"]
    timestamp: str
    requestContext: DestinationRequestContext
    requestPayload: Any


class LambdaDestinationEvent(LambdaDestinationBase, total=False):
    """A record; of a function that was not invoked it has no answer."""

    responseContext: DestinationResponseContext
    responsePayload: Any
    #: in place of an answer that is not JSON
    deliveryError: dict[str, Any]
