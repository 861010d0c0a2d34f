"""EventBridge for clients of botocore."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.boto.messaging.adoption import Adoption
from pytest_lambda.boto.messaging.door import ResourceDoor
from pytest_lambda.boto.messaging.events.adopting import take_rules
from pytest_lambda.boto.messaging.events.rules import NamedRule, RulesOfBus
from pytest_lambda.boto.messaging.paging import page
from pytest_lambda.errors import EventError
from pytest_lambda.service.resources.event_bus import ENTRY_BYTES, EventBus
from pytest_lambda.service.resources.event_pattern import matcher_of
from pytest_lambda.service.resources.refusals import RequestRefused

_NOTHING: Mapping[str, Any] = {}
_DEFAULT = "default"
#: API reference, PutEvents
_MOST_AT_ONCE = 10
#: API reference, ListRules and others, Limit
_PAGE = 100
#: of a rule, as PutRule takes and DescribeRule shows them
_DESCRIBED = ("Description", "EventPattern", "RoleArn", "ScheduleExpression")
#: operations about a bus by its own name
_ON_BUSES = ("CreateEventBus", "DeleteEventBus", "DescribeEventBus")


class EventsDoor(ResourceDoor):
    """The buses of a service.

    Args:
        adoption: what its buses come from.
    """

    invalid_token = ("ValidationException", "Parameter NextToken is not valid.")

    def __init__(self, adoption: Adoption) -> None:
        super().__init__("events", adoption)
        self._rules: dict[str, RulesOfBus] = {}
        self.operations = {
            "CreateEventBus": self._create_bus,
            "DeleteEventBus": self._delete_bus,
            "DeleteRule": self._delete_rule,
            "DescribeEventBus": lambda given: self._told(self._bus(given.get("Name"))),
            "DescribeRule": self._describe_rule,
            "DisableRule": lambda given: self._enable(given, "DISABLED"),
            "EnableRule": lambda given: self._enable(given, "ENABLED"),
            "ListEventBuses": self._list_buses,
            "ListRuleNamesByTarget": self._list_names_by_target,
            "ListRules": self._list_rules,
            "ListTargetsByRule": self._list_targets,
            "PutEvents": self._put_events,
            "PutRule": self._put_rule,
            "PutTargets": self._put_targets,
            "RemoveTargets": self._remove_targets,
            "TestEventPattern": _tested,
        }

    def note(self, resource: Any) -> None:
        """See `ResourceDoor`."""
        owner = self.in_moto(resource.arn) if isinstance(resource, EventBus) else None
        theirs = None if owner is None else owner.event_buses.get(resource.name)
        if theirs is not None:
            take_rules(self.adoption, self._rules_of(resource), theirs)

    def is_ours(self, operation: str, given: Mapping[str, Any]) -> bool:
        """A bus that the service has, or one of moto's with a target that the service has."""
        if operation == "ListEventBuses":
            return True
        if operation == "PutEvents":
            return any(self._is_ours(self._arn(each.get("EventBusName"))) for each in given["Entries"])
        if operation in _ON_BUSES:
            return isinstance(self.adoption.known(self._arn(given.get("Name"))), EventBus)
        return operation in self.operations and self._is_ours(self._arn(given.get("EventBusName")))

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """A target that the service has makes the bus of its rule ours."""
        if operation in ("PutRule", "PutTargets"):
            arn = self._arn(self.wire.parameters(operation, request).get("EventBusName"))
            if self._has_our_target(arn):
                self.service.resource(arn)

    # ---- which bus -------------------------------------------------------------------------------------------

    def _arn(self, bus: str | None) -> str:
        if bus is not None and bus.startswith("arn:"):
            return bus
        world = self.service.world
        return f"arn:{world.partition}:events:{world.region}:{world.account}:event-bus/{bus or _DEFAULT}"

    def _is_ours(self, arn: str) -> bool:
        return isinstance(self.adoption.known(arn), EventBus) or self._has_our_target(arn)

    def _has_our_target(self, arn: str) -> bool:
        owner = self.in_moto(arn)
        theirs = None if owner is None else owner.event_buses.get(arn.partition("/")[2])
        if theirs is None:
            return False
        return any(self.adoption.has(each["Arn"]) for rule in theirs.rules.values() for each in rule.targets)

    def _bus(self, name: str | None) -> EventBus:
        arn = self._arn(name)
        self.adoption.known(arn)
        bus = self.service.resource(arn)
        if bus is None and arn == self._arn(None):
            return self.service.event_bus()  # every account has it
        if not isinstance(bus, EventBus):
            known = ", ".join(each.name for each in self._buses())
            world = self.service.world
            raise RequestRefused(
                "ResourceNotFoundException",
                f"Event bus {arn.partition('/')[2]} does not exist. Event buses of {world.account} in {world.region}: "
                f"{known or _DEFAULT}.",
            )
        return bus

    def _buses(self) -> list[EventBus]:
        return [each for each in self.service.known_resources if isinstance(each, EventBus)]

    def _rules_of(self, bus: EventBus) -> RulesOfBus:
        found = self._rules.get(bus.arn)
        if found is None or found.bus is not bus:
            found = self._rules[bus.arn] = RulesOfBus(self.service, bus)
        return found

    def _of(self, given: Mapping[str, Any]) -> RulesOfBus:
        return self._rules_of(self._bus(given.get("EventBusName")))

    # ---- events ----------------------------------------------------------------------------------------------

    def _put_events(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        entries = given["Entries"]
        if not 1 <= len(entries) <= _MOST_AT_ONCE:
            bound = "greater than or equal to 1" if not entries else f"less than or equal to {_MOST_AT_ONCE}"
            raise RequestRefused(
                "ValidationException",
                f"1 validation error detected: Value '[PutEventsRequestEntry]' at 'entries' failed to satisfy "
                f"constraint: Member must have length {bound}",
            )
        if sum(map(_size, entries)) >= ENTRY_BYTES:
            raise RequestRefused(
                "ValidationException", "Total size of the entries in the request is over the limit."
            )
        buses = [self._bus(each.get("EventBusName")) for each in entries]
        results = [self._put(bus, each) for bus, each in zip(buses, entries, strict=True)]
        return {"FailedEntryCount": sum("ErrorCode" in each for each in results), "Entries": results}

    def _put(self, bus: EventBus, entry: Mapping[str, Any]) -> dict[str, Any]:
        try:
            _check_entry(entry)
            event = bus.put_event(
                entry["Detail"],
                source=entry["Source"],
                detail_type=entry["DetailType"],
                resources=entry.get("Resources") or (),
                time=entry.get("Time"),
                trace_header=entry.get("TraceHeader"),
            )
        except RequestRefused as refused:
            return {"ErrorCode": refused.code, "ErrorMessage": refused.message}
        except EventError:
            return {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
        self._rules_of(bus).hand_to_others(event)
        return {"EventId": event["id"]}

    # ---- rules -----------------------------------------------------------------------------------------------

    def _put_rule(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        rules = self._of(given)
        described = {name: given[name] for name in _DESCRIBED if given.get(name)}
        made = rules.put(given["Name"], {**described, "State": given.get("State", "ENABLED")})
        made.tags.update({each["Key"]: each["Value"] for each in given.get("Tags") or ()})
        return {"RuleArn": rules.arn(given["Name"])}

    def _describe_rule(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        rules = self._of(given)
        found = self._shown(rules, rules.named(given["Name"]))
        return {**found, "CreatedBy": self.service.world.account}

    def _shown(self, rules: RulesOfBus, rule: NamedRule) -> dict[str, Any]:
        return {"Name": rule.name, "Arn": rules.arn(rule.name), "EventBusName": rules.bus.name, **rule.described}

    def _delete_rule(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        rules = self._of(given)
        found = rules.rules.get(given["Name"])
        if found is not None and (found.targets or found.others is not None):
            raise RequestRefused("ValidationException", "Rule can't be deleted since it has targets.")
        rules.remove(given["Name"])
        return _NOTHING

    def _enable(self, given: Mapping[str, Any], state: str) -> Mapping[str, Any]:
        self._of(given).enable(given["Name"], state)
        return _NOTHING

    def _list_rules(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        rules = self._of(given)
        prefix = given.get("NamePrefix") or ""
        found = [self._shown(rules, each) for each in rules.rules.values() if each.name.startswith(prefix)]
        return {"Rules": [], **page(found, "Rules", given, most=_PAGE, limit="Limit")}

    def _list_names_by_target(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        every = self._of(given).rules.values()
        names = [each.name for each in every if given["TargetArn"] in _target_arns(each)]
        return {"RuleNames": [], **page(names, "RuleNames", given, most=_PAGE, limit="Limit")}

    # ---- targets ---------------------------------------------------------------------------------------------

    def _put_targets(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        rules = self._of(given)
        before = rules.named(given["Rule"]).targets
        rules.set_targets(given["Rule"], {**before, **{each["Id"]: dict(each) for each in given["Targets"]}})
        return {"FailedEntryCount": 0, "FailedEntries": []}

    def _remove_targets(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        rules = self._of(given)
        rule = rules.named(given["Rule"])
        left = {name: each for name, each in rule.targets.items() if name not in given["Ids"]}
        rules.set_targets(rule.name, left)
        if rule.others is not None:
            rule.others.targets = [each for each in rule.others.targets if each["Id"] not in given["Ids"]]
            rule.others = rule.others if rule.others.targets else None
        return {"FailedEntryCount": 0, "FailedEntries": []}

    def _list_targets(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        rule = self._of(given).named(given["Rule"])
        found = [*rule.targets.values(), *(rule.others.targets if rule.others is not None else ())]
        return {"Targets": [], **page(found, "Targets", given, most=_PAGE, limit="Limit")}

    # ---- buses -----------------------------------------------------------------------------------------------

    def _told(self, bus: EventBus) -> dict[str, Any]:
        return {"Name": bus.name, "Arn": bus.arn}

    def _create_bus(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        arn = self._arn(given["Name"])
        if given["Name"] == _DEFAULT or self.adoption.known(arn) is not None:
            raise RequestRefused("ResourceAlreadyExistsException", f"Event bus {given['Name']} already exists.")
        return {"EventBusArn": self.service.event_bus(given["Name"]).arn}

    def _delete_bus(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        if given["Name"] == _DEFAULT:
            raise RequestRefused("ValidationException", "Cannot delete event bus default.")
        bus = self.adoption.known(self._arn(given["Name"]))
        if isinstance(bus, EventBus):
            rules = self._rules_of(bus)
            for name in tuple(rules.rules):
                rules.remove(name)
            self.service.forget_resource(bus)
            owner = self.in_moto(bus.arn)
            if owner is not None:
                owner.event_buses.pop(bus.name, None)
        return _NOTHING

    def _list_buses(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        names = [bus.name for bus in self._buses() if self.adoption.known(bus.arn) is bus]
        owner = mock.backend("events", self.service.world)
        others = [_DEFAULT] if owner is None else list(owner.event_buses)
        prefix = given.get("NamePrefix") or ""
        every = [*names, *(name for name in others if name not in names)]
        found = [{"Name": name, "Arn": self._arn(name)} for name in every if name.startswith(prefix)]
        return {"EventBuses": [], **page(found, "EventBuses", given, most=_PAGE, limit="Limit")}


def _target_arns(rule: NamedRule) -> list[str]:
    theirs = rule.others.targets if rule.others is not None else ()
    return [each["Arn"] for each in (*rule.targets.values(), *theirs)]


def _check_entry(entry: Mapping[str, Any]) -> None:
    for name in ("Source", "DetailType", "Detail"):
        if not entry.get(name):
            raise RequestRefused(
                "InvalidArgument", f"Parameter {name} is not valid. Reason: {name} is a required argument."
            )


def _size(entry: Mapping[str, Any]) -> int:
    """The bytes of an entry of PutEvents: EventBridge User Guide, calculating event entry sizes."""
    texts = [entry.get(name) or "" for name in ("Source", "DetailType", "Detail")]
    return sum(len(text.encode()) for text in (*texts, *(entry.get("Resources") or ()))) + 14 * ("Time" in entry)


def _tested(given: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        event = json.loads(given["Event"])
    except ValueError:
        raise RequestRefused("InvalidEventPatternException", "Event is not valid. Reason: it is no JSON.") from None
    return {"Result": matcher_of(given["EventPattern"])(event)}
