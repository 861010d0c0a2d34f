"""Rules with names and targets with ids, as EventBridge's API has them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.event_bus import TARGETS_PER_RULE, EventBus, Rule
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.schedule import Schedule
from pytest_lambda.service.service import LambdaService

#: what a target says and nothing here acts on: it is all about permissions and retries
_KEPT = {"Id", "Arn", "RoleArn", "RetryPolicy", "Input", "InputPath", "InputTransformer"}


@dataclass(slots=True)
class NamedRule:
    """A rule of a bus.

    Attributes:
        name: of the rule.
        described: what DescribeRule shows besides name, ARN and bus.
        targets: by their ids, as PutTargets takes them.
        others: a rule of moto's with those targets that the service does not serve; None if there are none.
        rule: does the work; None for a schedule, or while it is disabled.
        schedules: do it for a rule with a schedule, by the ids of the targets.
        tags: of the rule.
    """

    name: str
    described: dict[str, Any]
    targets: dict[str, dict[str, Any]] = field(default_factory=dict)
    others: Any = None
    rule: Rule | None = None
    schedules: dict[str, Schedule] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def enabled(self) -> bool:
        """Whether it works."""
        return bool(self.described["State"] != "DISABLED")


class RulesOfBus:
    """The named rules of one bus.

    Args:
        service: has what targets name.
        bus: gets the rules.
    """

    def __init__(self, service: LambdaService, bus: EventBus) -> None:
        self.service = service
        self.bus = bus
        self.rules: dict[str, NamedRule] = {}

    def arn(self, name: str) -> str:
        """Of a rule."""
        world = self.service.world
        path = name if self.bus.name == "default" else f"{self.bus.name}/{name}"
        return f"arn:{world.partition}:events:{world.region}:{world.account}:rule/{path}"

    def put(self, name: str, described: Mapping[str, Any]) -> NamedRule:
        """Make a rule, or change what it is; its targets stay.

        Raises:
            RequestRefused: EventBridge would refuse it.
            NotSimulated: the pattern has an operator that is not simulated.
        """
        known = self.rules.get(name)
        made = NamedRule(name, dict(described), known.targets if known else {}, known.others if known else None)
        made.tags = known.tags if known else {}
        self._check(made)
        if known is not None:
            self._stop(known)
        self.rules[name] = made
        self._start(made)
        return made

    def named(self, name: str) -> NamedRule:
        """A rule.

        Raises:
            RequestRefused: there is none.
        """
        found = self.rules.get(name)
        if found is None:
            known = ", ".join(self.rules) or "none"
            raise RequestRefused(
                "ResourceNotFoundException",
                f"Rule {name} does not exist on EventBus {self.bus.name}. Rules of this bus: {known}.",
            )
        return found

    def set_targets(self, name: str, targets: Mapping[str, dict[str, Any]]) -> None:
        """Let a rule have these targets and no others.

        Raises:
            RequestRefused: EventBridge would refuse one.
            NotSimulated: one is of another kind than functions, queues and topics, or has what is not simulated.
        """
        found = self.named(name)
        if len(targets) > TARGETS_PER_RULE:
            raise RequestRefused(
                "LimitExceededException", "The requested resource exceeds the maximum number allowed."
            )
        rule = Rule({"source": [""]})
        for each in targets.values():
            self._add(rule, each)  # all or none
        self._stop(found)
        found.targets = dict(targets)
        self._start(found)

    def remove(self, name: str) -> None:
        """Let a rule be no more."""
        found = self.rules.pop(name, None)
        if found is not None:
            self._stop(found)

    def enable(self, name: str, state: str) -> None:
        """Let a rule work, or not."""
        found = self.named(name)
        self._stop(found)
        found.described["State"] = state
        self._start(found)

    def hand_to_others(self, event: Mapping[str, Any]) -> None:
        """Let moto send an event to the targets that are its own."""
        epoch = self.service.epoch()
        theirs = {**event, "time": epoch, "ingestion-time": epoch}
        for each in self.rules.values():
            if each.others is not None and each.enabled:
                # what moto needs for that is more than it needs else
                transforms = any("InputTransformer" in target for target in each.others.targets)
                each.others.send_to_targets(copy.deepcopy(theirs), transform_input=transforms)

    # ---- inside ----------------------------------------------------------------------------------------------

    def _check(self, made: NamedRule) -> None:
        pattern, expression = made.described.get("EventPattern"), made.described.get("ScheduleExpression")
        if not pattern and not expression:
            raise RequestRefused(
                "ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified."
            )
        if expression and self.bus.name != "default":
            raise RequestRefused(
                "ValidationException", "ScheduleExpression is supported only on the default event bus."
            )
        if expression and pattern:
            raise NotSimulated(
                f"The rule {made.name} has a pattern and a schedule: rules with both are not simulated. Make two."
            )
        if pattern:
            Rule(pattern)

    def _start(self, made: NamedRule) -> None:
        if not made.enabled:
            return
        pattern = made.described.get("EventPattern")
        if pattern:
            made.rule = Rule(pattern)
            for each in made.targets.values():
                self._add(made.rule, each)
            self.bus.rules = (*self.bus.rules, made.rule)
            return
        for number, (target_id, each) in enumerate(made.targets.items()):
            made.schedules[target_id] = self.service.schedule(
                made.described["ScheduleExpression"],
                self._endpoint(each["Arn"]),
                input=each.get("Input"),
                name=made.name if not number else f"{made.name}-{number + 1}",
                by="rule",
            )

    def _stop(self, found: NamedRule) -> None:
        if found.rule is not None:
            self.bus.rules = tuple(each for each in self.bus.rules if each is not found.rule)
            found.rule = None
        for each in found.schedules.values():
            each.delete()
        found.schedules.clear()

    def _add(self, rule: Rule, target: Mapping[str, Any]) -> None:
        for name in sorted(set(target) - _KEPT):
            raise NotSimulated(
                f"The target {target['Id']} ({target['Arn']}) has {name}, which is not simulated. Leave it out."
            )
        rule.add_target(
            self._endpoint(target["Arn"]),
            input=target.get("Input"),
            input_path=target.get("InputPath"),
            input_transformer=target.get("InputTransformer"),
        )

    def _endpoint(self, arn: str) -> Any:
        if not arn.startswith("arn:"):
            raise RequestRefused(
                "ValidationException", f"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format."
            )
        found = self.service.resource(arn)
        return arn if found is None else found
