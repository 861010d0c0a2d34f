"""Keeps a function busy, so that others are throttled: for cases that say until when it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pytest_lambda import LambdaService

#: tells the invocations that only keep the function busy
OCCUPIED = "keep busy for seconds"
#: AWS's longest timeout
LONGEST_S = 900
#: so that the end of one such invocation never falls together with an attempt at something else
ODD_S = 0.000123


def keeps_busy(event: Any) -> bool:
    """Whether an event is one of these; if it is, this takes as long as it says."""
    if not isinstance(event, dict) or OCCUPIED not in event:
        return False
    time.sleep(event[OCCUPIED])
    return True


def occupy(
    service: LambdaService, function: str, *, start: datetime, until_s: float, times: int, timeout_s: float
) -> None:
    """Let invocations of a function run from now on.

    Args:
        service: of the function.
        function: its name.
        start: of the case.
        until_s: seconds from start.
        times: how many at once.
        timeout_s: of the function, which is the longest that one can be; the next one follows it.
    """
    for number in range(times):
        name = f"occupant-{number}"
        handler = _occupant(service, function, name, start, until_s, timeout_s - ODD_S)
        occupant = service.create_function(name, handler=handler, timeout=LONGEST_S)
        occupant.put_function_recursion_config(recursive_loop="Allow")
        occupant.invoke({}, invocation_type="Event")
    service.advance(seconds=0)


def _occupant(
    service: LambdaService, function: str, name: str, start: datetime, until_s: float, piece_s: float
) -> Callable[[Any, Any], None]:
    """Calls the function and waits for it, then leaves the rest to the next invocation of itself."""

    def handler(event: Any, context: Any) -> None:
        left = until_s - (service.now() - start).total_seconds()
        service.invoke(function, {OCCUPIED: min(left, piece_s)})
        if left > piece_s:
            service.invoke(name, {}, invocation_type="Event")

    return handler
