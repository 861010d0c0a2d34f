"""What the parts of the service need to know of the whole."""

from __future__ import annotations

from typing import Any, Protocol

from pytest_lambda.world import World


class Platform(Protocol):
    """One account in one region, as its queues, topics, buses and buckets see it."""

    @property
    def world(self) -> World:
        """Account, region, and the source of ids."""
        ...

    @property
    def event_source_mappings(self) -> tuple[Any, ...]:
        """All mappings, oldest first."""
        ...

    def epoch(self) -> float:
        """Virtual seconds since 1970."""
        ...

    def trace_header(self) -> str | None:
        """The X-Ray header of the invocation that runs, which AWS's SDKs pass on; None in test code (G7)."""
        ...

    def invoke_async(self, function_arn: str, payload: bytes, *, trace_header: str | None, source: str) -> None:
        """Hand an event to a function's asynchronous queue.

        Args:
            function_arn: qualified or not.
            payload: JSON.
            trace_header: of the invocation behind it.
            source: `sns`, `s3`, `eventbridge` or `lambda`.
        """
        ...
