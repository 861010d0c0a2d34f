"""Which intrinsic function a value is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.evaluation import choices, lists, networks, references, text
from pytest_lambda.templates.template import LANGUAGE_EXTENSIONS

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator

Function: TypeAlias = "Callable[[Evaluator, Place], Any]"


def _macro(evaluator: Evaluator, place: Place) -> Any:
    raise place.error("a macro cannot stand in a file that another one includes: expected plain values.")


#: name -> what it comes to, from its argument
FUNCTIONS: dict[str, Function] = {
    "Fn::Base64": text.encoded,
    "Fn::Cidr": networks.blocks,
    "Fn::FindInMap": choices.found_in_map,
    "Fn::GetAZs": lists.availability_zones,
    "Fn::GetAtt": references.attribute,
    "Fn::If": choices.if_else,
    "Fn::ImportValue": references.imported,
    "Fn::Join": lists.joined,
    "Fn::Length": lists.length,
    "Fn::Select": choices.selected,
    "Fn::Split": lists.split,
    "Fn::Sub": text.substituted,
    "Fn::ToJsonString": text.json_text,
    "Fn::Transform": _macro,
    "Ref": references.reference,
}
_CONDITIONS = ("Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or")
_RULES = ("Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll")


def function_in(place: Place) -> tuple[str, Place] | None:
    """The name of the intrinsic function that a mapping is, with its argument; None if it is none.

    Raises:
        ConfigurationError: there is no such function, or it is not alone.
    """
    mapping = place.mapping()
    name = next((each for each in mapping if str(each).startswith("Fn::")), None)
    if name is None:
        return ("Ref", place.get("Ref")) if len(mapping) == 1 and "Ref" in mapping else None
    if name in _CONDITIONS:
        raise place.error(f"{name} stands in Conditions only: give it a name there, which Fn::If takes.")
    if name in _RULES:
        raise place.error(f"{name} stands in Rules only.")
    if name.startswith("Fn::ForEach::"):
        raise place.error(f"{name} needs the language extensions: expected 'Transform: {LANGUAGE_EXTENSIONS}'.")
    if name not in FUNCTIONS:
        raise place.error(f"there is no intrinsic function {name}.{nearest(name, FUNCTIONS)}")
    if len(mapping) > 1:
        others = ", ".join(repr(each) for each in mapping if each != name)
        raise place.error(f"{name} stands alone in its mapping: expected no {others} beside it.")
    return name, place.get(name)
