"""One `async` case, replayed through the public API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from pytest_lambda import (
    Accepted,
    Backoff,
    ConfigurationError,
    InvocationResult,
    InvokeError,
    LambdaService,
    ServiceFunction,
)

from .async_actions import NAME, perform
from .async_case import AsyncCase, Message, UnknownKey, known
from .busy_function import LONGEST_S, keeps_busy, occupy
from .named_resources import Arrival, NamedResources
from .scripted_handler import scripted_handler


@dataclass(slots=True)
class Seen:
    """What became of a case.

    Attributes:
        refused: the configuration was; nothing else has happened then.
        answers: to each message, in order.
        invocations: those of the messages.
        arrivals: records, by `OnSuccess` and `OnFailure`.
        dead_letters: (body, attributes), oldest first.
        metrics: those of the function that the case asks for.
        ended: how many events ended in which way; and how many have not.
    """

    start: datetime
    function_arn: str = ""
    refused: Exception | None = None
    answers: list[Any] = field(default_factory=list)
    invocations: list[InvocationResult] = field(default_factory=list)
    called_arns: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    arrivals: dict[str, list[Arrival]] = field(default_factory=dict)
    dead_letters: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    metrics: dict[str, float] = field(default_factory=dict)
    ended: Mapping[str, int] = field(default_factory=dict)
    open: int = 0


def replay(case: AsyncCase) -> Seen:
    """Set up, send, let time pass, look."""
    with LambdaService(**_options(case)) as service:
        return Run(case, service).run()


def _options(case: AsyncCase) -> dict[str, Any]:
    options = dict(case.options)
    if "throttle_backoff" in options:
        backoff = options["throttle_backoff"]
        known("config.throttle_backoff", backoff, {"first_seconds", "factor", "most_seconds"})
        options["throttle_backoff"] = Backoff(**backoff)
    return options


class Run:
    """One replay."""

    def __init__(self, case: AsyncCase, service: LambdaService) -> None:
        self.case = case
        self.service = service
        self.seen = Seen(service.now())
        self.arns: dict[str, str] = {}
        self.function: ServiceFunction
        self.resources: NamedResources

    def run(self) -> Seen:
        try:
            self._set_up()
        except (ConfigurationError, InvokeError) as refused:
            self.seen.refused = refused
            return self.seen
        self._occupy()
        self._play()
        self.service.run()
        self.service.check_ledger()
        self._look()
        return self.seen

    # ---- setting up ------------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        function = self.case.function
        self.function = self.service.create_function(
            NAME,
            handler=self._handler(),
            timeout=function.get("timeout_s", self._timeout()),
            memory_size=function.get("memory_size_mb", 128),
            dead_letter_queue=self._dead_letter_target(function.get("dlq")),
        )
        self.seen.function_arn = self.function.arn
        self.resources = NamedResources(self.service, self.function, self.case.destination_type)
        if "recursive_loop" in function:
            self.function.put_function_recursion_config(recursive_loop=function["recursive_loop"])
        reserved = self._reserved()
        if reserved is not None:
            self.function.put_function_concurrency(reserved_concurrent_executions=reserved)
        qualifiers = {self.case.qualifier, *(message.qualifier for message in self.case.messages)}
        for qualifier in {*qualifiers, (self.case.event_invoke_config or {}).get("Qualifier")}:
            publish(self.function, qualifier)
        if self.case.event_invoke_config is not None:
            self.configure(self.case.event_invoke_config)

    def _reserved(self) -> int | None:
        """The least that can be busy, if the case only says that it is."""
        reserved: int | None = self.case.function.get("reserved_concurrency")
        return 1 if reserved is None and self.case.function.get("busy_until_s") else reserved

    def _timeout(self) -> float:
        """AWS's default, unless the case has the function take longer."""
        function = self.case.function
        if function.get("busy_until_s"):
            return LONGEST_S
        return max(3, int(function.get("duration_s", 0)) + 1)

    def _handler(self) -> Callable[[Any, Any], Any]:
        scripted = scripted_handler(
            self.case.handler,
            duration_s=self.case.function.get("duration_s", 0),
            key_of=lambda request_id: self.seen.keys[request_id],
            again=lambda event: self._again(event),
        )

        def handler(event: Any, context: Any) -> Any:
            if keeps_busy(event):
                return None
            self.arns[context.aws_request_id] = context.invoked_function_arn
            return scripted(event, context)

        return handler

    def _again(self, event: Any) -> None:
        answer = self.service.invoke(NAME, event, invocation_type="Event")
        self.seen.keys[answer.request_id] = self.case.messages[-1].key

    def _dead_letter_target(self, kind: Any) -> Any:
        if kind in (None, False):
            return None
        if kind in (True, "sqs", "sqs-denied"):
            target: Any = self.service.sqs_queue("dead-letters")
        elif kind in ("sns", "sns-denied"):
            target = self.service.sns_topic("dead-letters")
        elif kind == "sqs_fifo":
            target = self.service.sqs_queue("dead-letters.fifo", fifo_queue=True)
        else:
            raise UnknownKey(f"config.function.dlq is {kind!r}: expected sqs, sqs-denied, sqs_fifo, sns or sns-denied.")
        if str(kind).endswith("denied"):
            target.refuse_deliveries()
        return target

    def configure(self, config: Mapping[str, Any]) -> None:
        """PutFunctionEventInvokeConfig."""
        given = self.resources.resolved(config)
        self.function.put_function_event_invoke_config(
            qualifier=config.get("Qualifier", self.case.qualifier), **given
        )

    # ---- what happens ----------------------------------------------------------------------------------------

    def _occupy(self) -> None:
        """Let the function have no concurrency left until a moment."""
        until_s = self.case.function.get("busy_until_s")
        if until_s:
            occupy(
                self.service,
                NAME,
                start=self.seen.start,
                until_s=until_s,
                times=self._reserved() or 0,
                timeout_s=self.case.function.get("timeout_s", self._timeout()),
            )

    def _play(self) -> None:
        """Messages and actions, each at its time; what is due at one moment, messages first."""
        timeline: list[tuple[float, int, Callable[[], None]]] = []
        for message in self.case.messages:
            timeline.append((message.at_s, 0, partial(self._send, message)))
        for action in self.case.actions:
            timeline.append((action["at_s"], 1, partial(perform, self, action)))
        deleted_at_s = _deleted_at_s(self.case.function)
        if deleted_at_s is not None:
            timeline.append((deleted_at_s, 1, lambda: self.service.delete_function(NAME)))
        for at_s, _, happen in sorted(timeline, key=lambda each: each[:2]):
            passed = (self.service.now() - self.seen.start).total_seconds()
            if at_s > passed:
                self.service.advance(seconds=at_s - passed)
            happen()

    def _send(self, message: Message) -> None:
        try:
            answer = self.function.invoke(
                message.payload, invocation_type=message.invoke_type, qualifier=message.qualifier
            )
        except InvokeError as refused:
            self.seen.answers.append(refused)
            return
        self.seen.answers.append(answer)
        self.seen.keys[answer.request_id] = message.key

    def with_handler(self, handler: Mapping[str, Any]) -> Callable[[Any, Any], Any]:
        """A handler of another script."""
        self.case = replace(self.case, handler=handler)
        return self._handler()

    # ---- looking ---------------------------------------------------------------------------------------------

    def _look(self) -> None:
        seen, service = self.seen, self.service
        seen.invocations = [each for each in self.function.invocations if each.request_id in seen.keys]
        seen.called_arns = [self.arns[each.request_id] for each in seen.invocations]
        destinations = (self.case.event_invoke_config or {}).get("DestinationConfig") or {}
        for side, each in destinations.items():
            seen.arrivals[side] = self.resources.arrivals(self._arn_of(side, each, destinations))
        seen.dead_letters = self._dead_letters()
        busy = sum(1 for each in self.function.invocations if each.request_id not in seen.keys)
        for name in self.case.metrics:
            value = service.metrics[name].sum(function=NAME)
            seen.metrics[name] = value - busy if name == "Invocations" else value
        seen.ended, seen.open = service.ledger.ended, len(service.ledger)

    def _arn_of(self, side: str, each: Mapping[str, Any], destinations: Mapping[str, Any]) -> str:
        if not each:
            return ""
        return self.resources.arn(each["Destination"], bucket=side == "OnFailure" or "OnFailure" not in destinations)

    def _dead_letters(self) -> list[tuple[str, Mapping[str, Any]]]:
        kind = str(self.case.function.get("dlq"))
        if kind in ("None", "False"):
            return []
        if kind.startswith("sns"):
            return [(each.message, each.message_attributes) for each in self.service.sns_topic("dead-letters").messages]
        return [(each.body, each.message_attributes) for each in self.service.sqs_queue("dead-letters").messages]


def publish(function: ServiceFunction, qualifier: str | None) -> None:
    """Let there be a version by its number, or an alias of version 1."""
    if qualifier in (None, "$LATEST"):
        return
    wanted = int(qualifier) if qualifier.isdigit() else 1
    for number in range(1, wanted + 1):
        if not function.versions.exists(str(number)):
            function.update_function_configuration(description=f"of version {number}")
            function.publish_version()
    if not qualifier.isdigit():
        function.create_alias(qualifier, function_version="1")


def statuses(answers: Sequence[Any]) -> list[int]:
    """What HTTP said to each request."""
    return [each.status_code for each in answers if isinstance(each, (Accepted, InvocationResult, InvokeError))]


def _deleted_at_s(function: Mapping[str, Any]) -> float | None:
    """When the function is deleted; `true` means while the events of the beginning are in the queue."""
    for name in ("deleted_at_s", "delete_at_s", "deleted", "deleted_while_queued"):
        value = function.get(name)
        if value not in (None, False):
            return 0 if value is True else value
    return None
