"""The queue of asynchronous invocations: attempts, retries, age, and how an event comes to its end (E1-E45)."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from pytest_lambda.errors import ResourceNotFoundException
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.asynchronous.backoff import Backoff
from pytest_lambda.service.asynchronous.delivery import Delivery
from pytest_lambda.service.asynchronous.records import (
    EVENT_AGE_EXCEEDED,
    RETRIES_EXHAUSTED,
    SUCCESS,
    ZERO_RESERVED_CONCURRENCY,
    Ending,
)
from pytest_lambda.service.call import Call
from pytest_lambda.service.ledger import IN_DEAD_LETTER_QUEUE, SUCCEEDED, Entry
from pytest_lambda.service.observer import Happening
from pytest_lambda.service.settings.event_invoke_config import EventInvokeConfig

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService

#: E3: after the first failure a minute, after the second two
_RETRY_US = 60_000_000
_OK, _THROTTLED, _NOT_FOUND, _RECURSION = 200, 429, 404, 400


@dataclass(slots=True)
class QueuedEvent:
    """One event in the queue.

    Attributes:
        accepted_us: when it came in; its age counts from there.
        runs: how often the function ran.
        throttles: how often in a row it was throttled.
        place: how many events of the function waited already when it was throttled first.
        version: that ran last.
        last: the answer of the last run.
    """

    call: Call
    entry: Entry
    accepted_us: int
    runs: int = 0
    throttles: int = 0
    place: int = 0
    last: InvocationResult | None = None


class AsyncQueue:
    """Runs events until each has come to its end.

    Args:
        service: the whole.
        backoff: how long a throttled event waits (E6).
        duplicates: the share of events that are executed twice (E10).
        seed: of the choice.
    """

    __slots__ = ("_backoff", "_crowds", "_delivery", "_duplicates", "_queued", "_random", "_service")

    def __init__(self, service: LambdaService, *, backoff: Backoff, duplicates: float, seed: int | str) -> None:
        self._service = service
        self._backoff = backoff
        self._duplicates = duplicates
        self._random = random.Random(f"duplicates {seed}")
        self._delivery = Delivery(service)
        self._queued: dict[int, QueuedEvent] = {}
        #: function -> how many of its events wait since they were throttled
        self._crowds: Counter[str] = Counter()

    def accept(self, call: Call) -> None:
        """Take an event."""
        service = self._service
        entry = service.ledger.accept(call.request_id, call.function.name)
        service.watch.received(call)
        self._put(QueuedEvent(call, entry, service.clock.scheduler.now_us))
        if self._duplicates and self._random.random() < self._duplicates:
            entry.copies += 1
            self._put(QueuedEvent(call, entry, service.clock.scheduler.now_us))

    def refuse(self, call: Call, message: str) -> None:
        """An event of a chain that Lambda has stopped: it fails without an attempt (G7)."""
        service = self._service
        entry = service.ledger.accept(call.request_id, call.function.name)
        event = QueuedEvent(call, entry, service.clock.scheduler.now_us)
        self._queued[id(event)] = event
        what = f"the end of an event of {call.function.name}"
        service.clock.at(event.accepted_us, lambda: self._stop(event, message), what)

    def request_ids(self) -> set[str]:
        """Those of all events that have not come to their end."""
        return {event.call.request_id for event in self._queued.values()}

    def _put(self, event: QueuedEvent) -> None:
        self._queued[id(event)] = event
        self._again(event, event.accepted_us, _label("an event of", event.call.function.name))

    def _again(self, event: QueuedEvent, due_us: int, what: str) -> None:
        self._service.clock.spawn(partial(self._attempt, event), what, due_us=due_us)

    def _attempt(self, event: QueuedEvent) -> None:
        call, service = event.call, self._service
        if not service.has(call.function):
            self._end(event, RETRIES_EXHAUSTED, _NOT_FOUND)  # E14
            return
        if service.concurrency.is_disabled(call.function.name):
            service.watch.throttled(call, call.function.shown_version(call.qualifier))
            self._end(event, ZERO_RESERVED_CONCURRENCY, None)  # E26
            return
        event.entry.state = "in flight"
        started_us = service.clock.scheduler.now_us
        try:
            outcome = service.executor.attempt(call)
        except ResourceNotFoundException:
            self._end(event, RETRIES_EXHAUSTED, _NOT_FOUND)
            return
        if not isinstance(outcome, InvocationResult):
            self._not_served(event, outcome.status_code)
            return
        event.runs += 1
        if event.throttles:
            self._leave_crowd(event)
        event.last = outcome
        service.watch.aged(call, outcome, (started_us - event.accepted_us) / 1000)
        if outcome.function_error is None:
            self._succeeded(event, outcome)
        else:
            self._failed(event)

    def _succeeded(self, event: QueuedEvent, result: InvocationResult) -> None:
        if self._config(event).on_success is not None:
            self._end(event, SUCCESS, _OK)
            return
        # Nobody gets a record: none is made.
        self._service.watch.succeeded(event.call, result.executed_version, result.end_epoch)
        del self._queued[id(event)]
        self._service.ledger.end(event.entry, SUCCEEDED)

    def _failed(self, event: QueuedEvent) -> None:
        config = self._config(event)
        if event.runs > config.maximum_retry_attempts:
            self._end(event, RETRIES_EXHAUSTED, _OK)
        else:
            self._retry(event, config, _RETRY_US * event.runs, _OK, "waiting for a retry")

    def _not_served(self, event: QueuedEvent, status: int) -> None:
        # E6: throttles and system errors use up no retries, and back off.
        if not event.throttles:
            self._join_crowd(event)
        delay_us = self._backoff.delay_us(event.throttles, event.place)
        event.throttles += 1
        state = "throttled, waiting" if status == _THROTTLED else "waiting after a system error"
        self._retry(event, self._config(event), delay_us, status, state)

    def _join_crowd(self, event: QueuedEvent) -> None:
        function = event.call.function.name
        event.place = self._crowds[function]
        self._crowds[function] += 1

    def _leave_crowd(self, event: QueuedEvent) -> None:
        event.throttles = 0
        self._crowds[event.call.function.name] -= 1

    def _retry(self, event: QueuedEvent, config: EventInvokeConfig, delay_us: int, status: int, state: str) -> None:
        due_us = self._service.clock.scheduler.now_us + delay_us
        # E8: if the next attempt would come too late, the event is given up at once.
        if due_us >= event.accepted_us + config.maximum_event_age_in_seconds * 1_000_000:
            self._end(event, EVENT_AGE_EXCEEDED, status)
            return
        event.entry.state = state
        kind: Happening = "throttle" if status == _THROTTLED else "retry" if status == _OK else "system error"
        self._note(event, kind, "{} for {:g} s (runs of the function: {})", state, delay_us / 1e6, _runs(event))
        self._again(event, due_us, _label("a retry of", event.call.function.name))

    def _config(self, event: QueuedEvent) -> EventInvokeConfig:
        call = event.call
        return call.function.event_invoke_configs.in_force(call.qualifier)

    def _end(self, event: QueuedEvent, condition: str, status: int | None) -> None:
        call, last = event.call, event.last
        ran = status == _OK and last is not None
        self._finish(
            event,
            Ending(
                request_id=call.request_id,
                function_arn=f"{call.function.arn}:{call.qualifier or '$LATEST'}",
                condition=condition,
                # E24: a success counts one, also after retries
                invoke_count=1 if condition == SUCCESS else event.runs,
                request_payload=call.body,
                epoch=self._service.clock.epoch(),
                response_payload=last.payload_bytes if ran and last is not None else None,
                status_code=status,
                executed_version=last.executed_version if ran and last is not None else None,
                function_error=last.function_error if ran and last is not None else None,
            ),
        )

    def _stop(self, event: QueuedEvent, message: str) -> None:
        call = event.call
        self._finish(
            event,
            Ending(
                request_id=call.request_id,
                function_arn=f"{call.function.arn}:{call.qualifier or '$LATEST'}",
                condition=RETRIES_EXHAUSTED,
                invoke_count=0,
                request_payload=call.body,
                epoch=self._service.clock.epoch(),
                status_code=_RECURSION,
                error_message=message,
            ),
        )

    def _note(self, event: QueuedEvent, kind: Happening, text: str, *parts: object) -> None:
        service, call = self._service, event.call
        now_us, name = service.clock.scheduler.now_us, call.function.name
        service.timeline_entries.note(now_us, "{}, event {}: " + text, name, call.request_id, *parts)
        if service.watch.observer is not None:
            service.watch.observer.noted(now_us, kind, name, call.request_id, text, parts)

    def _finish(self, event: QueuedEvent, ending: Ending) -> None:
        del self._queued[id(event)]
        if event.throttles:
            self._leave_crowd(event)
        state, places = self._delivery.deliver(event.call, ending, event.last)
        if not ending.succeeded:
            kind: Happening = "given up" if places else "lost"
            runs = _runs(event)
            self._note(event, kind, "given up, {}: {} (runs of the function: {})", ending.condition, state, runs)
        for number, place in enumerate(places):
            buried = state == IN_DEAD_LETTER_QUEUE and number == 0
            self._note(event, "dead letter" if buried else "destination", "delivered to {}", place)
        self._service.ledger.end(event.entry, state, places)


def _runs(event: QueuedEvent) -> str:
    """How often the function ran, and how the last run failed."""
    error = None if event.last is None else event.last.error
    return str(event.runs) if error is None else f"{event.runs}, the last one failed: {error.type}"


@lru_cache(maxsize=1024)
def _label(what: str, function: str) -> str:
    """What is due, for people; one text for all events of a function."""
    return f"{what} {function}"
