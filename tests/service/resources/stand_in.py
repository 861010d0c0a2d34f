"""A platform for resources that are tested without the service: time that a test sets, and calls that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_lambda.world import World

BEGIN = 1_700_000_000.0


@dataclass(frozen=True)
class Call:
    function_arn: str
    payload: bytes
    trace_header: str | None
    source: str


class StandIn:
    """Time stands still until `pass_time`. What would go to functions is in `calls`."""

    def __init__(self, **world: Any) -> None:
        self.world = World(now=self.epoch, **world)
        self.calls: list[Call] = []
        self.header: str | None = None
        self._epoch_us = round(BEGIN * 1_000_000)

    def epoch(self) -> float:
        return self._epoch_us / 1_000_000

    def pass_time(self, seconds: float) -> None:
        self._epoch_us += round(seconds * 1_000_000)

    def trace_header(self) -> str | None:
        return self.header

    def invoke_async(self, function_arn: str, payload: bytes, *, trace_header: str | None, source: str) -> None:
        self.calls.append(Call(function_arn, payload, trace_header, source))


class AnyFunction:
    """What a function is for a resource: something with an ARN."""

    def __init__(self, name: str) -> None:
        self.arn = f"arn:aws:lambda:us-east-1:123456789012:function:{name}"
