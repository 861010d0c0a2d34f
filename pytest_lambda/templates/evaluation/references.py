"""Intrinsic functions that refer to something: `Ref`, `Fn::GetAtt`, `Fn::ImportValue`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.evaluation.arguments import parts_of

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator

_REF = "Template error: every Ref object must have a single String value."
_GET_ATT = (
    "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource "
    "attribute."
)


def reference(evaluator: Evaluator, place: Place) -> Any:
    """`Ref`: of a parameter, a pseudo parameter, or a resource."""
    return referred(evaluator, _name(evaluator, place, _REF), place)


def referred(evaluator: Evaluator, name: str, place: Place) -> Any:
    """What a name refers to."""
    if name in evaluator.parameters:
        return evaluator.parameters[name]
    if name in evaluator.supplies:
        return evaluator.supplies[name]
    if name in evaluator.pseudo:
        return evaluator.pseudo[name]
    if not evaluator.present(name):
        raise unresolved(evaluator, name, place)
    try:
        return evaluator.identities.ref(name)
    except LookupError:
        raise evaluator.supplies.missing(place, name, f"what Ref gives of {name} is not known.") from None


def unresolved(evaluator: Evaluator, name: str, place: Place) -> ConfigurationError:
    """The error for a name that nothing in the template has."""
    known = [*evaluator.parameters, *evaluator.template.resources, *evaluator.pseudo]
    return place.error(
        f"Template format error: Unresolved resource dependencies [{name}] in the Resources block of the template."
        f"{_absent(evaluator, name) or nearest(name, known)}"
    )


def attribute(evaluator: Evaluator, place: Place) -> Any:
    """`Fn::GetAtt`: an attribute of a resource."""
    logical_id, name = parts_of_get_att(place)
    return attribute_of(evaluator, _name(evaluator, logical_id, _GET_ATT), evaluator.text(name), place)


def parts_of_get_att(place: Place) -> tuple[Place, Place]:
    """The resource and the attribute, as they are written.

    Raises:
        ConfigurationError: there are not two of them.
    """
    if isinstance(place.value, str):
        logical_id, _, name = place.value.partition(".")
        parts = [place.at(each) for each in (logical_id, name) if each]
    else:
        parts = parts_of(place)
    if len(parts) != 2 or "" in (parts[0].value, parts[1].value):
        raise place.error(_GET_ATT)
    return parts[0], parts[1]


def attribute_of(evaluator: Evaluator, logical_id: str, name: str, place: Place) -> Any:
    """An attribute of a resource."""
    key = f"{logical_id}.{name}"
    if key in evaluator.supplies:
        return evaluator.supplies[key]
    if not evaluator.present(logical_id):
        raise place.error(
            f"Template error: instance of Fn::GetAtt references undefined resource {logical_id}."
            f"{_absent(evaluator, logical_id) or nearest(logical_id, evaluator.template.resources)}"
        )
    try:
        return evaluator.identities.attribute(logical_id, name)
    except LookupError as error:
        kind = evaluator.template.resources[logical_id].type
        meant = nearest(name, getattr(error, "known", ()))
        raise evaluator.supplies.missing(place, key, f"the attribute {name} of {kind} is not known.{meant}") from None


def imported(evaluator: Evaluator, place: Place) -> Any:
    """`Fn::ImportValue`: what another stack exports."""
    name = evaluator.text(place)
    key = f"Fn::ImportValue:{name}"
    if key in evaluator.supplies:
        return evaluator.supplies[key]
    raise evaluator.supplies.missing(place, key, f"No export named {name} found.")


def _name(evaluator: Evaluator, place: Place, message: str) -> str:
    if isinstance(place.value, dict) and evaluator.extended:
        return evaluator.text(place)
    if not isinstance(place.value, str) or not place.value:
        raise place.error(message)
    return place.value


def _absent(evaluator: Evaluator, logical_id: str) -> str:
    resource = evaluator.template.resources.get(logical_id)
    return "" if resource is None else f" Its condition {resource.condition} does not hold."
