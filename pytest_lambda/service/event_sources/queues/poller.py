"""Polls a queue for a mapping: when, how much, and how many batches at a time (A20-A27, B2, B3)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pytest_lambda.service.asynchronous.backoff import Backoff
from pytest_lambda.service.event_sources.appointment import Appointment
from pytest_lambda.service.event_sources.queues.account import Account
from pytest_lambda.service.event_sources.queues.delivering import deliver
from pytest_lambda.service.event_sources.queues.filters import filters_of
from pytest_lambda.service.event_sources.queues.gathering import Gathering
from pytest_lambda.service.event_sources.queues.records import Records
from pytest_lambda.service.event_sources.queues.scaling import Scaling, pace_of
from pytest_lambda.service.resources.sqs_message import Life
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from pytest_lambda.service.timeline import counted

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping


class QueuePoller:
    """Receives messages as soon as they can be received and processed, in as few batches as they fit into.

    AWS promises no batches of any size (A22); here they are always the same: whoever sends several messages before time
    goes on gets them in one batch, and with a window there is one batch at a time that messages are gathered for.

    Args:
        mapping: that it polls for.
        backoff: how long a throttled batch waits (A37, A38).
    """

    __slots__ = (
        "_acting", "_busy", "_clock", "_filters", "_gathering", "_label", "_mapping", "_next_poll", "_queue",
        "_records", "_scaling", "_window_end", "account", "backoff", "enabled",
    )  # fmt: skip

    def __init__(self, mapping: EventSourceMapping, backoff: Backoff) -> None:
        self._mapping = mapping
        self._queue: SqsQueue = mapping.source
        self._clock = mapping.function.service.clock
        self._label = f"messages of {self._queue.name}"
        self._records = Records(self._queue)
        self._scaling = Scaling(pace_of(mapping.settings))
        self._filters = filters_of(mapping)
        self._busy: set[Gathering] = set()
        self._gathering: Gathering | None = None
        self._next_poll = Appointment(self._clock)
        self._window_end = Appointment(self._clock)
        #: set while it changes the queue itself
        self._acting = False
        self.account = Account()
        self.backoff = backoff
        self.enabled = False

    def start(self) -> None:
        """See `Poller`."""
        self.changed()
        if not self.enabled:
            self.enabled = True
            self._queue.watch(self._look)
        self._plan()

    def stop(self) -> None:
        """See `Poller`. What was gathered, but not handed over, returns to the queue."""
        self.enabled = False
        self._queue.unwatch(self._look)
        gathering, self._gathering = self._gathering, None
        if gathering is not None:
            self.account.returned += len(gathering.records)
        self._next_poll.cancel()
        self._window_end.cancel()

    def changed(self) -> None:
        """See `Poller`."""
        self._filters = filters_of(self._mapping)
        self._scaling.pace = pace_of(self._mapping.settings)
        if self.enabled:
            self._plan()

    def unsettled(self) -> str | None:
        """See `Poller`."""
        gathered = 0 if self._gathering is None else len(self._gathering.records)
        return self.account.unsettled(gathered + sum(len(batch.records) for batch in self._busy))

    def throttled(self) -> None:
        """A batch was not taken: no more of them at a time than at first (A37)."""
        self._scaling.rest()

    # ---- when ------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Something is new in the queue."""
        due_us = self._next_poll.due_us
        due_now = due_us is not None and due_us <= self._clock.scheduler.now_us
        if not (due_now or self._acting):
            self._plan()

    def _plan(self) -> None:
        """Put the next poll into the agenda, or none."""
        if not self.enabled:
            return
        # Nobody waits for what a function that is gone will not process.
        gone = not self._mapping.function.service.has(self._mapping.function)
        self._next_poll.plan(self._next_poll_us(), self._poll, self._label, housekeeping=gone)

    def _next_poll_us(self) -> int | None:
        visible_us = self._queue.next_visible_us()
        now_us = self._clock.scheduler.now_us
        idle = not self._busy and self._gathering is None
        if idle and (visible_us is None or visible_us > now_us):
            self._scaling.rest()
        if visible_us is None or self._may_poll(now_us):
            return visible_us
        if visible_us > now_us:
            return None  # before that a batch ends, or there is nothing to grow for
        return self._scaling.grows_at(now_us)

    def _may_poll(self, now_us: int) -> bool:
        return self._gathering is not None or len(self._busy) < self._scaling.limit(now_us)

    # ---- what ------------------------------------------------------------------------------------------------

    def _poll(self) -> None:
        self._acting = True
        while self._may_poll(self._clock.scheduler.now_us) and self._receive():
            pass
        self._acting = False
        self._plan()

    def _receive(self) -> bool:
        """Receive what there is room for; whether anything came of it."""
        settings, now_us = self._mapping.settings, self._clock.scheduler.now_us
        windowed = settings.maximum_batching_window_in_seconds > 0
        batch = self._current(now_us, windowed=windowed)
        taken = self._queue.leases.take(
            settings.batch_size - len(batch.records), lambda life: batch.offer(life, now_us)
        )
        batch.received(taken.lives)
        self._note_moved(taken.moved)
        number = len(taken.lives)
        if number:
            self.account.polled += number
            self._mapping.count(polled=number)
        if batch.rejected:
            self._delete_rejected(batch)
        if not batch.records:
            return number > 0
        if windowed and not taken.declined and len(batch.records) < settings.batch_size:
            self._wait_for_more(batch)
            return number > 0
        self._hand_over(batch)
        return True

    def _current(self, now_us: int, *, windowed: bool) -> Gathering:
        batch = self._gathering
        if batch is None:
            return Gathering(self._records, self._filters, windowed=windowed, began_us=now_us)
        if batch.leased_until_us <= now_us:
            self._forget_outdated(batch)
        return batch

    def _wait_for_more(self, batch: Gathering) -> None:
        """A21: the window begins with the first message."""
        if self._gathering is batch:
            return
        self._gathering = batch
        window_us = round(self._mapping.settings.maximum_batching_window_in_seconds * 1e6)
        self._window_end.plan(batch.began_us + window_us, self._close_window, f"a batch of {self._queue.name}")

    def _close_window(self) -> None:
        batch = self._gathering
        self._acting = True
        self._receive()  # what was visible again at this very moment still belongs to the batch
        if batch is not None and batch is self._gathering:
            self._forget_outdated(batch)
            self._gathering = None
            if batch.records:
                self._hand_over(batch)
        self._acting = False
        self._plan()

    def _forget_outdated(self, batch: Gathering) -> None:
        outdated = batch.drop_outdated(self._queue.leases)
        self.account.returned += outdated
        if outdated:
            self._mapping.note("{} visible again before the batch was complete", counted(outdated, "message"))

    def _delete_rejected(self, batch: Gathering) -> None:
        """A95."""
        number = len(batch.rejected)
        self._queue.leases.delete(batch.rejected)
        self.account.filtered += number
        self._mapping.count(filtered_out=number, deleted=number)
        for life, _ in batch.rejected:
            self._mapping.note("message {} matches no filter and is deleted", life.message_id, kind="filtered")
        batch.rejected = []

    def _note_moved(self, moved: list[Life]) -> None:
        for life in moved:
            self._mapping.note(
                "message {} was received {} times and moves to the dead-letter queue",
                life.message_id, life.receives_here, kind="dead letter",
            )  # fmt: skip

    # ---- a batch ---------------------------------------------------------------------------------------------

    def _hand_over(self, batch: Gathering) -> None:
        if batch is self._gathering:
            self._window_end.cancel()
            self._gathering = None
        self._busy.add(batch)
        if self._queue.fifo:
            self._queue.leases.hold(batch.groups())
        self._clock.spawn(partial(self._process, batch), self._label)

    def _process(self, batch: Gathering) -> None:
        groups = batch.groups() if self._queue.fifo else []
        deliver(self, self._mapping, batch)
        self._busy.discard(batch)
        if groups:
            self._queue.leases.release(groups)
        self._plan()
