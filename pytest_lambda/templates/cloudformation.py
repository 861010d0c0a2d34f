"""Templates of CloudFormation, as its service checks them before it looks at any resource."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pytest_lambda.documents.node import spelled_out
from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.template import Resource, Template

SECTIONS = (
    "AWSTemplateFormatVersion", "Conditions", "Description", "Globals", "Hooks", "Mappings", "Metadata", "Outputs",
    "Parameters", "Resources", "Rules", "Transform",
)  # fmt: skip
_VERSION = "2010-09-09"
_LOGICAL_ID = re.compile(r"[A-Za-z0-9]+")
#: the functions that have a short form in YAML; and the condition, which is none
_TAGS = frozenset({
    "!And", "!Base64", "!Cidr", "!Condition", "!Equals", "!FindInMap", "!GetAZs", "!GetAtt", "!If", "!ImportValue",
    "!Join", "!Length", "!Not", "!Or", "!Ref", "!Select", "!Split", "!Sub", "!ToJsonString", "!Transform",
    "!Contains", "!EachMemberEquals", "!EachMemberIn", "!RefAll", "!ValueOf", "!ValueOfAll",
})  # fmt: skip


def tags(tag: str, value: Any) -> dict[str, Any]:
    """What a short form of YAML stands for: `!GetAtt Queue.Arn` -> `{"Fn::GetAtt": ["Queue", "Arn"]}`.

    Raises:
        LookupError: there is no such short form.
    """
    if tag not in _TAGS:
        raise LookupError(tag)
    if tag == "!GetAtt" and isinstance(value, str) and "." in value:
        value = value.split(".", 1)
    return {spelled_out(tag): value}


def template_of(root: Place, folder: Path) -> Template:
    """The template in a document.

    Raises:
        ConfigurationError: CloudFormation would refuse it at first sight.
    """
    for name, section in root.items():
        if name not in SECTIONS:
            raise section.error(f"Invalid template property or properties [{name}].{nearest(name, SECTIONS)}")
    return Template(
        document=root.document,
        folder=folder,
        parameters=dict(root.get("Parameters").items()),
        mappings=root.get("Mappings"),
        conditions=dict(root.get("Conditions").items()),
        resources={name: resource_of(name, place) for name, place in root.get("Resources").items()},
        outputs=dict(root.get("Outputs").items()),
        globals=root.get("Globals"),
        transforms=_transforms(root.get("Transform")),
        rules=dict(root.get("Rules").items()),
    )


def resource_of(logical_id: str, place: Place) -> Resource:
    """One of the template's resources."""
    return Resource(
        logical_id=logical_id,
        type=place.get("Type").text() or "",
        place=place,
        properties=place.get("Properties"),
        condition=place.get("Condition").text(),
        depends_on=_names(place.get("DependsOn")),
        metadata=place.get("Metadata"),
    )


def _names(place: Place) -> tuple[str, ...]:
    if isinstance(place.value, str):
        return (place.value,)
    return tuple(str(each.text()) for each in place.each())


def _transforms(place: Place) -> tuple[str, ...]:
    return _names(place)
