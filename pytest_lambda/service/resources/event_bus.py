"""An event bus of EventBridge."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.events.builders.eventbridge import eventbridge
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.deliveries import Deliveries
from pytest_lambda.service.resources.endpoints import (
    Checked,
    Endpoint,
    Undelivered,
    checked_endpoint,
    hand_over,
    world_of,
)
from pytest_lambda.service.resources.event_pattern import matcher_of
from pytest_lambda.service.resources.input_transformer import InputTransformer
from pytest_lambda.service.resources.refusals import DeliveryRefused, RequestRefused
from pytest_lambda.service.resources.target_input import InputPath, checked_input

#: EventBridge API reference, PutEvents: less than 1 MB
ENTRY_BYTES = 1_048_576
#: EventBridge API reference, PutEventsRequestEntry
DETAIL_TYPE_CHARACTERS = 128
#: EventBridge quotas
TARGETS_PER_RULE = 5

_NAME = re.compile(r"[/.A-Za-z0-9_-]{1,256}")
_LINEAGE = re.compile(r"(^|;)Lineage=[^;]*")


@dataclass(frozen=True, slots=True)
class RuleTarget:
    """Where a rule sends events, and what of them.

    Attributes:
        endpoint: a queue, a topic, or the ARN of a function.
        input: JSON text that it gets in place of the event; None if there is none.
        input_path: the part of the event that it gets; None for all of it.
        input_transformer: makes what it gets of parts of the event; None if there is none.
    """

    endpoint: Checked
    input: str | None = None
    input_path: InputPath | None = None
    input_transformer: InputTransformer | None = None

    def payload(self, event: Mapping[str, Any], text: str, epoch: float) -> str:
        """What the target gets of an event, whose JSON text is given too, and the moment."""
        if self.input_transformer is not None:
            return self.input_transformer.of(event, epoch)
        if self.input is not None:
            return self.input
        return text if self.input_path is None else self.input_path.of(event)


class Rule:
    """Sends the events of a bus that match a pattern to its targets.

    Args:
        pattern: exact values and operators.
        name: of the rule, if it has one.
        arn: of the rule, if it has a name.
        platform: knows what an ARN or a name of a target is of.

    Attributes:
        pattern, name, arn: see above.
        targets: in the order of adding.
    """

    def __init__(
        self,
        pattern: Mapping[str, Any] | str,
        *,
        name: str | None = None,
        arn: str | None = None,
        platform: Platform | None = None,
    ) -> None:
        self.pattern = pattern
        self.name = name
        self.arn = arn
        self._platform = platform
        self.targets: tuple[RuleTarget, ...] = ()
        self._matches = matcher_of(pattern)

    def add_target(
        self,
        target: Endpoint,
        *,
        input: object = None,
        input_path: str | None = None,
        input_transformer: object = None,
    ) -> Rule:
        """Send matching events there from now on.

        Args:
            target: a function, its ARN, a queue, or a topic.
            input: what it gets in place of the event: an object for JSON, or JSON text.
            input_path: the part of the event that it gets: `$.detail`.
            input_transformer: AWS's form: `{"InputPathsMap": {…}, "InputTemplate": "…"}`; see `InputTransformer`.

        Raises:
            RequestRefused: EventBridge would refuse that.
            NotSimulated: it is a target of another kind, or the template is no JSON.
        """
        if len(self.targets) == TARGETS_PER_RULE:
            raise RequestRefused(
                "LimitExceededException",
                "The requested resource exceeds the maximum number allowed.",
                f"A rule has at most {TARGETS_PER_RULE} targets. Make another rule of the same pattern.",
            )
        if sum(each is not None for each in (input, input_path, input_transformer)) > 1:
            raise RequestRefused(
                "ValidationException",
                "Only one of Input, InputPath, or InputTransformer must be provided for target.",
                "Give one of input, input_path and input_transformer.",
            )
        made = RuleTarget(
            checked_endpoint(target, "EventBridge", self._platform),
            None if input is None else checked_input(input),
            None if input_path is None else InputPath(input_path),
            None
            if input_transformer is None
            else InputTransformer(input_transformer, rule_name=self.name, rule_arn=self.arn),
        )
        self.targets = (*self.targets, made)
        return self

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Whether an event goes to the targets."""
        return self._matches(event)


