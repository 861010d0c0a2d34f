"""Reads one shard for a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zlib import adler32

from pytest_lambda.batches.filtering import Filters, compile_filters
from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.streams.attempts import Attempts
from pytest_lambda.service.event_sources.streams.lane import Lane
from pytest_lambda.service.event_sources.streams.piece import Item, Piece
from pytest_lambda.service.event_sources.streams.progress import Account, Progress
from pytest_lambda.service.event_sources.streams.source import Shard, StreamRecord
from pytest_lambda.service.event_sources.streams.tumbling import TumblingWindow

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.streams.poller import StreamPoller

#: how far a shard is read beyond its checkpoint, for each invocation that it may have: what GetRecords gives at most.
#: No source says how far Lambda reads while one partition key is stuck.
READ_AHEAD = 10_000
#: records of one read
_READ = 1_000


class ShardReader:
    """The records of a shard from a position on.

    Args:
        poller: whose shard it is.
        shard: it.
        start: the position where reading begins.

    Attributes:
        poller, mapping, source, kind, rules: of the mapping.
        shard: see above.
        position: of the next record to be read.
        progress: the checkpoint.
        account: what has become of what was read.
        attempts: tries batches.
        window: the tumbling window, if there are any.
        far_ahead: whether nothing more is read until the checkpoint moves.
    """

    __slots__ = (
        "_filters", "_filters_of", "_held", "_lanes", "account", "attempts", "far_ahead", "kind", "mapping", "poller",
        "position", "progress", "rules", "shard", "source", "window",
    )  # fmt: skip

    def __init__(self, poller: StreamPoller, shard: Shard, start: int) -> None:
        self.poller, self.mapping, self.source, self.kind = poller, poller.mapping, poller.source, poller.kind
        self.rules = poller.rules
        self.shard = shard
        self.position = start
        self.progress = Progress(start)
        self.account = Account()
        self.attempts = Attempts(self, poller.backoff)
        self.window: TumblingWindow | None = None
        self.far_ahead = False
        self._held = False
        self._filters: Filters | None = None
        self._filters_of: MappingSettings | None = None
        self._lanes: list[Lane] = []
        self._make_lanes()

    @property
    def now_us(self) -> int:
        """Microseconds since 1970."""
        return self.mapping.function.service.clock.scheduler.now_us

    @property
    def running(self) -> bool:
        """Whether batches may be tried."""
        return self.poller.running and not self._held

    @property
    def is_read(self) -> bool:
        """Whether there is nothing more to be read, now or ever."""
        return self.shard.closed and self.position >= self.shard.end

    @property
    def finished(self) -> bool:
        """Whether its children may be read (C24)."""
        is_open = self.window is not None and self.window.is_open
        return self.is_read and not is_open and all(lane.idle for lane in self._lanes)

    def advance(self) -> None:
        """Do all that can be done now: read, begin batches, tell that it is finished."""
        if self._held:
            self._let_go()
        if not self.running:
            return
        self._read()
        for lane in self._lanes:
            lane.proceed()
        if self.finished:
            self.poller.woken()

    def pause(self) -> None:
        """Try nothing more; what runs is brought to its end."""
        for lane in self._lanes:
            lane.put_back()

    def changed(self) -> None:
        """Other settings are in force: lanes and windows are made anew when no invocation of the shard runs."""
        settings = self.mapping.settings
        window = 0 if self.window is None else self.window.seconds
        if settings.parallelization_factor != len(self._lanes) or settings.tumbling_window_in_seconds != window:
            self._held = True
            self.pause()
            self._let_go()

    def event(self, piece: Piece) -> Mapping[str, Any]:
        """What the function gets."""
        event = self.kind.event(self.mapping, piece.records)
        if self.window is None or not self.window.is_open:
            return event
        return {**event, **self.window.fields(final=piece.final)}

    def done(self, items: Sequence[Item]) -> None:
        """Records are over, in whatever way."""
        if not items:
            return
        begin, last = items[0].position, items[-1]
        if last.position - begin == len(items) - 1:
            self.progress.done(begin, last.position + 1, last.record.sequence_number)
            return
        for item in items:
            self.progress.done(item.position, item.position + 1, item.record.sequence_number)

    def unsettled(self) -> str | None:
        """What does not balance; None if all does."""
        read = self.position - self.progress.start
        in_hand = sum(lane.in_hand for lane in self._lanes)
        known = in_hand + self.account.settled
        if read != known:
            return f"{self.shard.shard_id}: {read} records were read, but {in_hand} are in hand; {self.account}"
        beyond = self.position - self.progress.position
        if beyond != in_hand + self.progress.ahead:
            return f"{self.shard.shard_id}: {beyond} records beyond the checkpoint, {in_hand} of them in hand"
        return None

    def _let_go(self) -> None:
        if any(lane.busy for lane in self._lanes):
            return
        items = sorted((item for lane in self._lanes for item in lane.emptied()), key=_position)
        self._make_lanes()
        for item in items:
            self._lane_of(item.record).add(item)
        self._held = False

    def _make_lanes(self) -> None:
        settings = self.mapping.settings
        self._lanes = [Lane(self) for _ in range(settings.parallelization_factor)]
        seconds = settings.tumbling_window_in_seconds
        if seconds != (0 if self.window is None else self.window.seconds):
            arn = self.mapping.event_source_arn
            self.window = TumblingWindow(seconds, self.shard.shard_id, arn) if seconds else None

    def _lane_of(self, record: StreamRecord) -> Lane:
        """Always the same one for a partition key (C20)."""
        if len(self._lanes) == 1:
            return self._lanes[0]
        # the sum in the lower half: keys that differ in their last digit only go to different lanes
        return self._lanes[(adler32(record.partition_key.encode()) & 0xFFFF) % len(self._lanes)]

    def _read(self) -> None:
        """Read as long as a lane takes more."""
        most = READ_AHEAD * len(self._lanes)
        self.far_ahead = False
        while wanted := sum(lane.wanted for lane in self._lanes):
            room = most - (self.position - self.progress.position)
            if room <= 0:
                self.far_ahead = True
                return
            self._skip_expired()
            records = self.shard.read(self.position, min(_READ, room, wanted))
            if not records:
                return
            self._take(records)

    def _skip_expired(self) -> None:
        first = self.shard.trimmed(self.position)
        if first > self.position:
            self.mapping.note("{} records expired in {}", first - self.position, self.shard.shard_id, kind="lost")
            self.account.expired += first - self.position
            self.progress.done(self.position, first)
            self.position = first
            self.rules.expired(self)

    def _take(self, records: Sequence[StreamRecord]) -> None:
        before = self.position
        filtered = 0
        filters = self._filters_in_force()
        for record in records:
            item = Item(self.position, record, self.kind.records(self.mapping, self.shard, record))
            self.position += 1
            if filters is not None:
                item.events = [event for event in item.events if filters.accepts(event.event)]
            if item.events:
                lane = self._lane_of(record)
                lane.add(item)
                if lane.full and not any(other.wanted for other in self._lanes):
                    break
            else:  # A96
                filtered += 1
                self.account.filtered += 1
                self.progress.done(item.position, self.position, record.sequence_number)
        if filters is None:
            self.mapping.count(polled=self.position - before)
        else:
            self.mapping.count(polled=self.position - before, filtered_out=filtered)

    def _filters_in_force(self) -> Filters | None:
        settings = self.mapping.settings
        if settings is not self._filters_of:
            patterns = settings.filter_patterns
            self._filters = compile_filters(patterns, self.mapping.kind.name) if patterns else None
            self._filters_of = settings
        return self._filters


def _position(item: Item) -> int:
    return item.position
