"""What holds for every queue, mapping and handler, however the handler fails."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService
from tests.service.event_sources.queues.consumer import REPORT, report

EXAMPLES = min(int(os.environ.get("STRATEGY_EXAMPLES", "50")), 200)
LIVING = ("delayed", "visible", "in_flight")
TIMEOUT = 3

ACTS = st.sampled_from(["work", "work", "work", "raise", "late", "first", "last", "odd", "all", "nonsense", "unknown"])
MAPPINGS = st.fixed_dictionaries(
    {"batch_size": st.integers(1, 10)},
    optional={
        "function_response_types": st.just(REPORT),
        "maximum_concurrency": st.integers(2, 4),
    },
)
WINDOWS = st.sampled_from([0, 0, 1, 7, 60])
#: (seconds before it, group, delay)
MESSAGES = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 1, 10, 31]), st.sampled_from("abc"), st.sampled_from([0, 0, 5])),
    min_size=1,
    max_size=40,
)


@dataclass
class Run:
    """One function behind one queue."""

    service: LambdaService
    fifo: bool
    acts: list[str]
    seconds: list[float]
    visibility: int
    times: int
    sent: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    deliveries: Counter[str] = field(default_factory=Counter)
    counts: dict[str, int] = field(default_factory=dict)
    largest: int = 0
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        suffix = ".fifo" if self.fifo else ""
        kind: dict[str, Any] = {"fifo_queue": True} if self.fifo else {}
        self.dead = self.service.sqs_queue(f"dead{suffix}", **kind)
        self.queue = self.service.sqs_queue(
            f"orders{suffix}",
            visibility_timeout=self.visibility,
            dead_letter_queue=self.dead,
            max_receive_count=self.times,
            **kind,
        )
        self.function = self.service.create_function("consumer", handler=self.handler, timeout=TIMEOUT)

    def send(self, number: int, group: str, delay: int) -> None:
        own: dict[str, Any] = {"delay_seconds": delay}
        if self.fifo:
            own = {"message_group_id": group, "message_deduplication_id": str(number)}
        message = self.queue.send(f"{group}{number}", **own)
        self.sent[message.message_id] = message
        self.groups.setdefault(group, []).append(message.message_id)

    def handler(self, event: Any, context: Any) -> Any:
        ids = [record["messageId"] for record in event["Records"]]
        self.largest = max(self.largest, len(ids))
        if len(set(ids)) != len(ids):
            self.wrong.append(f"a message is twice in one batch: {ids}")
        for record in event["Records"]:
            self._check(record, ids)
        number = sum(self.deliveries.values())
        self.deliveries.update(ids)
        return self._act(self.acts[number % len(self.acts)], self.seconds[number % len(self.seconds)], ids)

    def _check(self, record: Any, ids: list[str]) -> None:
        own = record["messageId"]
        if self.sent[own].state not in LIVING:
            self.wrong.append(f"{record['body']} was delivered when it was {self.sent[own].state}")
        count = int(record["attributes"]["ApproximateReceiveCount"])
        if count <= self.counts.get(own, 0):
            self.wrong.append(f"{record['body']} was delivered twice by one receipt")
        self.counts[own] = count
        if self.fifo:
            for earlier in self.groups[record["body"][0]]:
                if earlier == own:
                    break
                before = earlier in ids[: ids.index(own)]
                if not before and self.sent[earlier].state in LIVING:
                    self.wrong.append(f"{record['body']} overtook {self.sent[earlier].body}")

    def _act(self, act: str, seconds: float, ids: list[str]) -> Any:
        time.sleep(seconds)
        if act == "raise":
            raise RuntimeError("no")
        if act == "late":
            time.sleep(100)
        chosen = {"first": ids[:1], "last": ids[-1:], "odd": ids[::2], "all": ids, "unknown": ["nobody", ids[0]]}
        if act == "nonsense":
            return {"batchItemFailures": "what?"}
        return report(*chosen.get(act, []))


def at_a_time(invocations: Any) -> int:
    """How many invocations overlapped at most; what took no time overlaps with nothing."""
    steps = [
        step
        for invocation in invocations
        for step in ((invocation.end_epoch, -1), (invocation.start_epoch, 1))
        if invocation.end_epoch > invocation.start_epoch
    ]
    return max(accumulate((step for _, step in sorted(steps)), initial=0))


def check_end(run: Run, mapping: Any, chosen: dict[str, Any]) -> None:
    assert run.wrong == []
    states = Counter(message.state for message in run.sent.values())
    assert set(states) <= {"deleted", "dead_letter"}
    assert len(run.dead.messages) == states["dead_letter"]
    assert len(run.queue.deleted) == states["deleted"]
    succeeded = {each.id for invocation in mapping.invocations for each in invocation.outcome.succeeded}
    assert {message_id for message_id, message in run.sent.items() if message.state == "deleted"} <= succeeded
    if not mapping.poller.account.outdated:
        assert len(succeeded) == states["deleted"]
    for message_id in run.sent:
        assert run.deliveries[message_id] <= run.times
    assert run.largest <= chosen["batch_size"]
    most = at_a_time(mapping.invocations)
    assert most <= chosen.get("maximum_concurrency", 1_250)
    if run.fifo:
        for group in run.groups:
            assert at_a_time({id(each): each for _, each in mapping.deliveries(group=group)}.values()) <= 1
    account = mapping.poller.account
    assert account.polled == account.deleted + account.returned + account.outdated
    assert account.deleted == states["deleted"]
    run.service.check_ledger()


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    fifo=st.booleans(),
    schedule=st.sampled_from(["fifo", "random"]),
    chosen=MAPPINGS,
    window=WINDOWS,
    messages=MESSAGES,
    acts=st.lists(ACTS, min_size=1, max_size=8),
    seconds=st.lists(st.sampled_from([0, 0, 0.5, 2]), min_size=1, max_size=4),
    visibility=st.sampled_from([3, 5, 30]),
    times=st.integers(1, 3),
    reserved=st.sampled_from([None, None, 1, 2, 0]),
)
@example(  # the third group is throttled at first, and its receipt ends before its invocation
    fifo=True, schedule="fifo", chosen={"batch_size": 1}, window=0, messages=[(0, group, 0) for group in "abc"],
    acts=["work", "work", "late"], seconds=[0.5, 0.5, 0], visibility=3, times=3, reserved=2,
)  # fmt: skip
def test_every_message_comes_to_its_end(
    fifo, schedule, chosen, window, messages, acts, seconds, visibility, times, reserved
):
    """At least once, in the order of its group, never after it was deleted, and no more often than allowed."""
    with LambdaService(schedule=schedule) as service:
        run = Run(service, fifo, acts, seconds, visibility, times)
        if reserved is not None:
            run.function.put_function_concurrency(reserved_concurrent_executions=reserved)
        if not fifo:
            chosen = {**chosen, "maximum_batching_window_in_seconds": window}
        mapping = run.function.create_event_source_mapping(run.queue, **chosen)
        for number, (pause, group, delay) in enumerate(messages):
            service.advance(seconds=pause)
            service.check_ledger()
            run.send(number, group, delay)

        service.run()

        check_end(run, mapping, chosen)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    fifo=st.booleans(),
    messages=MESSAGES,
    acts=st.lists(ACTS, min_size=1, max_size=8),
    switches=st.lists(st.tuples(st.integers(0, 39), st.sampled_from(["off", "on", "size", "purge"])), max_size=6),
)
def test_nothing_is_lost_by_changes(fifo, messages, acts, switches):
    """Whatever is switched meanwhile: what is not done, nor purged, nor moved, is in the queue."""
    with LambdaService() as service:
        run = Run(service, fifo, acts, [0.5], 5, 2)
        mapping = run.function.create_event_source_mapping(run.queue, function_response_types=REPORT)
        plan = dict(switches)
        for number, (pause, group, delay) in enumerate(messages):
            service.advance(seconds=pause)
            run.send(number, group, delay)
            change = plan.get(number)
            if change in ("off", "on"):
                service.update_event_source_mapping(mapping.uuid, enabled=change == "on")
            elif change == "size":
                service.update_event_source_mapping(mapping.uuid, batch_size=1 + number % 10)
            elif change == "purge":
                run.queue.purge()
            service.advance(seconds=0)
            service.check_ledger()
        service.run()
        service.update_event_source_mapping(mapping.uuid, enabled=True)
        service.run()

        assert run.wrong == []
        assert {message.state for message in run.sent.values()} <= {"deleted", "dead_letter"}
        service.check_ledger()
