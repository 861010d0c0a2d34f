"""What the kinds of sharded streams may differ in when a batch fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.service.event_sources.streams.on_failure import GivenUp, batch_info, message, send
from pytest_lambda.service.metrics.lambda_metrics import Target, iterator_age

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
    from pytest_lambda.service.event_sources.streams.piece import Item
    from pytest_lambda.service.event_sources.streams.shard_reader import ShardReader


class StreamRules:
    """Those of Kinesis and DynamoDB; a subclass may have others.

    Attributes:
        too_large: the condition under which a record is given up that does not fit into an invocation; empty if it is
            tried again like one that fails (C33).
    """

    too_large = ""

    def most_retries(self, settings: MappingSettings) -> int:
        """How often a batch is tried again; -1 for any number."""
        return settings.maximum_retry_attempts

    def measure(self, reader: ShardReader, last: Item, target: Target, began_us: int) -> None:
        """Count for CloudWatch how far the function is behind (C94).

        Args:
            reader: of the shard.
            last: the last record of a batch.
            target: the function that got it.
            began_us: when, in microseconds since 1970.
        """
        service = reader.mapping.function.service
        age_ms = max(began_us - last.record.arrival_us, 0) / 1000
        iterator_age(service.metrics, target, began_us / 1e6, age_ms)

    def expired(self, reader: ShardReader) -> None:
        """Records are no longer kept that were not done: nothing but that happens (C25)."""

    def deliver(self, given_up: GivenUp) -> None:
        """Tell the mapping's destination, which there is, what was given up (C70).

        Raises:
            DeliveryRefused: the destination does not take it (C76).
            NotSimulated: it is a resource of another kind.
        """
        send(given_up, message(given_up, batch_info(given_up)))


STREAM_RULES = StreamRules()
