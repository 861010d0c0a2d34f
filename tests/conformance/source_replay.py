"""One case with an event source mapping, replayed through the public API."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pytest_lambda import (
    ConfigurationError,
    InvocationResult,
    LambdaService,
    Limits,
    ServiceException,
    ServiceFunction,
    SimulationDidNotSettle,
)

from .async_actions import NAME
from .async_replay import publish
from .batch_handler import Call, Script
from .busy_function import LONGEST_S, keeps_busy, occupy
from .named_resources import Arrival, NamedResources
from .source_actions import perform
from .source_brokers import BrokerSource, KafkaSource
from .source_case import DUPLICATE, SourceCase
from .source_queues import QueueSource
from .source_streams import DynamoDbSource, KinesisSource
from .source_whereabouts import CaseSource, Whereabouts, snake

_SOURCES: Mapping[str, Callable[[LambdaService, SourceCase], CaseSource]] = {
    "sqs": QueueSource,
    "sqs_fifo": QueueSource,
    "kinesis": KinesisSource,
    "dynamodb": DynamoDbSource,
    "kafka": KafkaSource,
    "mq": BrokerSource,
}
#: what a mapping counts only if it is told to (H17)
MAPPING_METRICS = frozenset({
    "PolledEventCount", "FilteredOutEventCount", "InvokedEventCount", "FailedInvokeEventCount", "DroppedEventCount",
    "OnFailureDestinationDeliveredEventCount", "DeletedEventCount",
})  # fmt: skip
#: some failures have no end: enough of them
MOST_INVOCATIONS = 2_000
MOST_DAYS = 8
#: a case that says what is still pending is looked at so long after the last that it tells of
PENDING = frozenset({"pending", "blocked", "in_flight"})
AFTERWARDS_S = 900.0
#: numbers below are seconds on the virtual clock, those above seconds since 1970
_LONG_AGO = 1e8


@dataclass(slots=True)
class Invocation:
    """One invocation by the mapping.

    Attributes:
        keys: of the messages in it, in order.
        started, ended: seconds since the first message; ended is None if it goes on.
        result: None if it goes on.
    """

    keys: list[str]
    records: list[Mapping[str, Any]]
    call: Call
    started: float
    ended: float | None
    result: InvocationResult | None


@dataclass(slots=True)
class Seen:
    """What became of a case.

    Attributes:
        start: the moment of the first message.
        refused: the mapping, or what it needs, was; nothing else has happened then.
        action_errors: what AWS said to actions that it refused.
        unsettled: why there was no end.
        protests: what the handler should not have seen.
        unaccounted: what the books of the service say about lost records.
        next_window_state: what a record after all the others found.
        description: what the API says of the mapping before time passes on.
        last_processing_result: what it says in the end (C77).
        text: the timeline, for people.
    """

    start: datetime
    function_arn: str = ""
    refused: Exception | None = None
    action_errors: list[Exception] = field(default_factory=list)
    unsettled: str | None = None
    protests: list[str] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    unseen: list[InvocationResult] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    covered: list[list[str]] = field(default_factory=list)
    whereabouts: Whereabouts = field(default_factory=Whereabouts)
    metrics: dict[str, float] = field(default_factory=dict)
    next_window_state: Any = None
    description: Mapping[str, Any] = field(default_factory=dict)
    last_processing_result: str | None = None
    text: str = ""


def replay(case: SourceCase, *, most_invocations: int = MOST_INVOCATIONS) -> Seen:
    """Set up, send, let time pass, look."""
    options = {name: case.config[name] for name in ("schedule", "seed") if name in case.config}
    limits = Limits(invocations=most_invocations, virtual_days=MOST_DAYS)
    with LambdaService(settling=limits, **options) as service:
        return Run(case, service).run()


class Run:
    """One replay."""

    def __init__(self, case: SourceCase, service: LambdaService) -> None:
        self.case = case
        self.service = service
        self.seen = Seen(service.now() + timedelta(seconds=-_first_moment(case)))
        self.mapping: Any = None
        self.function: ServiceFunction
        self.source: CaseSource
        self.script: Script
        self.resources: NamedResources

    def run(self) -> Seen:
        """See `replay`."""
        try:
            self._set_up()
            self._play()
            self.seen.description = self.mapping.describe()
        except (ConfigurationError, ServiceException) as refused:
            self.seen.refused = refused
            return self.seen
        self._settle()
        self.service.check_ledger()
        self._look()
        if "next_window_state" in self.case.final_disposition:
            self._look_into_the_next_window()
        return self.seen

    # ---- setting up ------------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        function = self.case.function
        self.source = _SOURCES[self.case.kind](self.service, self.case)
        self.script = Script(self.case.handler, self.source, function.get("duration_s", 0), self.service.now)
        self.function = self.service.create_function(
            NAME, handler=self._handler(), timeout=self._timeout(), memory_size=function.get("memory_size_mb", 128)
        )
        self.seen.function_arn = self.function.arn
        self.resources = NamedResources(self.service, self.function, self.case.config.get("destination_type", "sqs"))
        publish(self.function, self.qualifier)
        if "recursive_loop" in function:
            self.function.put_function_recursion_config(recursive_loop=function["recursive_loop"])
        reserved = function.get("reserved_concurrency", 1 if function.get("busy_until_s") else None)
        if reserved is not None:
            self.function.put_function_concurrency(reserved_concurrent_executions=reserved)
        if function.get("busy_until_s"):
            occupy(
                self.service,
                NAME,
                start=self.seen.start,
                until_s=function["busy_until_s"],
                times=reserved,
                timeout_s=self._timeout(),
            )

    @property
    def qualifier(self) -> str | None:
        """What the mapping is made on."""
        named = (self.case.function.get(name) for name in ("qualifier", "alias", "version"))
        return next((str(name) for name in named if name is not None), None)

    def _timeout(self) -> float:
        """What the case says; else AWS's default, or longer if it takes longer, as far as the queue allows it (A8)."""
        function = self.case.function
        if "timeout_s" in function:
            seconds: float = function["timeout_s"]
            return seconds
        wanted = LONGEST_S if function.get("busy_until_s") else max(3, int(function.get("duration_s", 0)) + 1)
        visible_after = (self.case.config.get("queue") or {}).get("visibility_timeout_s", 30)
        return max(1, min(wanted, visible_after)) if self.case.kind.startswith("sqs") else wanted

    def _handler(self) -> Callable[[Any, Any], Any]:
        def handler(event: Any, context: Any) -> Any:
            return None if keeps_busy(event) else self.script(event, context)

        return handler

    def with_handler(self, handler: Mapping[str, Any]) -> Callable[[Any, Any], Any]:
        """A handler of another script."""
        self.script.change(handler)
        return self._handler()

    def create_mapping(self, **changes: Any) -> None:
        """CreateEventSourceMapping."""
        made = self.service.create_event_source_mapping(
            self.function,
            self.source.mapped,
            **self.parameters({**self.source.defaults, **self.case.esm, **changes}),
        )
        self.mapping = self.mapping or made
        if any(self.case.config.get(name) for name in DUPLICATE) and self.mapping is made:
            self.create_mapping(**changes)

    def parameters(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Those of a mapping, from AWS's names and the names of the case."""
        made: dict[str, Any] = {}
        if MAPPING_METRICS & set(self.case.metrics) and self.mapping is None:
            made["metrics_config"] = {"Metrics": ["EventCount"]}
        if self.qualifier is not None and self.mapping is None:
            made["qualifier"] = self.qualifier
        for name, value in given.items():
            if value is not None:
                made[snake(name)] = _PARAMETERS.get(name, _as_it_is)(self, value)
        return made

    # ---- what happens ----------------------------------------------------------------------------------------

    def _play(self) -> None:
        """The mapping, messages and actions, each at its time; in this order what is due at one moment."""
        timeline: list[tuple[float, int, Callable[[], None]]] = []
        timeline.append((self.case.mapping_created_at_s, 0, self.create_mapping))
        for message in self.case.messages:
            timeline.append((message.get("at_s", 0), 1, partial(self.source.send, message)))
        for action in self.case.actions:
            timeline.append((action["at_s"], 2, partial(perform, self, action)))
        if "deleted_at_s" in self.case.function:
            timeline.append((self.case.function["deleted_at_s"], 2, lambda: self.service.delete_function(NAME)))
        for at_s, _, happen in sorted(timeline, key=lambda each: each[:2]):
            self._advance_to(at_s)
            happen()

    def _advance_to(self, at_s: float) -> None:
        passed = self.passed(self.service.now())
        if at_s > passed:
            self.service.advance(seconds=at_s - passed)

    def passed(self, moment: datetime) -> float:
        """Seconds since the first message."""
        return (moment - self.seen.start).total_seconds()

    def _settle(self) -> None:
        if self.case.until_s is not None:
            self._advance_to(self.case.until_s)
        elif PENDING & set(self.case.final_disposition):
            self.service.advance(seconds=AFTERWARDS_S)
        else:
            self._run()

    def _run(self) -> None:
        try:
            self.service.run()
        except SimulationDidNotSettle as endless:
            self.seen.unsettled = str(endless)

    # ---- looking ---------------------------------------------------------------------------------------------

    def _look(self) -> None:
        seen = self.seen
        if self.script.broken is not None:
            raise self.script.broken
        seen.protests = self.script.protests
        self._match_invocations()
        destination = ((self.case.esm.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
        if destination:
            seen.arrivals = self.resources.arrivals(self.resources.arn(destination))
            seen.covered = [self.source.covered(arrival.record) for arrival in seen.arrivals]
        seen.last_processing_result = self.mapping.last_processing_result
        seen.whereabouts = self.source.look(self.mapping)
        seen.metrics = {name: self._metric(name) for name in self.case.metrics}
        seen.text = self.service.timeline(100)

    def _match_invocations(self) -> None:
        """What the handler saw beside what the mapping tells; attempts with the same request id follow each other."""
        results: dict[str, list[InvocationResult]] = defaultdict(list)
        for result in sorted(self.mapping.invocations, key=lambda each: each.start_time):
            results[result.request_id].append(result)
        for call in self.script.calls:
            records = self.source.records(call.event)
            keys = [self.source.key(record) for record in records]
            result = results[call.request_id].pop(0) if results[call.request_id] else None
            ended = None if result is None else self.passed(result.end_time)
            self.seen.invocations.append(Invocation(keys, records, call, self.passed(call.at), ended, result))
        self.seen.unseen = [result for left in results.values() for result in left]

    def _metric(self, name: str) -> float:
        if name in MAPPING_METRICS:
            return self.service.metrics[name].sum(EventSourceMappingUUID=self.mapping.uuid)
        value = self.service.metrics[name].sum(function=NAME)
        busy = len(self.function.invocations) - len(self.mapping.invocations)
        return value - busy if name == "Invocations" else value

    def _look_into_the_next_window(self) -> None:
        number = len(self.script.calls)
        self.service.advance(seconds=self.case.esm["TumblingWindowInSeconds"])
        self.source.send({**self.case.messages[-1], "key": "of the next window"})
        self._run()
        self.seen.next_window_state = next(
            (call.event.get("state") for call in self.script.calls[number:] if call.event["Records"]), None
        )


def _first_moment(case: SourceCase) -> float:
    """Times may be before the first message's."""
    moments = [message.get("at_s", 0) for message in case.messages]
    return min([0, case.mapping_created_at_s, *moments])


def _as_it_is(run: Run, value: Any) -> Any:
    return value


def _filters(run: Run, value: Any) -> Any:
    """A case has patterns as JSON values, a request has their text."""
    filters = [{**each, "Pattern": json.dumps(each["Pattern"])} if "Pattern" in each else each for each in value["Filters"]]
    return {**value, "Filters": filters}


def _destinations(run: Run, value: Any) -> Any:
    return {
        side: {**each, "Destination": run.resources.arn(each["Destination"])} if each.get("Destination") else each
        for side, each in value.items()
    }


def _moment(run: Run, value: Any) -> Any:
    if isinstance(value, (int, float)) and value < _LONG_AGO:
        return run.seen.start + timedelta(seconds=value)
    return datetime.fromisoformat(value.replace("Z", "+00:00")) if isinstance(value, str) else value


_PARAMETERS: Mapping[str, Callable[[Run, Any], Any]] = {
    "FilterCriteria": _filters,
    "DestinationConfig": _destinations,
    "StartingPositionTimestamp": _moment,
}
