"""Laws of mappings on tables: whatever is written, configured and answered, everything is accounted for."""

from __future__ import annotations

import itertools
import json
import os
from collections import Counter, defaultdict
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService, events
from tests.service.event_sources.dynamodb.conftest import failures

EXAMPLES = min(int(os.environ.get("STRATEGY_EXAMPLES", "25")), 1000)
laws = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

writes = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 4), st.integers(0, 2)),
    st.tuples(st.just("delete"), st.integers(0, 4)),
    st.tuples(st.just("wait"), st.sampled_from([0.1, 1.5, 30.0])),
    st.tuples(st.just("roll over"), st.sampled_from([1, 2])),
)
configurations = st.fixed_dictionaries(
    {"batch_size": st.integers(1, 6), "maximum_retry_attempts": st.integers(0, 3)},
    optional={
        "bisect_batch_on_function_error": st.booleans(),
        "maximum_batching_window_in_seconds": st.integers(0, 5),
        "maximum_record_age_in_seconds": st.sampled_from([-1, 60]),
        "parallelization_factor": st.integers(1, 3),
        "function_response_types": st.sampled_from([["ReportBatchItemFailures"], []]),
    },
)
moods = st.lists(st.sampled_from(["well", "raise", "report", "nonsense", "slow"]), min_size=1, max_size=6)


class Moody:
    """Answers by turns; poison always fails, in the way of the turn."""

    def __init__(self, service: LambdaService, turns: list[str], poison: set[str]) -> None:
        self.service = service
        self.turns = itertools.cycle(turns)
        self.poison = poison
        self.events: list[Any] = []
        self.spans: list[tuple[float, float]] = []

    def __call__(self, event: Any, context: Any) -> Any:
        import time

        events.check(event)
        self.events.append(event)
        begun = self.service.epoch()
        turn = next(self.turns)
        if turn == "slow":
            time.sleep(2)
        self.spans.append((begun, self.service.epoch()))
        bad = [record for record in event["Records"] if _value(record["dynamodb"]["Keys"]["id"]) in self.poison]
        if turn == "raise" or (bad and turn in ("well", "slow")):
            raise RuntimeError(turn)
        if turn == "nonsense":
            return {"batchItemFailures": [{"itemIdentifier": "nobody"}]}
        return failures(*bad)


def _value(attribute: dict[str, str]) -> str:
    (content,) = attribute.values()
    return content


def write(service: LambdaService, table: Any, step: Any, number: int) -> None:
    what, *rest = step
    if what == "put":
        table.put_item({"id": rest[0], "a": rest[1], "step": number})
    elif what == "delete":
        table.delete_item(rest[0])
    elif what == "wait":
        service.advance(seconds=rest[0])
    else:
        table.stream.roll_over(into=rest[0])


def ended(queue: Any, table: Any) -> set[str]:
    """The sequence numbers that a destination tells of."""
    order = [record.sequence_number for record in table.stream.records]
    homes = {record.sequence_number: shard for shard in table.stream.shards for record in shard.records}
    found: set[str] = set()
    for message in queue.messages:
        info = message.json["DDBStreamBatchInfo"]
        first, last = order.index(info["startSequenceNumber"]), order.index(info["endSequenceNumber"])
        found |= {each for each in order[first : last + 1] if homes[each].shard_id == info["shardId"]}
    return found


@laws
@given(
    st.lists(writes, max_size=15),
    configurations,
    moods,
    st.sets(st.sampled_from("01234"), max_size=2),
    st.sampled_from([1, 2]),
)
def test_every_change_is_delivered_or_told_of(steps, configuration, turns, poison, shards):
    with LambdaService() as service:
        table = service.dynamodb_table("orders", shards=shards)
        queue = service.sqs_queue("failed")
        moody = Moody(service, turns, poison)
        function = service.create_function("f", handler=lambda event, context: moody(event, context), timeout=60)
        mapping = function.create_event_source_mapping(
            table, starting_position="TRIM_HORIZON", on_failure=queue, **configuration
        )
        for number, step in enumerate(steps):
            write(service, table, step, number)
        service.run()
        service.check_ledger()

        all_of_them = [record.sequence_number for record in table.stream.records]
        delivered = {record.id for invocation in mapping.invocations for record in invocation.records}
        given_up = ended(queue, table)
        done = {each.id for one in mapping.invocations for each in one.outcome.succeeded}
        assert delivered | given_up == set(all_of_them)
        assert done | given_up >= set(all_of_them)
        for shard in table.stream.shards:
            if shard.end:
                assert mapping.checkpoint(shard.shard_id) == shard.records[-1].sequence_number
        _check_order(mapping, table)
        _check_budget(mapping, configuration)