class EventBus(Deliveries):
    """An event bus.

    Args:
        name: 1 to 256 letters, digits, `/`, `.`, `-` and `_`.
        platform: what the bus is part of.

    Attributes:
        name, arn: of the bus.
        rules: in the order of their making.

    Raises:
        RequestRefused: EventBridge would refuse the name.
    """

    def __init__(self, name: str = "default", *, platform: Platform) -> None:
        super().__init__()
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise RequestRefused(
                "ValidationException",
                f"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must "
                "satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+",
                f"name is {name!r}: expected 1 to 256 letters, digits, /, ., - and _.",
            )
        world = platform.world
        self.name = name
        self.arn: str = f"arn:{world.partition}:events:{world.region}:{world.account}:event-bus/{name}"
        self.rules: tuple[Rule, ...] = ()
        self._platform = platform
        #: as text, so that nobody can change what was put
        self._events: list[str] = []
        self._undelivered: list[Undelivered] = []

    def __repr__(self) -> str:
        return f"<EventBus {self.name}: {len(self._events)} events>"

    @property
    def events(self) -> tuple[dict[str, Any], ...]:
        """What was put, oldest first, as rules send it to functions."""
        return tuple(json.loads(each) for each in self._events)

    @property
    def undelivered(self) -> tuple[Undelivered, ...]:
        """What could not be handed over to a target."""
        return tuple(self._undelivered)

    def rule(self, pattern: Mapping[str, Any] | str, *, name: str | None = None) -> Rule:
        """Make a rule: `bus.rule({"source": ["shop"]}).add_target(function)`.

        Args:
            pattern: exact values, `prefix`, `anything-but`, `numeric` and `exists`.
            name: of the rule, which input transformers may refer to.

        Raises:
            RequestRefused: EventBridge would refuse the pattern.
            NotSimulated: the pattern has another operator.
        """
        arn = None if name is None else self._rule_arn(name)
        made = Rule(pattern, name=name, arn=arn, platform=self._platform)
        self.rules = (*self.rules, made)
        return made

    def put_event(
        self,
        detail: object,
        *,
        source: str,
        detail_type: str,
        resources: Iterable[str] = (),
        time: object = None,
        trace_header: str | None = None,
    ) -> dict[str, Any]:
        """Put an event.

        Args:
            detail: an object, or its JSON text.
            source: who reports; those of AWS' services, `aws.…`, are refused.
            detail_type: what happened, at most 128 characters.
            resources: ARNs of what it is about.
            time: when it happened: a `datetime`, ISO 8601, or seconds since 1970; default: now.
            trace_header: in place of that of the invocation that puts it.

        Returns:
            The event as rules send it to functions.

        Raises:
            EventError: the detail is no object.
            RequestRefused: EventBridge refuses it.
        """
        if isinstance(source, str) and source.startswith("aws."):
            raise RequestRefused("NotAuthorizedForSourceException", "Not authorized for the source.")
        header = self._platform.trace_header() if trace_header is None else trace_header
        return self._put(detail, source, detail_type, tuple(resources), header, time)

    def deliver(
        self,
        detail: object,
        *,
        source: str,
        detail_type: str,
        resources: Iterable[str] = (),
        trace_header: str | None = None,
    ) -> dict[str, Any]:
        """What the Lambda service puts: the record of a destination (E28).

        Args:
            detail: the record.
            source: `lambda`.
            detail_type: tells success from failure.
            resources: the bus and the function.
            trace_header: of the invocation behind it.

        Raises:
            DeliveryRefused: the bus does not take it.
        """
        self.check_delivery(f"The event bus {self.name}")
        try:
            return self._put(detail, source, detail_type, tuple(resources), trace_header)
        except RequestRefused as refused:
            raise DeliveryRefused(refused.code, refused.message, refused.hint) from refused

    def _put(
        self,
        detail: object,
        source: str,
        detail_type: str,
        resources: tuple[str, ...],
        trace_header: str | None,
        time: object = None,
    ) -> dict[str, Any]:
        world = world_of(self._platform.world, self.arn, len(self._events))
        made = eventbridge(
            "null" if detail is None else detail,  # without a detail the builder makes one of its own
            source=source,
            detail_type=detail_type,
            resources=resources,
            time=self._platform.epoch() if time is None else time,
            world=world,
        )
        event: dict[str, Any] = {**made}
        self._check(event, resources)
        text = json_text(event, "the event")
        self._events.append(text)
        for rule in self.rules:
            if rule.matches(event):
                self._hand_over(rule, event, text, trace_header)
        return event

    def _rule_arn(self, name: str) -> str:
        bus = "" if self.name == "default" else f"{self.name}/"
        return self.arn.replace(f"event-bus/{self.name}", f"rule/{bus}{name}")

    def _check(self, event: Mapping[str, Any], resources: tuple[str, ...]) -> None:
        if len(event["detail-type"]) > DETAIL_TYPE_CHARACTERS:
            raise RequestRefused(
                "InvalidArgument",
                "Parameter DetailType is not valid. Reason: DetailType must be less than or equal to "
                f"{DETAIL_TYPE_CHARACTERS} characters.",
            )
        detail = json_text(event["detail"], "detail")
        parts = (event["source"], event["detail-type"], detail, *resources)
        if sum(len(part.encode()) for part in parts) >= ENTRY_BYTES:
            raise RequestRefused(
                "ValidationException",
                "Total size of the entries in the request is over the limit.",
                f"An entry must be smaller than {ENTRY_BYTES:,} bytes.",
            )

    def _hand_over(self, rule: Rule, event: Mapping[str, Any], text: str, trace_header: str | None) -> None:
        for target in rule.targets:
            lost = hand_over(
                self._platform,
                target.endpoint,
                target.payload(event, text, self._platform.epoch()),
                source="eventbridge",
                trace_header=_without_lineage(trace_header),
            )
            if lost is not None:
                self._undelivered.append(lost)


def _without_lineage(trace_header: str | None) -> str | None:
    """G7: loops are followed through SQS, SNS, S3 and Lambda, and lost sight of in EventBridge."""
    return None if trace_header is None else _LINEAGE.sub("", trace_header).lstrip(";")
