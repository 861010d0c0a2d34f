"""What holds for queues whatever is done with them, and whenever."""

from __future__ import annotations

import os
import sys
from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from tests.service.resources.stand_in import StandIn

EXAMPLES = min(int(os.environ.get("STRATEGY_EXAMPLES", "60")), 60)
SECONDS = st.sampled_from([0, 0.001, 1, 4.999999, 5, 29, 30, 31, 60, 3600])


class Queues(RuleBasedStateMachine):
    """A queue with a dead-letter queue; a list of the messages sent is all that the model needs."""

    fifo = False

    def __init__(self):
        super().__init__()
        self.platform = StandIn()
        suffix = ".fifo" if self.fifo else ""
        self.dead = SqsQueue(
            f"dead{suffix}", platform=self.platform, fifo_queue=self.fifo, message_retention_period=3600
        )
        self.queue = SqsQueue(
            f"q{suffix}",
            platform=self.platform,
            fifo_queue=self.fifo,
            content_based_deduplication=self.fifo,
            message_retention_period=120,
            visibility_timeout=30,
            dead_letter_queue=self.dead,
            max_receive_count=2,
        )
        self.sent = []
        self.handles = []
        self.deleted = set()

    @rule(group=st.sampled_from("ab"), delay=st.sampled_from([None, 0, 5, 900]))
    def send(self, group, delay):
        if self.fifo:
            message = self.queue.send(f"{group}{len(self.sent)}", message_group_id=group)
        else:
            message = self.queue.send(f"{group}{len(self.sent)}", delay_seconds=delay)
        self.sent.append(message)

    @rule(number=st.integers(1, 10), timeout=st.sampled_from([None, 0, 5, 40]), from_dead=st.booleans())
    def receive(self, number, timeout, from_dead):
        source = self.dead if from_dead else self.queue
        busy = {message.attributes.get("MessageGroupId") for message in source.in_flight}
        visible = {message.message_id for message in source.messages if message.state == "visible"}

        received = source.receive(number, timeout)

        assert len(received) <= number
        ids = [message.message_id for message in received]
        assert len(set(ids)) == len(ids)
        assert set(ids) <= visible
        if self.fifo:
            assert busy.isdisjoint(message.attributes["MessageGroupId"] for message in received)
            self._check_order(received, source)
        self.handles.extend((source, message) for message in received)

    def _check_order(self, received, source):
        """Nothing that is still to be received was sent before a message of its group that was."""
        received_ids = {message.message_id for message in received}
        for message in received:
            earlier = [
                each
                for each in source.messages
                if each.attributes["MessageGroupId"] == message.attributes["MessageGroupId"]
                and each.message_id not in received_ids
                and int(each.body[1:]) < int(message.body[1:])
            ]
            assert earlier == []

    @precondition(lambda self: self.handles)
    @rule(data=st.data())
    def delete(self, data):
        source, message = data.draw(st.sampled_from(self.handles))
        try:
            source.delete(message.receipt_handle)
        except RequestRefused as refused:
            assert self.fifo, refused
        if message.state == "deleted":
            self.deleted.add(message.message_id)

    @precondition(lambda self: self.handles)
    @rule(data=st.data(), seconds=st.sampled_from([0, 5, 300]))
    def change_visibility(self, data, seconds):
        source, message = data.draw(st.sampled_from(self.handles))
        try:
            source.change_visibility(message.receipt_handle, seconds)
        except RequestRefused as refused:
            assert refused.code in ("InvalidParameterValue", "MessageNotInflight")
        else:
            assert message.state == ("in_flight" if seconds else "visible")

    @rule(in_dead=st.booleans())
    def purge(self, in_dead):
        queue = self.dead if in_dead else self.queue
        queue.purge()
        assert (queue.messages, queue.in_flight) == ((), ())

    @rule(seconds=SECONDS)
    def pass_time(self, seconds):
        self.platform.pass_time(seconds)

    @invariant()
    def each_message_is_in_one_place(self):
        places = Counter()
        for queue in (self.queue, self.dead):
            for place in (queue.messages, queue.in_flight, queue.deleted, queue.expired):
                places.update(message.message_id for message in place)
        assert places == Counter(message.message_id for message in self.sent)
        assert {message.message_id for message in self.queue.dead_lettered} == {
            message.message_id
            for place in (self.dead.messages, self.dead.in_flight, self.dead.deleted, self.dead.expired)
            for message in place
        }

    @invariant()
    def state_and_place_agree(self):
        for message in self.queue.messages:
            assert message.state in ("visible", "delayed")
        states = {"in_flight": self.queue.in_flight, "deleted": self.queue.deleted, "expired": self.queue.expired}
        for state, place in states.items():
            assert all(message.state == state for message in place)

    @invariant()
    def places_are_in_the_order_of_sending(self):
        for place in (self.queue.messages, self.queue.in_flight, self.queue.deleted, self.queue.expired):
            numbers = [int(message.body[1:]) for message in place]
            assert numbers == sorted(numbers)

    @invariant()
    def what_is_deleted_stays_so(self):
        deleted = {message.message_id for message in (*self.queue.deleted, *self.dead.deleted)}
        assert self.deleted <= deleted

    @invariant()
    def histories_are_in_order_and_end_in_the_state(self):
        now = self.platform.epoch()
        last = {
            "visible": ("sent", "visible"), "delayed": ("sent",), "in_flight": ("received",),
            "deleted": ("deleted", "purged"), "expired": ("expired",), "dead_letter": ("dead_letter",),
        }  # fmt: skip
        for message in self.sent:
            times = [epoch for epoch, _ in message.history]
            assert times == sorted(times)
            assert times[-1] <= now
            assert message.history[-1].event in last[message.state]

    @invariant()
    def no_message_is_received_too_often(self):
        for message in self.sent:
            received = [event for _, event in message.history if event == "received"]
            assert len(received) == message.receive_count <= 2