def _check_order(mapping, table):
    """What comes first of an item is done with before what follows is handed over (C20)."""
    last_of_item: dict[str, int] = {}
    for invocation in mapping.invocations:
        in_batch: dict[str, int] = {}
        for record in invocation.records:
            number = int(record.id)
            assert number > in_batch.get(record.group, 0)
            in_batch[record.group] = number
        for group in in_batch:
            first = min(int(record.id) for record in invocation.records if record.group == group)
            done_before = last_of_item.get(group, 0)
            assert first > done_before, "delivered again after it was done with"
        verdict = invocation.outcome.verdict
        if verdict == "complete success":
            last_of_item.update(in_batch)
        elif verdict == "partial failure":
            checkpoint = int(invocation.outcome.checkpoint)
            for record in invocation.records:
                if int(record.id) < checkpoint:
                    last_of_item[record.group] = int(record.id)


def _check_budget(mapping, configuration):
    """An unchanged batch is tried at most once more than there are retries (C26, C27, C29)."""
    tries = Counter()
    contents = defaultdict(set)
    for invocation in mapping.invocations:
        tries[invocation.request_id] += 1
        contents[invocation.request_id].add(tuple(record.id for record in invocation.records))
    most = configuration["maximum_retry_attempts"] + 1
    assert all(number <= most for number in tries.values())
    assert all(len(each) == 1 for each in contents.values())


@laws
@given(st.lists(writes, max_size=15), st.sampled_from([1, 3]), st.integers(1, 5))
def test_a_handler_that_follows_the_stream_knows_the_table(steps, shards, batch_size):
    with LambdaService() as service:
        table = service.dynamodb_table("orders", shards=shards)
        known = {}

        def handler(event, context):
            for record in event["Records"]:
                change = record["dynamodb"]
                key = change["Keys"]["id"]["N"]
                assert change.get("OldImage") == known.get(key)
                if "NewImage" in change:
                    known[key] = change["NewImage"]
                else:
                    del known[key]

        function = service.create_function("f", handler=handler)
        mapping = function.create_event_source_mapping(
            table, starting_position="TRIM_HORIZON", batch_size=batch_size, maximum_retry_attempts=0
        )
        for number, step in enumerate(steps):
            write(service, table, step, number)
        service.run()
        service.check_ledger()

        assert all(invocation.function_error is None for invocation in mapping.invocations)
        assert {image["id"]["N"]: image["a"]["N"] for image in known.values()} == {
            str(item["id"]): str(item["a"]) for item in table.items
        }


@laws
@given(st.lists(writes, max_size=15), st.integers(1, 4), st.sampled_from(["INSERT", "MODIFY", "REMOVE"]))
def test_filters_let_through_exactly_what_they_say(steps, batch_size, name):
    with LambdaService() as service:
        table = service.dynamodb_table("orders")
        got = []
        function = service.create_function("f", handler=lambda event, context: got.extend(event["Records"]))
        mapping = function.create_event_source_mapping(
            table,
            starting_position="TRIM_HORIZON",
            batch_size=batch_size,
            filter_criteria=[json.dumps({"eventName": [name]})],
        )
        for number, step in enumerate(steps):
            write(service, table, step, number)
        service.run()
        service.check_ledger()

        wanted = [record.sequence_number for record in table.stream.records if record.event_name == name]
        assert sorted(record["dynamodb"]["SequenceNumber"] for record in got) == sorted(wanted)
        assert all(len(invocation.records) <= batch_size for invocation in mapping.invocations)


@laws
@given(st.lists(writes, max_size=12), st.integers(1, 4), st.sampled_from([1, 5, 60]), st.booleans())
def test_tumbling_windows_count_every_change_once(steps, batch_size, seconds, fails_at_first):
    with LambdaService() as service:
        table = service.dynamodb_table("orders")
        finals: list[int] = []
        calls = itertools.count()
        begun: dict[tuple[str, str], Any] = {}

        def handler(event, context):
            events.check(event)
            where = (event["shardId"], event["window"]["start"])
            if next(calls) % 3 == 0 and fails_at_first:
                raise RuntimeError("at first")
            if where not in begun:
                assert event["state"] == {}
            begun[where] = True
            for record in event["Records"]:
                created = record["dynamodb"]["ApproximateCreationDateTime"]
                assert int(created) // seconds * seconds == _epoch(event["window"]["start"])
            count = event["state"].get("count", 0) + len(event["Records"])
            if event["isFinalInvokeForWindow"]:
                finals.append(count)
            return {"state": {"count": count}}

        function = service.create_function("f", handler=handler)
        function.create_event_source_mapping(
            table, starting_position="TRIM_HORIZON", batch_size=batch_size, tumbling_window_in_seconds=seconds
        )
        for number, step in enumerate(steps):
            write(service, table, step, number)
        service.run()
        service.advance(minutes=10)
        service.run()
        service.check_ledger()

        assert sum(finals) == len(table.stream.records)


def _epoch(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
