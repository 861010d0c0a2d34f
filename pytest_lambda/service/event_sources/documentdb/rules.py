"""Where change streams of DocumentDB differ from Kinesis when a batch fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.service.event_sources.streams.rules import StreamRules
from pytest_lambda.service.metrics.lambda_metrics import Target, offset_lag

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.streams.piece import Item
    from pytest_lambda.service.event_sources.streams.shard_reader import ShardReader


class DocumentDBRules(StreamRules):
    """A batch is tried until it is done; what does not fit into an invocation is dropped.

    Source: Developer Guide, with-documentdb; Amazon DocumentDB Developer Guide, using-lambda.
    """

    too_large = "larger than 6 MB"

    def measure(self, reader: ShardReader, last: Item, target: Target, began_us: int) -> None:
        """IteratorAge by the page on DocumentDB, and OffsetLag by that on metrics (H7)."""
        super().measure(reader, last, target, began_us)
        lag = reader.shard.end - last.position - 1
        offset_lag(reader.mapping.function.service.metrics, target, began_us / 1e6, lag)

    def expired(self, reader: ShardReader) -> None:
        """The mapping is disabled (Amazon DocumentDB Developer Guide, using-lambda)."""
        mapping = reader.mapping

        def disable() -> None:
            if mapping.settings.enabled:
                mapping.note("changes expired: the mapping is disabled; a new one can start where you like")
                mapping.disable()

        clock = mapping.function.service.clock
        clock.at(clock.scheduler.now_us, disable, f"disabling the mapping of {reader.source.name}")


DOCUMENTDB_RULES = DocumentDBRules()
