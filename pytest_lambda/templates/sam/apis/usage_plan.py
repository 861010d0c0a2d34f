"""`UsagePlan` of a REST API: its plan and key, or those that all APIs of the template share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.drafts import Draft, named_condition
from pytest_lambda.templates.sam.intrinsics import any_of, ref
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.schema import present
from pytest_lambda.templates.sam.work import Work

_KEYS = ("CreateUsagePlan", "Description", "Quota", "Tags", "Throttle", "UsagePlanName")
_CREATE = ["SHARED", "PER_API", "NONE"]
_SHARED = "SharedUsagePlanCondition"


@dataclass(frozen=True, slots=True)
class Member:
    """An API whose plan others share."""

    api: str
    stage: str
    attributes: dict[str, Any]


def usage_plan(work: Work, api: str, auth: Place, stage: Draft, passed: dict[str, Any]) -> list[Draft]:
    """The plan, its key, and what joins them.

    Raises:
        ConfigurationError: it is not as SAM has it.
    """
    plan = auth.get("UsagePlan")
    if plan.value is None:
        return []
    kind = _kind(plan, api)
    if kind == "NONE":
        return []
    own = Member(api, stage.logical_id, passed)
    if kind == "PER_API":
        return _made(plan, [own], api, passed)
    work.shared_plans.append(own)
    return _made(plan, work.shared_plans, "Serverless", _shared_attributes(work, plan))


def _kind(plan: Place, api: str) -> str:
    if not isinstance(plan.value, dict):
        raise invalid_resource(plan, api, "'UsagePlan' must be a dictionary")
    if not set(plan.mapping()) <= set(_KEYS):
        raise invalid_resource(plan, api, "Invalid property for 'UsagePlan'")
    kind = plan.get("CreateUsagePlan")
    if kind.value is None:
        raise invalid_resource(plan, api, "'CreateUsagePlan' is a required field for UsagePlan.")
    if kind.value not in _CREATE:
        raise invalid_resource(kind, api, f"'CreateUsagePlan' accepts one of {_CREATE}.")
    return str(kind.value)


def _made(plan: Place, members: list[Member], prefix: str, attributes: dict[str, Any]) -> list[Draft]:
    given = {
        name: place
        for name, place in present(plan, ("UsagePlanName", "Description", "Quota", "Tags", "Throttle")).items()
        if place.value
    }
    stages = [{"ApiId": ref(each.api), "Stage": ref(each.stage)} for each in members]
    made = Draft(
        f"{prefix}UsagePlan",
        "AWS::ApiGateway::UsagePlan",
        plan,
        {"ApiStages": stages, **given},
        dict(attributes),
        [each.api for each in members],
    )
    keyed = [{"RestApiId": ref(each.api), "StageName": ref(each.stage)} for each in members]
    key = Draft(
        f"{prefix}ApiKey",
        "AWS::ApiGateway::ApiKey",
        plan,
        {"Enabled": True, "StageKeys": keyed},
        dict(attributes),
        [made.logical_id],
    )
    joined = {"KeyId": ref(key.logical_id), "KeyType": "API_KEY", "UsagePlanId": ref(made.logical_id)}
    link = Draft(
        f"{prefix}UsagePlanKey", "AWS::ApiGateway::UsagePlanKey", plan, joined, dict(attributes), [key.logical_id]
    )
    return [made, key, link]


def _shared_attributes(work: Work, plan: Place) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, order in (
        ("DeletionPolicy", ("Retain",)),
        ("UpdateReplacePolicy", ("Retain", "Snapshot")),
    ):
        given = [plain(each.attributes[name]) for each in work.shared_plans if each.attributes.get(name) is not None]
        if given:
            found[name] = next((each for each in order if each in given), given[0])
    conditions = [named_condition(each.attributes) for each in work.shared_plans]
    work.conditions.pop(_SHARED, None)
    names = sorted({each for each in conditions if each is not None})
    if names and None not in conditions:
        found["Condition"] = _SHARED
        # CloudFormation has no condition that is another's name alone; SAM writes just that.
        work.conditions[_SHARED] = plan.at({"Condition": names[0]} if len(names) == 1 else any_of(names))
    return found
