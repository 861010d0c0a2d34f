"""What holds for mappings on streams, whatever happens: to records, functions, shards and the mapping itself."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService
from tests.service.event_sources.kinesis.conftest import datas

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "25"))
#: what may happen, with a number that says to which key, shard or value
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ["put", "put", "put", "put", "aggregate", "wait", "wait", "split", "merge", "disable", "enable", "size",
             "factor", "window", "throttle", "recover", "error"]
        ),
        st.integers(0, 59),
    ),
    min_size=5,
    max_size=30,
)  # fmt: skip
CONFIGURATIONS = st.fixed_dictionaries(
    {
        "batch_size": st.integers(1, 6),
        "maximum_batching_window_in_seconds": st.sampled_from([0, 0, 1, 5]),
        "maximum_retry_attempts": st.sampled_from([-1, 0, 1, 3]),
        "bisect_batch_on_function_error": st.booleans(),
        "parallelization_factor": st.integers(1, 3),
        "function_response_types": st.sampled_from([["ReportBatchItemFailures"], ["ReportBatchItemFailures"], []]),
    }
)
SECONDS = st.sampled_from([0.01, 0.3, 2])
#: by number of the record: how often it fails, whether by being reported, and how long that takes
FATES = st.lists(
    st.tuples(st.sampled_from([0, 0, 1, 2, 5]), st.sampled_from([True, True, True, False]), SECONDS),
    min_size=3,
    max_size=7,
)


class World:
    """A service with a stream, a function and a mapping; what goes against a law is noted in `broken`."""

    def __init__(self, service, fates, configuration, *, fan_out):
        self.service = service
        self.fates = fates
        self.reports = bool(configuration["function_response_types"])
        self.stream = service.kinesis_stream("s", shard_count=2)
        self.queue = service.sqs_queue("q")
        self.factor = configuration["parallelization_factor"]
        self.failed = defaultdict(int)
        self.running_shards, self.running_keys = defaultdict(int), defaultdict(int)
        self.done, self.broken = [], []
        self.put = defaultdict(list)
        self.sequence = {}
        function = service.create_function("f", handler=self.handler, timeout=30)
        self.mapping = function.create_event_source_mapping(
            self.stream.register_stream_consumer("c") if fan_out else self.stream,
            starting_position="TRIM_HORIZON",
            on_failure=self.queue,
            **configuration,
        )

    def handler(self, event, context):
        texts = datas(event)
        shards = {record["eventID"].split(":")[0] for record in event["Records"]}
        keys = {record["kinesis"]["partitionKey"] for record in event["Records"]}
        if len(shards) != 1:
            self.broken.append(f"a batch of {shards}")
        (shard,) = shards
        if self.running_shards[shard] >= self.factor:
            self.broken.append(f"{shard} in {self.running_shards[shard] + 1} invocations")
        self.broken += [f"key {key} in two invocations" for key in keys if self.running_keys[key]]
        self.broken += [f"{text} again" for text in texts if text in self.done]
        self.running_shards[shard] += 1
        for key in keys:
            self.running_keys[key] += 1
        try:
            return self.answer(texts, [record["kinesis"]["sequenceNumber"] for record in event["Records"]])
        finally:
            self.running_shards[shard] -= 1
            for key in keys:
                self.running_keys[key] -= 1

    def answer(self, texts, numbers):
        fates = [self.fates[int(text) % len(self.fates)] for text in texts]
        time.sleep(max(fate[2] for fate in fates))
        failing = [at for at, text in enumerate(texts) if self.failed[text] < fates[at][0]]
        for at in failing:
            self.failed[texts[at]] += 1
        if not failing:
            self.done += texts
            return None
        if not self.reports or not all(fates[at][1] for at in failing):
            raise RuntimeError("trouble")
        # what shares the number of the first one that failed is not done (C93)
        self.done += [text for text, number in zip(texts, numbers, strict=True) if int(number) < int(numbers[failing[0]])]
        return {"batchItemFailures": [{"itemIdentifier": numbers[at]} for at in reversed(failing)]}

    def act(self, action, number):
        getattr(self, f"do_{action}")(number)

    def do_put(self, number):
        for more in range(number % 5 + 1):
            key = "abcd"[number * more % 4]
            self.note(self.stream.put_record(str(len(self.sequence)), partition_key=key), [str(len(self.sequence))])

    def do_aggregate(self, number):
        texts = [str(len(self.sequence) + more) for more in range(number % 3 + 1)]
        self.note(self.stream.put_aggregated_record(texts, partition_key="abcd"[number % 4]), texts)

    def note(self, record, texts):
        for text in texts:
            self.sequence[text] = int(record.sequence_number)
            self.put[record.partition_key].append(text)

    def do_wait(self, number):
        self.service.advance(seconds=number / 15)

    def do_split(self, number):
        shards = self.stream.open_shards
        if len(shards) < 6:
            children = self.stream.split_shard(shards[number % len(shards)])
            for child in children[: number % 3]:
                self.fill(child)

    def do_merge(self, number):
        shards = self.stream.open_shards
        if len(shards) > 1:
            at = number % (len(shards) - 1)
            child = self.stream.merge_shards(*shards[at : at + 2])
            if number % 2:
                self.fill(child)

    def fill(self, shard):
        text, key = str(len(self.sequence)), f"only {shard.shard_id}"
        record = self.stream.put_record(text, partition_key=key, explicit_hash_key=shard.starting_hash_key)
        self.note(record, [text])

    def do_disable(self, number):
        self.update(enabled=False)

    def do_enable(self, number):
        self.update(enabled=True)

    def do_size(self, number):
        self.update(batch_size=number % 6 + 1)

    def do_factor(self, number):
        self.factor = max(self.factor, number % 3 + 1)
        self.update(parallelization_factor=number % 3 + 1)

    def do_window(self, number):
        self.update(maximum_batching_window_in_seconds=number % 4)

    def do_throttle(self, number):
        self.mapping.function.put_function_concurrency(reserved_concurrent_executions=number % 2)

    def do_recover(self, number):
        self.mapping.function.delete_function_concurrency()

    def do_error(self, number):
        self.service.inject_system_errors("f", number % 3)

    def update(self, **changes):
        self.service.update_event_source_mapping(self.mapping.uuid, **changes)

    def given_up(self):
        """The texts whose sequence numbers messages of the destination cover."""
        infos = [message.json["KinesisBatchInfo"] for message in self.queue.messages]
        ranges = [(int(info["startSequenceNumber"]), int(info["endSequenceNumber"]), info["shardId"]) for info in infos]
        shard_of = {int(record.sequence_number): record.shard_id for record in self.stream.records}
        return {
            text
            for text, number in self.sequence.items()
            if any(low <= number <= high and shard_of[number] == shard for low, high, shard in ranges)
        }


@settings(max_examples=EXAMPLES, deadline=None)
@given(actions=ACTIONS, configuration=CONFIGURATIONS, fates=FATES)
def test_laws_of_mappings(actions, configuration, fates):
    """Order per key, one invocation per key at a time, nothing again that is done, and nothing lost."""
    with LambdaService() as service:
        # with fan-out, since then the handler sees what is in aggregates
        world = World(service, fates, configuration, fan_out=True)
        for action, number in actions:
            world.act(action, number)
            service.check_ledger()
        world.do_recover(0)
        world.do_enable(0)
        service.run()
        service.check_ledger()

        assert world.broken == []
        done = set(world.done)
        assert len(done) == len(world.done)
        assert done | world.given_up() == set(world.sequence)
        for key, texts in world.put.items():
            assert [text for text in world.done if text in set(texts)] == [text for text in texts if text in done], key
        for shard in world.stream.shards:
            last = shard.records[-1].sequence_number if shard.records else None
            assert world.mapping.checkpoint(shard.shard_id) == last


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    puts=st.lists(st.tuples(st.integers(0, 1), st.sampled_from([0, 0.2, 3, 9.999999, 11, 31])), max_size=14),
    size=st.integers(1, 4),
    window=st.sampled_from([1, 10, 30]),
    troubles=st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=1, max_size=5),
    bisect=st.booleans(),
)
def test_laws_of_tumbling_windows(puts, size, window, troubles, bisect):
    """C80 to C83, C86: records never straddle, state is carried on, and each window ends once."""
    with LambdaService() as service:
        stream = service.kinesis_stream("s", shard_count=2)
        broken, calls = [], []
        counts, ended, failed = defaultdict(int), [], defaultdict(int)

        def handler(event, context):
            window_id = event["shardId"], event["window"]["start"]
            begin, end = (epoch_of(event["window"][name]) for name in ("start", "end"))
            arrivals = [record["kinesis"]["approximateArrivalTimestamp"] for record in event["Records"]]
            if end - begin != window or begin % window:
                broken.append(f"a window from {begin} to {end}")
            broken.extend(f"{at} outside {begin}-{end}" for at in arrivals if not begin <= at < end)
            if window_id in ended:
                broken.append(f"{window_id} after its end")
            if event["state"].get("n", 0) != counts[window_id]:
                broken.append(f"state {event['state']} in place of {counts[window_id]}")
            calls.append(event)
            mark = (*window_id, event["isFinalInvokeForWindow"], tuple(datas(event)))
            if failed[mark] < troubles[len(mark[3] + (str(begin // window),)) % len(troubles)]:
                failed[mark] += 1
                raise RuntimeError("trouble")
            counts[window_id] += len(event["Records"])
            if event["isFinalInvokeForWindow"]:
                ended.append(window_id)
                return None
            return {"state": {"n": counts[window_id]}}

        function = service.create_function("f", handler=handler)
        function.create_event_source_mapping(
            stream,
            starting_position="TRIM_HORIZON",
            batch_size=size,
            tumbling_window_in_seconds=window,
            bisect_batch_on_function_error=bisect,
        )
        for shard, seconds in puts:
            at = stream.shards[shard].starting_hash_key
            stream.put_record("x", partition_key="p", explicit_hash_key=at)
            service.advance(seconds=seconds)
        service.run()
        service.advance(minutes=5)
        service.run()
        service.check_ledger()

        assert broken == []
        assert sum(counts.values()) == len(puts)
        assert sorted(ended) == sorted(counts)
        assert not any(event["isWindowTerminatedEarly"] for event in calls)


def epoch_of(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
