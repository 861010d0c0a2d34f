"""Buses of moto that a service takes over."""

from __future__ import annotations

import copy
from typing import Any

from pytest_lambda.boto.messaging.adoption import Adopted, Adoption
from pytest_lambda.boto.messaging.events.rules import RulesOfBus
from pytest_lambda.service.resources.event_bus import EventBus

_BUS = "event-bus/"


def adopt_bus(adoption: Adoption, arn: str, owner: Any) -> Adopted | None:
    """Take over a bus of moto's; None if there is none. Its rules follow with `take_rules`.

    Args:
        adoption: of the service.
        arn: of the bus.
        owner: moto's backend.
    """
    resource = arn.split(":", 5)[5]
    theirs = owner.event_buses.get(resource.removeprefix(_BUS)) if resource.startswith(_BUS) else None
    if theirs is None:
        return None
    bus = EventBus(theirs.name, platform=adoption.service)
    return Adopted(bus, lambda backend: backend.event_buses.get(bus.name) is theirs, lambda: None)


def take_rules(adoption: Adoption, rules: RulesOfBus, theirs: Any) -> None:
    """Take over the rules of a bus of moto's, with the queues and topics that their targets name.

    Targets that the service does not serve are left to moto.

    Args:
        adoption: of the service.
        rules: of our bus.
        theirs: moto's bus.
    """
    for rule in theirs.rules.values():
        described = {
            "Description": rule.description,
            "EventPattern": rule.event_pattern.dump(),
            "ScheduleExpression": rule.scheduled_expression,
            "RoleArn": rule.role_arn,
            "State": rule.state,
        }
        rules.put(rule.name, {name: each for name, each in described.items() if each})
        served = [each for each in rule.targets if adoption.service.resource(each["Arn"]) is not None]
        rules.set_targets(rule.name, {each["Id"]: dict(each) for each in served})
        left = [each for each in rule.targets if each not in served]
        if left:
            others = rules.rules[rule.name].others = copy.copy(rule)
            others.targets = left
