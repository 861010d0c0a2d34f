"""One system of a source, a mapping and a function, to which anything may happen; and what holds nevertheless."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

REPORT = ["ReportBatchItemFailures"]
TIMEOUT = 3
LIVING = ("delayed", "visible", "in_flight")
QUEUES = ("sqs", "fifo")

#: what a handler may answer by which nothing is known of single records
_NONSENSE = (
    "ok", 3, True, ["a"], {"batchItemFailures": "what?"}, {"batchItemFailures": {}}, {"batchItemFailures": [{}]},
    {"batchItemFailures": [{"itemIdentifier": ""}]}, {"batchItemFailures": [{"itemIdentifier": None}]},
    {"batchItemFailures": [{"itemIdentifier": 123}]}, {"batchItemFailures": ["a"]}, {"statusCode": 200},
    float("nan"), {1, 2},
)  # fmt: skip
BEHAVIOURS = st.one_of(
    st.sampled_from(["ok", "ok", "empty", "raise", "late", "exit"]),
    st.sampled_from(["ok", "first", "last", "odd", "all"]),
    st.sampled_from(["stranger", "twice", "gone"]),
    st.integers(0, len(_NONSENSE) - 1),
)
#: what happens from outside, with a number that says how much or which
ACTIONS = st.tuples(
    st.sampled_from(
        ["put", "put", "trickle", "trickle", "trickle", "wait", "wait", "wait long", "reserve", "recover", "disable", "enable",
         "size", "window", "ceiling", "retries", "reporting", "errors", "deploy", "reshape", "cold"]
    ),
    st.integers(0, 30),
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """All that a system does, so that it can be done again.

    Attributes:
        kind: of the source: `sqs`, `fifo`, `kinesis`, `dynamodb`.
        settings: of the mapping.
        behaviours: of the function's invocations, by turns.
        seconds: that these take, by turns.
        actions: what happens from outside.
        visibility: of a queue, in seconds.
        times: a message is received before it is a dead letter.
        destination: whether a stream's mapping has one.
        schedule, seed: of the service.
    """

    kind: str
    settings: dict[str, Any]
    behaviours: list[Any]
    seconds: list[float]
    actions: list[tuple[str, int]]
    visibility: int
    times: int
    destination: bool
    schedule: str
    seed: int


_SHARED = {"function_response_types": st.sampled_from([REPORT, REPORT, []])}
_SETTINGS = {
    "sqs": st.fixed_dictionaries(
        {"batch_size": st.integers(1, 10), **_SHARED},
        optional={"maximum_batching_window_in_seconds": st.sampled_from([1, 7, 40]), "maximum_concurrency": st.integers(2, 4)},
    ),
    "fifo": st.fixed_dictionaries({"batch_size": st.integers(1, 10), **_SHARED}, optional={"maximum_concurrency": st.integers(2, 4)}),
}
_OF_STREAMS = st.fixed_dictionaries(
    {"batch_size": st.integers(1, 6), "maximum_retry_attempts": st.integers(0, 3), **_SHARED},
    optional={
        "maximum_batching_window_in_seconds": st.sampled_from([1, 7]),
        "bisect_batch_on_function_error": st.booleans(),
        "parallelization_factor": st.integers(1, 3),
        "maximum_record_age_in_seconds": st.just(60),
    },
)


@st.composite
def plans(draw: st.DrawFn, kinds: tuple[str, ...] = ("sqs", "fifo", "kinesis", "dynamodb")) -> Plan:
    """Any plan."""
    kind = draw(st.sampled_from(kinds))
    return Plan(
        kind,
        draw(_SETTINGS.get(kind, _OF_STREAMS)),
        draw(st.lists(BEHAVIOURS, min_size=1, max_size=8)),
        draw(st.lists(st.sampled_from([0, 0.3, 1, 2.9]), min_size=1, max_size=5)),
        draw(st.lists(ACTIONS, min_size=1, max_size=25)),
        draw(st.sampled_from([3, 5, 30])),
        draw(st.integers(1, 3)),
        draw(st.booleans()),
        draw(st.sampled_from(["fifo", "random"])),
        draw(st.integers(0, 99)),
    )


@dataclass
class Delivery:
    """A record in an event."""

    id: str
    group: str | None
    shard: str | None
    count: int


def deliveries(event: Any) -> list[Delivery]:
    """What an event holds, by the event alone."""
    found = []
    for record in event["Records"]:
        if record["eventSource"] == "aws:sqs":
            attributes = record["attributes"]
            group, count = attributes.get("MessageGroupId"), int(attributes["ApproximateReceiveCount"])
            found.append(Delivery(record["messageId"], group, None, count))
        elif record["eventSource"] == "aws:kinesis":
            own, shard = record["kinesis"], record["eventID"].split(":")[0]
            found.append(Delivery(own["sequenceNumber"], own["partitionKey"], shard, 0))
        else:
            own = record["dynamodb"]
            found.append(Delivery(own["SequenceNumber"], own["Keys"]["id"]["S"], None, 0))
    return found


class System:
    """A service in which a plan is carried out; what goes against a law is noted in `broken`.

    Args:
        service: empty.
        plan: see above.
    """

    def __init__(self, service: Any, plan: Plan) -> None:
        self.service = service
        self.plan = plan
        self.is_queue = plan.kind in QUEUES
        self.broken: list[str] = []
        self.calls = 0
        self.sent: dict[str, Any] = {}
        self.order: dict[str, list[str]] = defaultdict(list)
        self.counts: dict[str, int] = {}
        self.delivered: set[str] = set()
        self.reservations: list[tuple[float, float]] = [(service.epoch(), float("inf"))]
        self.ceilings = [plan.settings.get("maximum_concurrency", float("inf"))]
        self.purged: set[str] = set()
        self.dead = service.sqs_queue("dead.fifo", fifo_queue=True) if plan.kind == "fifo" else service.sqs_queue("dead")
        self.source = self._source()
        self.function = service.create_function("f", handler=self.handler, timeout=TIMEOUT)
        settings = dict(plan.settings)
        if not self.is_queue:
            settings["starting_position"] = "TRIM_HORIZON"
            if plan.destination:
                settings["on_failure"] = self.dead
        self.factors = [settings.get("parallelization_factor", 1)]
        self.mapping = self.function.create_event_source_mapping(self.source, **settings)

    def _source(self) -> Any:
        plan = self.plan
        if plan.kind == "kinesis":
            return self.service.kinesis_stream("orders", shard_count=2)
        if plan.kind == "dynamodb":
            return self.service.dynamodb_table("orders", shards=2)
        fifo = plan.kind == "fifo"
        own = {"fifo_queue": True} if fifo else {}
        return self.service.sqs_queue(
            "orders.fifo" if fifo else "orders",
            visibility_timeout=plan.visibility,
            dead_letter_queue=self.dead,
            max_receive_count=plan.times,
            **own,
        )

    # ---- the function ----------------------------------------------------------------------------------------

    def handler(self, event: Any, context: Any) -> Any:
        got = deliveries(event)
        ids = [each.id for each in got]
        if len(set(ids)) != len(ids):
            self.broken.append(f"a record is twice in one event: {ids}")
        if self.reservations[-1][1] == 0:
            self.broken.append("it runs with reserved concurrency 0")
        for each in got:
            self._check(each, ids)
        self.delivered.update(ids)
        behaviour = self.plan.behaviours[self.calls % len(self.plan.behaviours)]
        seconds = self.plan.seconds[self.calls % len(self.plan.seconds)]
        self.calls += 1
        if seconds:
            time.sleep(seconds)
        return self._behave(behaviour, ids)

    def _check(self, each: Delivery, ids: list[str]) -> None:
        if each.id not in self.sent:
            self.broken.append(f"{each.id} was never sent")
            return
        if not self.is_queue:
            return
        message = self.sent[each.id]
        if message.state not in LIVING:
            self.broken.append(f"{message.body} was delivered when it was {message.state}")
        if each.count <= self.counts.get(each.id, 0):
            self.broken.append(f"{message.body} was delivered twice by one receipt")
        if each.count > self.plan.times:
            self.broken.append(f"{message.body} was received {each.count} times")
        self.counts[each.id] = each.count
        if each.group is None:
            return
        for earlier in self.order[each.group]:
            if earlier == each.id:
                break
            if earlier not in ids[: ids.index(each.id)] and self.sent[earlier].state in LIVING:
                self.broken.append(f"{message.body} overtook {self.sent[earlier].body}")

    def _behave(self, behaviour: Any, ids: list[str]) -> Any:
        if isinstance(behaviour, int):
            return _NONSENSE[behaviour]
        if behaviour == "raise":
            raise RuntimeError("no")
        elif behaviour == "late":
            time.sleep(100)
        elif behaviour == "exit":
            os._exit(1)
        elif behaviour == "gone":
            raise SystemExit(0)
        chosen = {
            "empty": [], "first": ids[:1], "last": ids[-1:], "odd": ids[::2], "all": ids,
            "stranger": ["nobody", *ids[:1]], "twice": ids[:1] * 2,
        }  # fmt: skip
        if behaviour not in chosen:
            return None
        return {"batchItemFailures": [{"itemIdentifier": each} for each in chosen[behaviour]]}

    # ---- from outside ----------------------------------------------------------------------------------------

    def carry_out(self) -> None:
        """Do all of the plan, then let it come to its end."""
        for action, number in self.plan.actions:
            getattr(self, f"do_{action.replace(' ', '_')}")(number)
            self.service.check_ledger()
        self.do_recover(0)
        self.service.inject_system_errors("f", 0)
        self.do_enable(0)
        self.service.run()
        self.service.check_ledger()

    def do_put(self, number: int) -> None:
        for more in range(number % 7 + 1):
            group = "abc"[number * (more + 1) % 3]
            body = f"{group}{len(self.sent)}"
            if self.plan.kind == "kinesis":
                made = self.source.put_record(body, partition_key=group)
                self._sent(made.sequence_number, group, made)
            elif self.plan.kind == "dynamodb":
                self.source.put_item({"id": group, "text": body})
                made = self.source.stream.records[-1]
                self._sent(made.sequence_number, group, made)
            elif self.plan.kind == "fifo":
                made = self.source.send(body, message_group_id=group, message_deduplication_id=body)
                self._sent(made.message_id, group, made)
            else:
                made = self.source.send(body, delay_seconds=5 if number % 4 == 0 else 0)
                self._sent(made.message_id, group, made)

    def _sent(self, identity: str, group: str, made: Any) -> None:
        self.sent[identity] = made
        self.order[group].append(identity)

    def do_trickle(self, number: int) -> None:
        self.do_put(number)
        self.service.advance(seconds=number % 5 / 3)

    def do_wait(self, number: int) -> None:
        self.service.advance(seconds=number / 7)

    def do_wait_long(self, number: int) -> None:
        self.service.advance(seconds=number * 41)

    def do_reserve(self, number: int) -> None:
        self.function.put_function_concurrency(reserved_concurrent_executions=number % 3)
        self.reservations.append((self.service.epoch(), number % 3))

    def do_recover(self, number: int) -> None:
        self.function.delete_function_concurrency()
        self.reservations.append((self.service.epoch(), float("inf")))

    def do_disable(self, number: int) -> None:
        self.mapping.disable()

    def do_enable(self, number: int) -> None:
        self.mapping.enable()

    def do_size(self, number: int) -> None:
        self.mapping.update(batch_size=1 + number % 6)

    def do_window(self, number: int) -> None:
        if self.plan.kind != "fifo":
            self.mapping.update(maximum_batching_window_in_seconds=number % 8)

    def do_ceiling(self, number: int) -> None:
        if self.is_queue:
            self.ceilings.append(2 + number % 3)
            self.mapping.update(maximum_concurrency=2 + number % 3)
        else:
            self.factors.append(1 + number % 3)
            self.mapping.update(parallelization_factor=1 + number % 3)

    def do_retries(self, number: int) -> None:
        if not self.is_queue:
            self.mapping.update(maximum_retry_attempts=number % 3, bisect_batch_on_function_error=number % 2 == 0)

    def do_reporting(self, number: int) -> None:
        self.mapping.update(function_response_types=REPORT if number % 2 else [])

    def do_errors(self, number: int) -> None:
        self.service.inject_system_errors("f", number % 4)

    def do_deploy(self, number: int) -> None:
        self.function.update_function_configuration(memory_size=128 + number)

    def do_cold(self, number: int) -> None:
        self.function.cold_start()

    def do_reshape(self, number: int) -> None:
        """Splits, merges, rolls over; purges a queue, and moves dead letters back."""
        if self.plan.kind == "kinesis":
            shards = self.source.open_shards
            if len(shards) < 5 and number % 2:
                self.source.split_shard(shards[number % len(shards)])
            elif len(shards) > 1:
                at = number % (len(shards) - 1)
                self.source.merge_shards(*shards[at : at + 2])
        elif self.plan.kind == "dynamodb":
            self.source.stream.roll_over(into=1 + number % 2)
        elif number % 4 == 0:
            self.purged |= {identity for identity, message in self.sent.items() if message.state in LIVING}
            self.source.purge()

    # ---- what holds at the end -------------------------------------------------------------------------------

    def check(self) -> None:
        """Raise if anything went against a law."""
        assert self.broken == []
        self._check_concurrency()
        if self.is_queue:
            self._check_messages()
        else:
            self._check_records()

    def _check_concurrency(self) -> None:
        took = [each for each in self.function.invocations if each.end_epoch > each.start_epoch]
        spans = [(each.start_epoch, each.end_epoch) for each in took]
        for begun, _ in spans:
            running = sum(start <= begun < end for start, end in spans)
            limit = max(value for value in self._reserved_at(begun))
            assert running <= limit, f"{running} at a time, reserved are {limit}"
        if self.is_queue:
            assert most_at_a_time(spans) <= max(self.ceilings)
        spans_of: dict[tuple[str, str], dict[str, tuple[float, float]]] = defaultdict(dict)
        for each in took:
            if each.request_id and getattr(each, "records", None):
                for record in each.records:
                    if record.group is not None:
                        spans_of["group", record.group][id(each)] = (each.start_epoch, each.end_epoch)
                    if self.plan.kind == "kinesis":
                        shard = record.event["eventID"].split(":")[0]
                        spans_of["shard", shard][id(each)] = (each.start_epoch, each.end_epoch)
        for (what, name), found in spans_of.items():
            limit = 1 if what == "group" else max(self.factors)
            assert most_at_a_time(list(found.values())) <= limit, f"{what} {name}"

    def _reserved_at(self, epoch: float) -> list[float]:
        before = [value for at, value in self.reservations if at < epoch]
        return [*before[-1:], *(value for at, value in self.reservations if at == epoch)]

    def _check_messages(self) -> None:
        states = {identity: message.state for identity, message in self.sent.items()}
        assert set(states.values()) <= {"deleted", "dead_letter"}
        succeeded = {each.id for one in self.mapping.invocations for each in one.outcome.succeeded}
        deleted = {identity for identity, state in states.items() if state == "deleted"}
        assert deleted <= succeeded | self.purged, "deleted, but not by success"
        assert deleted - self.purged <= self.delivered
        dead = {identity for identity, state in states.items() if state == "dead_letter"}
        assert {each.message_id for each in self.dead.messages} == dead
        account = self.mapping.poller.account
        assert account.polled == account.deleted + account.returned + account.outdated + account.filtered

    def _check_records(self) -> None:
        done: set[str] = set()
        reached: dict[str, int] = {}
        skipped: set[str] = set()
        for one in self.mapping.invocations:
            firsts: dict[str, int] = {}
            ranks = {}
            for record in one.records:
                rank = ranks[record.id] = self.order[record.group].index(record.id)
                if record.group in firsts:
                    assert rank > firsts[record.group], "order within a batch"
                firsts.setdefault(record.group, rank)
            for group, rank in firsts.items():
                assert rank >= reached.get(group, 0), f"{group}{rank} again"
                skipped |= set(self.order[group][reached.get(group, 0) : rank])
                reached[group] = rank
            for record in one.records:
                if record.id in {each.id for each in one.outcome.succeeded}:
                    assert record.id not in done
                    done.add(record.id)
                    reached[record.group] = ranks[record.id] + 1
        missing = set(self.sent) - done
        assert skipped <= missing
        accounts = [self.mapping.poller.account(shard.shard_id) for shard in self._shards()]
        given_up = sum(each.at_destination + each.dropped for each in accounts)
        assert sum(each.expired + each.filtered for each in accounts) == 0
        assert len(missing) == given_up
        assert len(done) == sum(each.succeeded for each in accounts)
        told = self._told()
        assert missing <= told if self.plan.destination else not told
        for shard in self._shards():
            last = shard.records[-1].sequence_number if shard.records else None
            assert self.mapping.checkpoint(shard.shard_id) == last

    def _shards(self) -> Any:
        return self.source.stream.shards if self.plan.kind == "dynamodb" else self.source.shards

    def _told(self) -> set[str]:
        """What the messages of the destination cover."""
        homes = {record.sequence_number: shard.shard_id for shard in self._shards() for record in shard.records}
        told = set()
        for message in self.dead.messages:
            info = message.json["KinesisBatchInfo" if self.plan.kind == "kinesis" else "DDBStreamBatchInfo"]
            low, high = int(info["startSequenceNumber"]), int(info["endSequenceNumber"])
            told |= {each for each, shard in homes.items() if low <= int(each) <= high and shard == info["shardId"]}
        return told


def most_at_a_time(spans: list[tuple[float, float]]) -> int:
    """How many of them overlapped at most."""
    return max((sum(start <= begun < end for start, end in spans) for begun, _ in spans), default=0)
