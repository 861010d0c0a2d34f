"""A consumer of a Kinesis data stream with enhanced fan-out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from pytest_lambda.service.resources.kinesis_shard import KinesisShard
from pytest_lambda.service.resources.moments import MICROSECONDS, moment


class Stream(Protocol):
    """The stream that a consumer is registered with."""

    @property
    def name(self) -> str:
        """Of the stream."""
        ...

    @property
    def arn(self) -> str:
        """Of the stream."""
        ...

    @property
    def shards(self) -> tuple[KinesisShard, ...]:
        """All there have been."""
        ...

    def watch(self, callback: Callable[[], object]) -> None:
        """Call it after each change."""
        ...

    def unwatch(self, callback: Callable[[], object]) -> None:
        """Call it no more."""
        ...


class StreamConsumer:
    """A consumer, an event source of its own: events carry its ARN (C91) and what is in aggregates (C92).

    Args:
        stream: that it reads.
        consumer_name: of the consumer.
        created_us: when it was registered, in microseconds since 1970.

    Attributes:
        stream, consumer_name: see above.
        arn: holds the second in which the consumer was registered, as AWS's does.
        name: of stream and consumer, for people.
    """

    __slots__ = ("_created_us", "arn", "consumer_name", "name", "stream")

    def __init__(self, stream: Stream, consumer_name: str, created_us: int) -> None:
        self.stream = stream
        self.consumer_name = consumer_name
        self.name = f"{stream.name}/{consumer_name}"
        self.arn = f"{stream.arn}/consumer/{consumer_name}:{created_us // MICROSECONDS}"
        self._created_us = created_us

    def __repr__(self) -> str:
        return f"<StreamConsumer {self.name}>"

    @property
    def consumer_creation_timestamp(self) -> datetime:
        """When it was registered, in UTC."""
        return moment(self._created_us)

    @property
    def shards(self) -> tuple[KinesisShard, ...]:
        """Those of the stream."""
        return self.stream.shards

    def watch(self, callback: Callable[[], object]) -> None:
        """See `KinesisStream.watch`."""
        self.stream.watch(callback)

    def unwatch(self, callback: Callable[[], object]) -> None:
        """See `KinesisStream.unwatch`."""
        self.stream.unwatch(callback)
