"""EventBridge Scheduler for clients of botocore."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.boto.messaging.adoption import Adoption
from pytest_lambda.boto.messaging.door import ResourceDoor
from pytest_lambda.boto.messaging.paging import page
from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.schedule import Schedule

_NOTHING: Mapping[str, Any] = {}
_DEFAULT = "default"
#: API reference, ListSchedules
_PAGE = 100
#: what nothing here acts on: permissions and retries, and at which moment of its window a schedule fires
_KEPT_OF_TARGETS = {"Arn", "Input", "RetryPolicy", "RoleArn"}
_NOT_SIMULATED = ("EndDate", "StartDate")
_SUMMARY = ("Arn", "Name", "GroupName", "State", "CreationDate", "LastModificationDate")
_WITH_A_TARGET = ("CreateSchedule", "UpdateSchedule")


class SchedulerDoor(ResourceDoor):
    """The schedules of a service, in the group `default`.

    Args:
        adoption: what the service has.
    """

    invalid_token = ("ValidationException", "Invalid NextToken.")

    def __init__(self, adoption: Adoption) -> None:
        super().__init__("scheduler", adoption)
        #: what was asked for, and when, by ARN
        self._asked: dict[str, tuple[dict[str, Any], datetime]] = {}
        self.operations = {
            "CreateSchedule": self._create,
            "DeleteSchedule": self._delete,
            "GetSchedule": lambda given: self._told(self._schedule(given)),
            "ListSchedules": self._list,
            "UpdateSchedule": self._update,
        }

    def note(self, resource: Any) -> None:
        """What clients are told of a schedule is what they asked for."""

    def is_ours(self, operation: str, given: Mapping[str, Any]) -> bool:
        """A schedule that the service has, or one with a target that it has."""
        if operation == "ListSchedules":
            return True
        if operation in _WITH_A_TARGET and self.adoption.has(given["Target"]["Arn"]):
            return True
        return operation in self.operations and self._known(given) is not None

    # ---- which schedule --------------------------------------------------------------------------------------

    def _arn(self, given: Mapping[str, Any]) -> str:
        world = self.service.world
        path = f"schedule/{given.get('GroupName') or _DEFAULT}/{given['Name']}"
        return f"arn:{world.partition}:scheduler:{world.region}:{world.account}:{path}"

    def _known(self, given: Mapping[str, Any]) -> Schedule | None:
        return next((each for each in self._schedules() if each.arn == self._arn(given)), None)

    def _schedule(self, given: Mapping[str, Any]) -> Schedule:
        found = self._known(given)
        if found is None:
            known = ", ".join(each.name for each in self._schedules()) or "none"
            raise RequestRefused(
                "ResourceNotFoundException",
                f"Schedule {given['Name']} does not exist. Schedules of this service: {known}.",
            )
        return found

    def _schedules(self) -> list[Schedule]:
        found = [
            each for each in self.service.known_resources if isinstance(each, Schedule) and each.by == "scheduler"
        ]
        for each in tuple(found):
            asked, _ = self._asked.get(each.arn, ({}, None))
            # User Guide, automatic deletion after schedule completion
            if asked.get("ActionAfterCompletion") == "DELETE" and each.fired_at and each.next_at is None:
                each.delete()
                found.remove(each)
        return found

    # ---- operations ------------------------------------------------------------------------------------------

    def _create(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._known(given) is not None:
            raise RequestRefused("ConflictException", f"Schedule {given['Name']} already exists.")
        _check(given)
        made = self._made(given)
        self._asked[made.arn] = dict(given), self.service.now()
        return {"ScheduleArn": made.arn}

    def _update(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        found = self._schedule(given)
        _check(given)
        _, created = self._asked.get(found.arn, ({}, self.service.now()))
        found.delete()
        made = self._made(given)
        self._asked[made.arn] = dict(given), created
        return {"ScheduleArn": made.arn}

    def _made(self, given: Mapping[str, Any]) -> Schedule:
        target = given["Target"]
        return self.service.schedule(
            given["ScheduleExpression"],
            self.service.resource(target["Arn"]) or target["Arn"],
            input=target.get("Input"),
            name=given["Name"],
            timezone=given.get("ScheduleExpressionTimezone"),
            by="scheduler",
            enabled=given.get("State", "ENABLED") == "ENABLED",
        )

    def _delete(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        found = self._schedule(given)
        found.delete()
        self._asked.pop(found.arn, None)
        return _NOTHING

    def _told(self, schedule: Schedule) -> dict[str, Any]:
        asked, created = self._asked.get(schedule.arn, ({}, self.service.now()))
        return {
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "NONE",
            "ScheduleExpressionTimezone": "UTC",
            **{name: each for name, each in asked.items() if name != "ClientToken"},
            "Arn": schedule.arn,
            "Name": schedule.name,
            "GroupName": _DEFAULT,
            "ScheduleExpression": schedule.expression,
            "State": schedule.state,
            "CreationDate": created,
            "LastModificationDate": created,
        }

    def _list(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        found = [_summary(self._told(each)) for each in self._schedules()]
        arns = {each["Arn"] for each in found}
        owner = mock.backend("scheduler", self.service.world)
        groups = {} if owner is None else owner.schedule_groups
        theirs = (_summary(each.to_dict()) for group in groups.values() for each in group.schedules.values())
        found += [each for each in theirs if each["Arn"] not in arns]
        wanted = {"GroupName": given.get("GroupName"), "State": given.get("State")}
        prefix = given.get("NamePrefix") or ""
        shown = [
            each
            for each in found
            if each["Name"].startswith(prefix) and all(value in (None, each[name]) for name, value in wanted.items())
        ]
        return {"Schedules": [], **page(shown, "Schedules", given, most=_PAGE)}


def _summary(told: Mapping[str, Any]) -> dict[str, Any]:
    summary = {name: told[name] for name in _SUMMARY}
    return {**summary, "Target": {"Arn": told["Target"]["Arn"]}} if told.get("Target") else summary


def _check(given: Mapping[str, Any]) -> None:
    if not given["Target"]["Arn"].startswith("arn:"):
        raise RequestRefused("ValidationException", "Provided Arn is not in correct format.")
    if given.get("GroupName") not in (None, _DEFAULT):
        raise NotSimulated(
            f"The schedule {given['Name']} is in the group {given['GroupName']}: groups other than default are not "
            "simulated. Leave GroupName out."
        )
    for name in _NOT_SIMULATED:
        if given.get(name) is not None:
            raise NotSimulated(f"The schedule {given['Name']} has {name}, which is not simulated. Leave it out.")
    for name in sorted(set(given["Target"]) - _KEPT_OF_TARGETS):
        raise NotSimulated(
            f"The target of the schedule {given['Name']} has {name}, which is not simulated. Leave it out."
        )
