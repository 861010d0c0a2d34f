"""Reads all shards of a stream for one mapping."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.event_sources.appointment import Appointment
from pytest_lambda.service.event_sources.streams.attempts import NOTHING_YET
from pytest_lambda.service.event_sources.streams.progress import Account
from pytest_lambda.service.event_sources.streams.rules import STREAM_RULES, StreamRules
from pytest_lambda.service.event_sources.streams.shard_reader import ShardReader
from pytest_lambda.service.event_sources.streams.source import Shard, StreamKind, StreamSource

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping

TRIM_HORIZON = "TRIM_HORIZON"


class StreamPoller:
    """A `Poller` of streams.

    Args:
        mapping: for which it reads.
        source: the stream.
        kind: what differs between kinds of streams.
        rules: of the kind, where they differ from those of Kinesis and DynamoDB.

    Attributes:
        mapping, source, kind, rules: see above.
        backoff: how long retries wait.
        running: whether the mapping is enabled.
    """

    __slots__ = ("_live", "_next_look", "_readers", "backoff", "kind", "mapping", "rules", "running", "source")

    def __init__(
        self,
        mapping: EventSourceMapping,
        source: StreamSource,
        kind: StreamKind,
        *,
        rules: StreamRules = STREAM_RULES,
    ) -> None:
        self.mapping = mapping
        self.source = source
        self.kind = kind
        self.backoff = mapping.readings.stream_retries
        self.rules = rules
        self.running = False
        self._readers: dict[str, ShardReader] = {}
        #: those that are not finished
        self._live: list[ShardReader] = []
        self._next_look = Appointment(mapping.function.service.clock)
        mapping.last_processing_result = NOTHING_YET

    def start(self) -> None:
        """Read from the starting position; later on from the checkpoint (C36)."""
        if self.running:
            return
        self.running = True
        settings = self.mapping.settings
        if not self._readers:
            self._meet(settings.starting_position or TRIM_HORIZON, _microseconds(settings.starting_position_timestamp))
        self.source.watch(self.woken)
        self.woken()

    def stop(self) -> None:
        """Read nothing more; what runs is brought to its end, and counts."""
        if not self.running:
            return
        self.running = False
        self.source.unwatch(self.woken)
        self._next_look.cancel()
        for reader in self._live:
            reader.pause()

    def changed(self) -> None:
        """Other settings hold for what is read from now on; retries know them at once."""
        for reader in self._live:
            reader.changed()
        self.woken()

    def unsettled(self) -> str | None:
        """What does not balance in the account of records; None if all does."""
        texts = (reader.unsettled() for reader in self._readers.values())
        return next((text for text in texts if text is not None), None)

    def checkpoint(self, shard_id: str) -> str | None:
        """The sequence number up to which a shard is done; None if nothing of it is.

        Raises:
            ConfigurationError: the stream has no such shard, or it was not met yet.
        """
        return self._reader(shard_id).progress.sequence_number

    def account(self, shard_id: str) -> Account:
        """What has become of the records of a shard.

        Raises:
            ConfigurationError: as for `checkpoint`.
        """
        return self._reader(shard_id).account

    def woken(self) -> None:
        """Something came, or a shard is finished: look soon."""
        if self.running and self._next_look.due_us is None:
            now_us = self.mapping.function.service.clock.scheduler.now_us
            self._next_look.plan(now_us, self._look, f"reading {self.source.name}")

    def _look(self) -> None:
        if not self.running:
            return
        self._meet(TRIM_HORIZON, None)  # children are read from their beginning
        live, self._live = self._live, []
        unfinished: set[str] = set()
        for reader in live:  # parents before children
            waits = not unfinished.isdisjoint(reader.shard.parents)  # C24
            if waits or not reader.finished:
                unfinished.add(reader.shard.shard_id)
                self._live.append(reader)
                if not waits:
                    reader.advance()

    def _meet(self, starting_position: str, timestamp_us: int | None) -> None:
        shards = self.source.shards
        if not shards or shards[-1].shard_id in self._readers:
            return
        for shard in shards:
            if shard.shard_id not in self._readers:
                self._add(shard, shard.position_at(starting_position, timestamp_us))

    def _add(self, shard: Shard, start: int) -> None:
        reader = ShardReader(self, shard, start)
        self._readers[shard.shard_id] = reader
        self._live.append(reader)

    def _reader(self, shard_id: str) -> ShardReader:
        found = self._readers.get(shard_id)
        if found is None:
            raise ConfigurationError(
                f"{self.source.name} has no shard {shard_id!r} that this mapping has read. Known: "
                f"{', '.join(self._readers) or 'none'}."
            )
        return found


def _microseconds(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp() * 1e6)
