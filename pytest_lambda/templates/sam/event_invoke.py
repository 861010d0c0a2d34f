"""`EventInvokeConfig`: what happens with asynchronous invocations, and the destinations that are made for them."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.drafts import Draft, attributes
from pytest_lambda.templates.sam.intrinsics import all_of, get_att, is_if, is_no_value, negated, ref, when
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind
from pytest_lambda.templates.sam.logical_ids import digest
from pytest_lambda.templates.sam.work import Work
from pytest_lambda.templates.template import Resource

_TYPES = ["SQS", "SNS", "EventBridge", "Lambda", "S3Bucket"]

#: types of which SAM makes one if none is named: the end of its logical id, and its type
_MADE = {"SQS": ("Queue", "AWS::SQS::Queue"), "SNS": ("Topic", "AWS::SNS::Topic")}

_LONGEST_CONDITION = 255


def event_invoke_config(work: Work, resource: Resource, config: Place, alias: Draft | None) -> list[Draft]:
    """The configuration, and the queues and topics that it leaves out.

    Raises:
        ConfigurationError: it is not as SAM has it.
    """
    name = f"{resource.logical_id}EventInvokeConfig"
    made = Draft(name, "AWS::Lambda::EventInvokeConfig", config, attributes=_all_attributes(resource))
    if alias is not None:
        made.depends_on = [alias.logical_id]
    drafts: list[Draft] = []
    made.properties = {
        "FunctionName": ref(resource.logical_id),
        "Qualifier": alias.properties["Name"] if alias else "$LATEST",
        "DestinationConfig": _destinations(work, resource, config.get("DestinationConfig"), name, drafts),
    }
    for key in ("MaximumEventAgeInSeconds", "MaximumRetryAttempts"):
        if config.get(key).value is not None:
            made.properties[key] = work.known.resolved_place(config.get(key))
    return [*drafts, made]


def _all_attributes(resource: Resource) -> dict[str, Any]:
    return attributes(
        resource.place, ("DeletionPolicy", "UpdatePolicy", "Condition", "UpdateReplacePolicy", "Metadata")
    )


def _destinations(
    work: Work, resource: Resource, config: Place, name: str, drafts: list[Draft]
) -> Place | dict[str, Any]:
    if not config.value:
        return {}
    of_kind(config, "map", resource.logical_id, "EventInvokeConfig.DestinationConfig")
    found = {}
    for outcome in ("OnSuccess", "OnFailure"):
        place = config.get(outcome)
        if place.value is not None:
            of_kind(place, "map", resource.logical_id, f"EventInvokeConfig.DestinationConfig.{outcome}")
            found[outcome] = place.at({"Destination": _destination(work, resource, place, name + outcome, drafts)})
    return config.at(found)


def _destination(work: Work, resource: Resource, place: Place, name: str, drafts: list[Draft]) -> Any:
    kind, destination = place.get("Type").value, work.known.resolved_place(place.get("Destination"))
    if kind not in _TYPES:
        raise invalid_resource(place, resource.logical_id, f"'Type: {kind}' must be one of {_TYPES}")
    condition, other = _made_under(work, destination, name)
    if destination.value is not None and condition is None:
        return destination
    if kind not in _MADE:
        raise invalid_resource(place, resource.logical_id, f"Destination is required if Type is not {list(_MADE)}")
    suffix, type_ = _MADE[kind]
    made = Draft(name + suffix, type_, place, attributes=attributes(resource.place))
    both = _both(work, resource, condition, place)
    if both is not None:
        made.attributes["Condition"] = both
    drafts.append(made)
    arn = get_att(made.logical_id, "Arn") if kind == "SQS" else ref(made.logical_id)
    return arn if condition is None else destination.at(when(condition, arn, other))


def _made_under(work: Work, destination: Place, name: str) -> tuple[str | None, Any]:
    """The condition under which none is named, and what is named otherwise."""
    if not is_if(destination.value):
        return None, None
    parts = plain(destination)["Fn::If"]
    if not isinstance(parts, list) or len(parts) != 3:
        of = name.removesuffix("OnSuccess").removesuffix("OnFailure")
        raise invalid_resource(destination, of, "Malformed 'Destination' property: Fn::If requires 3 arguments.")
    condition, first, second = parts
    if is_no_value(first) == is_no_value(second):
        return None, None
    if is_no_value(first):
        return str(condition), second
    name = name.removesuffix("OnSuccess").removesuffix("OnFailure")
    opposite = _condition_name(f"NOT{condition}", name)
    work.conditions[opposite] = destination.at(negated(str(condition)))
    return opposite, first


def _both(work: Work, resource: Resource, condition: str | None, place: Place) -> str | None:
    if resource.condition is None or condition is None:
        return resource.condition or condition
    name = _condition_name(f"{resource.condition}AND{condition}", resource.logical_id)
    work.conditions[name] = place.at(all_of([resource.condition, condition]))
    return name


def _condition_name(name: str, of: str) -> str:
    return (name + digest(of))[:_LONGEST_CONDITION]
