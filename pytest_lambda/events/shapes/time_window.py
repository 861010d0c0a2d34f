"""What a tumbling window adds to the events of streams (services-kinesis-windows in Lambda's guide)."""

from __future__ import annotations

from typing import Any, TypedDict


class Window(TypedDict):
    """Begin and end, as ISO text with seconds."""

    start: str
    end: str


class TimeWindow(TypedDict):
    """What stands beside the records."""

    window: Window
    #: what the invocation before it returned, `{}` for the first one
    state: dict[str, Any]
    shardId: str
    eventSourceARN: str
    isFinalInvokeForWindow: bool
    isWindowTerminatedEarly: bool
