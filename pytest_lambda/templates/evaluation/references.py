"""Intrinsic functions that refer to something: `Ref`, `Fn::GetAtt`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator


def reference(evaluator: Evaluator, place: Place) -> Any:
    """`Ref`: of a parameter, a pseudo parameter, or a resource."""
    if not isinstance(place.value, str):
        raise place.error("Template error: every Ref object must have a single String value.")
    return referred(evaluator, place.value, place)


def referred(evaluator: Evaluator, name: str, place: Place) -> Any:
    """What a name refers to."""
    if name in evaluator.parameters:
        return evaluator.parameters[name]
    if name in evaluator.pseudo:
        return evaluator.pseudo[name]
    if name in evaluator.supplies:
        return evaluator.supplies[name]
    if not evaluator.present(name):
        known = [*evaluator.template.parameters, *evaluator.template.resources, *evaluator.pseudo]
        raise place.error(
            f"Template format error: Unresolved resource dependencies [{name}] in the Resources block of the "
            f"template.{nearest(name, known)}"
        )
    try:
        return evaluator.identities.ref(name)
    except LookupError:
        raise evaluator.supplies.missing(place, name, f"what Ref gives of {name} is not known.") from None


def attribute(evaluator: Evaluator, place: Place) -> Any:
    """`Fn::GetAtt`: an attribute of a resource."""
    value = place.value
    if isinstance(value, str):
        value = value.split(".", 1)
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], str):
        raise place.error(
            "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the "
            "resource attribute."
        )
    return attribute_of(evaluator, value[0], evaluator.text(place.at(value[1], 1)), place)


def attribute_of(evaluator: Evaluator, logical_id: str, name: str, place: Place) -> Any:
    """An attribute of a resource."""
    key = f"{logical_id}.{name}"
    if key in evaluator.supplies:
        return evaluator.supplies[key]
    if not evaluator.present(logical_id):
        raise place.error(
            f"Template error: instance of Fn::GetAtt references undefined resource {logical_id}."
            f"{nearest(logical_id, evaluator.template.resources)}"
        )
    try:
        return evaluator.identities.attribute(logical_id, name)
    except LookupError:
        kind = evaluator.template.resources[logical_id].type
        raise evaluator.supplies.missing(place, key, f"the attribute {name} of {kind} is not known.") from None
