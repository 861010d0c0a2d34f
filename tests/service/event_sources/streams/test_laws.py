"""Laws of streams: any settings, any poison, any number of shards."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService
from pytest_lambda.clock.settling import Limits
from tests.service.event_sources.streams.conftest import Scene

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "40"))
HOURS_US = 3_600_000_000


@dataclass(frozen=True)
class Put:
    """A record: where it goes, how it behaves, and how long it comes after the one before."""

    shard: int
    key: str
    behaviour: str
    after: float


BEHAVIOURS = ["good", "good", "good", "raise", "report", "raise once", "report once", "nonsense", "slow", "filtered"]
puts = st.builds(
    Put, st.integers(0, 2), st.sampled_from("ABCD"), st.sampled_from(BEHAVIOURS), st.sampled_from([0, 0, 0, 0.3, 7, 100])
)


@st.composite
def configurations(draw: Any) -> dict[str, Any]:
    factor = draw(st.sampled_from([1, 1, 2, 3]))
    window = draw(st.sampled_from([0, 0, 10, 60])) if factor == 1 else 0
    retries = draw(st.sampled_from([0, 1, 3, -1]))
    found = {
        "batch_size": draw(st.integers(1, 6)),
        "maximum_batching_window_in_seconds": draw(st.sampled_from([0, 0, 1, 20])),
        "parallelization_factor": factor,
        "tumbling_window_in_seconds": window,
        "maximum_retry_attempts": retries,
        "maximum_record_age_in_seconds": draw(st.sampled_from([-1, 60, 200])),
        "bisect_batch_on_function_error": draw(st.booleans()),
        "starting_position": "TRIM_HORIZON",
    }
    if draw(st.booleans()):
        found["function_response_types"] = ["ReportBatchItemFailures"]
    if not window and draw(st.booleans()):
        found["filter_criteria"] = {"Filters": [{"Pattern": '{"partitionKey": [{"anything-but": ["D"]}]}'}]}
    return found


class Worker:
    """Behaves as the records say, and notes which it got."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.once: set[str] = set()
        #: shard -> key -> numbers, as they were handed over
        self.delivered: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self.running: dict[str, int] = defaultdict(int)
        self.most: dict[str, int] = defaultdict(int)
        self.late: list[str] = []

    def __call__(self, data: list[str], event: dict[str, Any]) -> Any:
        shard = event["Records"][0]["eventID"].partition(":")[0] if data else ""
        self.running[shard] += 1
        self.most[shard] = max(self.most[shard], self.running[shard])
        try:
            return self._answer(shard, data, event)
        finally:
            self.running[shard] -= 1

    def _answer(self, shard: str, data: list[str], event: dict[str, Any]) -> Any:
        import time

        checkpoint = self.scene.mapping.checkpoint(shard) if shard else None
        failing = []
        for text, record in zip(data, event["Records"], strict=True):
            number, key, behaviour = text.split()
            if checkpoint is not None and record["kinesis"]["sequenceNumber"] <= checkpoint:
                self.late.append(text)
            self.delivered[shard].append((key, int(number)))
            again = text not in self.once
            self.once.add(text)
            if behaviour == "slow":
                time.sleep(1)
            if behaviour == "raise" or (behaviour == "raise once" and again):
                raise ValueError(text)
            if behaviour == "report" or (behaviour == "report once" and again):
                failing.append({"itemIdentifier": record["kinesis"]["sequenceNumber"]})
            if behaviour == "nonsense":
                failing.append({"itemIdentifier": 7})
        return {"batchItemFailures": failing, "state": {}}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    configuration=configurations(),
    puts=st.lists(puts, max_size=14),
    shards=st.integers(1, 3),
    split=st.integers(0, 20),
    pause=st.integers(0, 20),
    schedule=st.sampled_from(["fifo", "random"]),
    destination=st.sampled_from(["", "queue", "refusing"]),
    throttles=st.integers(0, 3),
)
def test_every_record_has_one_fate(
    configuration: dict[str, Any], puts: list[Put], shards: int, split: int, pause: int, schedule: str,
    destination: str, throttles: int,
) -> None:  # fmt: skip
    service = LambdaService(schedule=schedule, settling=Limits(invocations=20_000))
    try:
        scene = Scene(service, shards, retention_us=HOURS_US)
        worker = Worker(scene)
        queue = service.sqs_queue("failures")
        if destination:
            configuration["destination_config"] = {"OnFailure": {"Destination": queue.arn}}
        if destination == "refusing":
            queue.refuse_deliveries()
        scene.map(worker, **configuration)
        service.inject_system_errors(scene.function, throttles)
        _play(scene, puts, shards, split, pause)
        scene.run()
        _check_fates(scene, worker, queue, configuration)
    finally:
        service.close()