class FifoQueues(Queues):
    fifo = True


TestQueues = Queues.TestCase
TestQueues.settings = settings(max_examples=EXAMPLES, stateful_step_count=30, deadline=None)
TestFifoQueues = FifoQueues.TestCase
TestFifoQueues.settings = settings(max_examples=EXAMPLES, stateful_step_count=30, deadline=None)


def calls_of(action):
    """How many functions an action calls: a measure of its work that no machine changes."""
    count = 0

    def profile(frame, event, arg):
        nonlocal count
        count += 1

    previous = sys.getprofile()
    sys.setprofile(profile)
    try:
        action()
    finally:
        sys.setprofile(previous)
    return count


def standard_traffic(number):
    queue = SqsQueue("q", platform=StandIn())
    for index in range(number):
        queue.send(str(index))
    for _ in range(number // 10):
        for message in queue.receive(10):
            queue.delete(message.receipt_handle)
    assert len(queue.deleted) == number


def one_closed_group(number):
    """Everything waits behind one message in flight, and somebody asks again and again."""
    queue = SqsQueue("q.fifo", platform=StandIn(), fifo_queue=True, content_based_deduplication=True)
    for index in range(number):
        queue.send(str(index), message_group_id="g")
    queue.receive()
    for _ in range(number):
        assert queue.receive(10) == ()


def many_groups(number):
    platform = StandIn()
    queue = SqsQueue("q.fifo", platform=platform, fifo_queue=True, content_based_deduplication=True)
    for index in range(number):
        queue.send(str(index), message_group_id=f"g{index % 50}")
    for _ in range(number):
        for message in queue.receive(3):
            queue.delete(message.receipt_handle)
    assert len(queue.deleted) == number


@pytest.mark.parametrize("traffic", [standard_traffic, one_closed_group, many_groups])
def test_work_is_in_proportion_to_the_number_of_messages(traffic):
    """No list is walked through at a send, a receipt or a deletion: ten times the messages, ten times the calls."""
    few, many = (calls_of(lambda number=number: traffic(number)) for number in (200, 2_000))

    assert many < 11 * few
