"""Takes messages from a broker's queue for a mapping (M7-M9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pytest_lambda.batches.filtering import Filters, compile_filters
from pytest_lambda.clock.wakeups import Wait
from pytest_lambda.service.asynchronous.backoff import Backoff
from pytest_lambda.service.event_sources.appointment import Appointment
from pytest_lambda.service.event_sources.batch import Batch, Refused
from pytest_lambda.service.event_sources.mq.batch import BrokerAccount, BrokerBatch
from pytest_lambda.service.event_sources.settings.kind_rules import rules_of
from pytest_lambda.service.resources.broker_queue import BrokerQueue

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping

#: what is tried again with the messages in hand: throttles and system errors
_PASSING = (429, 500)
#: M8: why a consumer stops for good
_STOPPED = "FUNCTION_CONFIG_NOT_VALID"

#: what becomes of single messages
_FILTERED = "message {} matches no filter and is acknowledged"
_TOO_LARGE = "message {} is over 6 MB in the event and is dropped (M8)"
_BURIED = "message {} was delivered {} times and moves to the dead-letter queue"
_DISCARDED = "message {} was delivered {} times and is discarded"


class BrokerPoller:
    """Gathers messages into batches, one at a time, and brings a number of batches at a time to their end.

    Args:
        mapping: that it polls for.
        concurrency: batches that are processed at a time (M9).
        redelivery_us: until what failed is delivered again, in microseconds.
        backoff: how long a throttled batch waits.
    """

    __slots__ = (
        "_backoff", "_busy", "_clock", "_concurrency", "_filters", "_gathering", "_mapping", "_next_poll", "_queue",
        "_redelivery_us", "_window_end", "account", "enabled",
    )  # fmt: skip

    def __init__(self, mapping: EventSourceMapping, *, concurrency: int, redelivery_us: int, backoff: Backoff) -> None:
        self._mapping = mapping
        self._queue: BrokerQueue = mapping.source
        self._clock = mapping.function.service.clock
        self._concurrency = concurrency
        self._redelivery_us = redelivery_us
        self._backoff = backoff
        self._filters: Filters | None = None
        self._busy: set[BrokerBatch] = set()
        self._gathering: BrokerBatch | None = None
        self._next_poll = Appointment(self._clock)
        self._window_end = Appointment(self._clock)
        self.account = BrokerAccount()
        self.enabled = False

    def start(self) -> None:
        """See `Poller`; the consumer of a mapping that is enabled again begins anew."""
        self._mapping.state_transition_reason = rules_of("mq").transition_reason
        self.enabled = True
        self._queue.watch(self._plan)
        self.changed()

    def stop(self) -> None:
        """See `Poller`. What was gathered, but not handed over, returns to the broker."""
        self.enabled = False
        self._queue.unwatch(self._plan)
        gathering, self._gathering = self._gathering, None
        if gathering is not None:
            self._give_back(gathering)
        self._next_poll.cancel()
        self._window_end.cancel()

    def changed(self) -> None:
        """See `Poller`."""
        settings = self._mapping.settings
        most = self._mapping.function.service.mappings.most_filters
        self._filters = compile_filters(settings.filter_patterns, "mq", most=most) if settings.filter_patterns else None
        if self.enabled:
            self._plan()

    def unsettled(self) -> str | None:
        """See `Poller`."""
        batches = (*self._busy, self._gathering) if self._gathering is not None else tuple(self._busy)
        return self.account.unsettled(sum(len(batch.messages) for batch in batches))

    # ---- gathering -------------------------------------------------------------------------------------------

    def _plan(self) -> None:
        """Put the next poll into the agenda, or none."""
        due_us = self._queue.next_ready_us() if self.enabled and self._may_gather() else None
        if due_us is None:
            self._next_poll.cancel()
        elif not self._next_poll.is_at(due_us):
            gone = not self._mapping.function.service.has(self._mapping.function)
            again = due_us > self._clock.scheduler.now_us
            self._next_poll.plan(due_us, self._poll, self._label(again=again), housekeeping=gone)

    def _label(self, *, again: bool) -> str:
        """What is due, for people; why it may have no end, if it has none."""
        queue = self._queue
        if not (again and queue.redelivers_for_ever):
            return f"messages of {queue.name}"
        return f"messages of {queue.name}, which {queue.broker_kind} delivers again until the function succeeds"

    def _may_gather(self) -> bool:
        return self._gathering is not None or len(self._busy) < self._concurrency

    def _poll(self) -> None:
        while self.enabled and self._may_gather() and self._gather():
            pass
        self._plan()

    def _gather(self) -> bool:
        """Take what there is room for; whether a batch was handed over, so that there may be another one."""
        batch = self._gathering or BrokerBatch(self._queue)
        full = self._fill(batch)
        if not batch.messages:
            return False
        window_s = self._mapping.settings.maximum_batching_window_in_seconds
        if full or window_s == 0:
            self._hand_over(batch)
            return True
        if self._gathering is None:
            self._gathering = batch
            due_us = self._clock.scheduler.now_us + round(window_s * 1e6)
            again = any(message.redelivered for message in batch.messages)
            self._window_end.plan(due_us, self._close_window, self._label(again=again))
        return False

    def _fill(self, batch: BrokerBatch) -> bool:
        """Whether the batch is full: in number, or in bytes."""
        queue, account = self._queue, self.account
        while len(batch.messages) < self._mapping.settings.batch_size:
            message = queue.next_message()
            if message is None:
                return False
            record = queue.record_of(message)
            accepted = self._filters is None or self._filters.accepts(record)
            room = batch.room_for(record) if accepted else "yes"
            if room == "in the next batch":
                return True
            queue.deliver(message)
            account.delivered += 1
            if not accepted:
                account.filtered += 1
                queue.end((message,), "filtered")
                self._mapping.note(_FILTERED, message.message_id, kind="filtered")
            elif room == "never":
                account.too_large += 1
                queue.end((message,), "too_large")
                self._mapping.note(_TOO_LARGE, message.message_id, kind="lost")
            else:
                batch.add(message, record)
        return True

    def _close_window(self) -> None:
        batch = self._gathering
        if batch is not None:
            self._fill(batch)  # what came at this very moment still belongs to it
            self._hand_over(batch)
        self._poll()

    def _hand_over(self, batch: BrokerBatch) -> None:
        if batch is self._gathering:
            self._window_end.cancel()
            self._gathering = None
        self._busy.add(batch)
        self._clock.spawn(partial(self._process, batch), f"messages of {self._queue.name}")

    # ---- a batch ---------------------------------------------------------------------------------------------

    def _process(self, batch: BrokerBatch) -> None:
        self._deliver(batch)
        self._busy.discard(batch)
        self._plan()

    def _deliver(self, batch: BrokerBatch) -> None:
        attempts = 0
        while True:
            result = self._mapping.invoke(Batch(batch.event(), batch.records))
            if not isinstance(result, Refused):
                break
            if result.status_code not in _PASSING or not self.enabled:
                self._refused(batch, result)
                return
            scheduler = self._clock.scheduler
            due_us = scheduler.now_us + self._backoff.delay_us(attempts)
            label = f"the next attempt with messages of {self._queue.name}"
            scheduler.wait(Wait(label, until_us=due_us))
            attempts += 1
        assert result.outcome is not None, "a mapping judges what it invokes"
        if result.outcome.verdict == "complete success":
            self.account.acknowledged += len(batch.messages)
            self._queue.end(batch.messages, "acknowledged")
        else:
            self._fail(batch)
        batch.messages = []

    def _fail(self, batch: BrokerBatch) -> None:
        """M8: the broker delivers the messages again, or gives them up."""
        mapping = self._mapping
        gone = self._queue.fail(batch.messages, self._clock.scheduler.now_us + self._redelivery_us)
        self.account.given_up += len(gone)
        self.account.returned += len(batch.messages) - len(gone)
        for message in gone:
            if message.state == "dead_letter":
                mapping.note(_BURIED, message.message_id, message.deliveries, kind="dead letter")
            else:
                mapping.note(_DISCARDED, message.message_id, message.deliveries, kind="lost")
        if len(gone) < len(batch.messages):
            number = len(batch.messages) - len(gone)
            again = self._redelivery_us / 1e6
            mapping.note("{} messages are delivered again in {:g} s", number, again, kind="retry")

    def _refused(self, batch: BrokerBatch, refused: Refused) -> None:
        self._give_back(batch)
        if refused.status_code not in _PASSING:
            self._mapping.state_transition_reason = _STOPPED
            self._mapping.note("the consumer stops: {} (M8)", _STOPPED)
            self.stop()

    def _give_back(self, batch: BrokerBatch) -> None:
        messages, batch.messages = batch.messages, []
        self.account.returned += len(messages)
        self._queue.give_back(messages)