def _play(scene: Scene, puts: list[Put], shards: int, split: int, pause: int) -> None:
    for number, put in enumerate(puts):
        if put.after:
            scene.advance(put.after)
        if number == split:
            scene.stream.reshard(0, children=2)
        if number == pause:
            scene.mapping.disable()
        if number == pause + 2:
            scene.mapping.enable()
        shard = put.shard % shards
        if shard == 0 and number >= split:
            shard = shards + ord(put.key) % 2
        scene.put(f"{number} {put.key} {put.behaviour}", key=put.key, shard=shard)
    if not scene.mapping.settings.enabled:
        scene.mapping.enable()


def _check_fates(scene: Scene, worker: Worker, queue: Any, configuration: dict[str, Any]) -> None:
    assert worker.late == [], "delivered after the checkpoint had passed it"
    described = 0
    for index, shard in enumerate(scene.stream.shards):
        account, records = scene.account(index), shard.records
        assert account.settled == len(records)
        assert scene.done_to(index) == (records[-1].data.decode() if records else None) or account.expired
        assert worker.most[shard.shard_id] <= configuration["parallelization_factor"]
        _check_order(worker.delivered[shard.shard_id])
        handed = {number for _, number in worker.delivered[shard.shard_id]}
        wanted = [record for record in records if not _filtered(record.partition_key, configuration)]
        lost = account.at_destination + account.dropped + account.expired
        assert len(wanted) - len(handed) <= lost, "at least once, or lost by a rule"
        assert account.filtered == len(records) - len(wanted) or account.expired
        described += account.at_destination
    assert described == sum(each.json["KinesisBatchInfo"].get("batchSize", 0) for each in queue.messages)
    _check_shards_in_order(scene, worker)


def _filtered(key: str, configuration: dict[str, Any]) -> bool:
    return key == "D" and "filter_criteria" in configuration


def _check_order(delivered: list[tuple[str, int]]) -> None:
    """The first deliveries of each key are in order, and no record comes again after a later one of its batches."""
    for key in {key for key, _ in delivered}:
        first: list[int] = []
        for each, number in delivered:
            if each == key and number not in first:
                first.append(number)
        assert first == sorted(first)


def _check_shards_in_order(scene: Scene, worker: Worker) -> None:
    """C24: no record of a parent after one of its children."""
    order = [
        call["Records"][0]["eventID"].partition(":")[0] if call["Records"] else call["shardId"] for call in scene.calls
    ]
    for shard in scene.stream.shards:
        for parent in shard.parents:
            if shard.shard_id in order:
                assert parent not in order[order.index(shard.shard_id) :]


def test_memory_of_what_is_done_is_not_kept(simulate: Callable[..., LambdaService]) -> None:
    scene = Scene(simulate(retain_invocations=1))
    scene.map(batch_size=100)
    scene.put(*map(str, range(2_000)))
    scene.run()
    reader = scene.mapping.poller._live[0]
    assert (reader.progress.ahead, reader.unsettled()) == (0, None)
    assert scene.account().succeeded == 2_000
