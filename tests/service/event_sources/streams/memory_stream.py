"""A small stream in memory, and the kind of source that it is."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_lambda import LambdaService
from pytest_lambda.batches.judging import judge
from pytest_lambda.batches.outcome import BatchOutcome
from pytest_lambda.batches.reading import kinesis_record
from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.service.event_sources.settings.checked_settings import mapping_settings
from pytest_lambda.service.event_sources.streams.poller import StreamPoller

DAY_US = 86_400_000_000


@dataclass(frozen=True)
class MemoryRecord:
    sequence_number: str
    partition_key: str
    arrival_us: int
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data) * 4 // 3 + 300


class MemoryShard:
    def __init__(self, stream: MemoryStream, shard_id: str, parents: tuple[str, ...]) -> None:
        self._stream = stream
        self.shard_id = shard_id
        self.parents = parents
        self.closed = False
        self.records: list[MemoryRecord] = []

    @property
    def end(self) -> int:
        return len(self.records)

    def read(self, position: int, limit: int) -> Sequence[MemoryRecord]:
        assert position >= self.trimmed(position), "a reader asks for nothing that is not retained"
        return self.records[position : position + limit]

    def position_at(self, starting_position: str, timestamp_us: int | None) -> int:
        if starting_position == "LATEST":
            return self.end
        if starting_position == "TRIM_HORIZON":
            return self.trimmed(0)
        assert timestamp_us is not None
        return sum(record.arrival_us < timestamp_us for record in self.records)

    def trimmed(self, position: int) -> int:
        horizon_us = self._stream.now_us - self._stream.retention_us
        while position < self.end and self.records[position].arrival_us < horizon_us:
            position += 1
        return position


class MemoryStream:
    def __init__(self, service: LambdaService, shards: int = 1, *, retention_us: int = DAY_US) -> None:
        self._service = service
        self._watching: list[Callable[[], object]] = []
        self._number = 0
        self.name = "orders"
        self.arn = "arn:aws:kinesis:us-east-1:123456789012:stream/orders"
        self.retention_us = retention_us
        self.shards = [MemoryShard(self, f"shardId-{number:012d}", ()) for number in range(shards)]

    @property
    def now_us(self) -> int:
        return self._service.clock.scheduler.now_us

    def put(self, data: str, key: str = "p", *, shard: int = 0) -> MemoryRecord:
        self._number += 1
        record = MemoryRecord(f"{self._number:056d}", key, self.now_us, data.encode())
        assert not self.shards[shard].closed
        self.shards[shard].records.append(record)
        self._tell()
        return record

    def reshard(self, *parents: int, children: int = 1) -> None:
        """Split one shard, or merge two."""
        ids = []
        for parent in parents:
            self.shards[parent].closed = True
            ids.append(self.shards[parent].shard_id)
        for _ in range(children):
            self.shards.append(MemoryShard(self, f"shardId-{len(self.shards):012d}", tuple(ids)))
        self._tell()

    def close(self, shard: int = 0) -> None:
        self.shards[shard].closed = True
        self._tell()

    def watch(self, callback: Callable[[], object]) -> None:
        self._watching.append(callback)

    def unwatch(self, callback: Callable[[], object]) -> None:
        if callback in self._watching:
            self._watching.remove(callback)

    def _tell(self) -> None:
        for callback in list(self._watching):
            callback()


class MemoryKind:
    name = "kinesis"
    batch_info = "KinesisBatchInfo"

    def takes(self, source: object) -> bool:
        return isinstance(source, MemoryStream)

    def takes_arn(self, arn: str) -> bool:
        return False

    def missing(self, arn: str) -> Exception:
        return LookupError(arn)

    def settings(self, given: Mapping[str, Any], source: Any, function: Any, current: Any) -> Any:
        return mapping_settings(self.name, given, source=source, function=function, current=current)

    def poller(self, mapping: Any) -> StreamPoller:
        return StreamPoller(mapping, mapping.source, self)

    def judge(self, mapping: Any, batch: Any, result: Any) -> BatchOutcome:
        settings = mapping.settings
        return judge(
            self.name,
            batch.records,
            payload_bytes=result.payload_bytes,
            function_error=result.function_error,
            reports_failures=settings.reports_failures,
            window=bool(settings.tumbling_window_in_seconds) and not batch.event["isFinalInvokeForWindow"],
        )

    def arrival(self, arrival_us: int) -> str:
        return iso_milliseconds(arrival_us / 1e6)

    def records(self, mapping: Any, shard: MemoryShard, record: MemoryRecord) -> Sequence[BatchRecord]:
        raw = {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": record.partition_key,
                "sequenceNumber": record.sequence_number,
                "data": base64.b64encode(record.data).decode(),
                "approximateArrivalTimestamp": record.arrival_us / 1e6,
            },
            "eventSource": "aws:kinesis",
            "eventID": f"{shard.shard_id}:{record.sequence_number}",
            "eventSourceARN": mapping.event_source_arn,
        }
        parts = record.data.split(b"|")  # an aggregate
        if len(parts) == 1:
            return (kinesis_record(raw),)
        kinesis = raw["kinesis"]
        return [
            kinesis_record({**raw, "kinesis": {**kinesis, "data": base64.b64encode(part).decode()}})
            for part in parts
        ]

    def event(self, mapping: Any, records: Sequence[BatchRecord]) -> dict[str, Any]:
        return {"Records": [record.event for record in records]}
