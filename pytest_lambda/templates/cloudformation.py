"""Templates of CloudFormation, as its service checks them before it looks at any resource."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pytest_lambda.documents.node import spelled_out
from pytest_lambda.documents.place import Place, shown
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.template import Resource, Template

SECTIONS = (
    "AWSTemplateFormatVersion", "Conditions", "Description", "Globals", "Hooks", "Mappings", "Metadata", "Outputs",
    "Parameters", "Resources", "Rules", "Transform",
)  # fmt: skip
#: of a resource; the last two are SAM's
ATTRIBUTES = (
    "Condition", "CreationPolicy", "DeletionPolicy", "DependsOn", "Metadata", "Properties", "Type", "UpdatePolicy",
    "UpdateReplacePolicy", "Connectors", "IgnoreGlobals",
)  # fmt: skip
_VERSION = "2010-09-09"
_LOGICAL_ID = re.compile(r"[A-Za-z0-9]+")
#: the functions that have a short form in YAML; and the condition, which is none
_TAGS = frozenset({
    "!And", "!Base64", "!Cidr", "!Condition", "!Contains", "!EachMemberEquals", "!EachMemberIn", "!Equals",
    "!FindInMap", "!GetAZs", "!GetAtt", "!If", "!ImportValue", "!Join", "!Length", "!Not", "!Or", "!Ref", "!RefAll",
    "!Select", "!Split", "!Sub", "!ToJsonString", "!Transform", "!ValueOf", "!ValueOfAll",
})  # fmt: skip


def tags(tag: str, value: Any) -> dict[str, Any]:
    """What a short form of YAML stands for: `!GetAtt Queue.Arn` -> `{"Fn::GetAtt": ["Queue", "Arn"]}`.

    Raises:
        LookupError: there is no such short form.
    """
    if tag not in _TAGS:
        raise LookupError(nearest(tag, _TAGS))
    if tag == "!GetAtt" and isinstance(value, str) and "." in value:
        value = value.split(".", 1)
    return {spelled_out(tag): value}


def template_of(root: Place, folder: Path) -> Template:
    """The template in a document.

    Raises:
        ConfigurationError: CloudFormation would refuse it at first sight.
    """
    if not isinstance(root.value, dict):
        raise root.error(f"Template format error: unsupported structure: expected a mapping, not {shown(root.value)}.")
    for name, section in root.items():
        if name not in SECTIONS:
            raise section.error(f"Invalid template property or properties [{name}].{nearest(name, SECTIONS)}")
    version = root.get("AWSTemplateFormatVersion")
    if version.value not in (None, _VERSION):
        raise version.error(
            f"Template format error: unsupported value for AWSTemplateFormatVersion: {version.value!r}, expected "
            f"{_VERSION!r}."
        )
    if not root.get("Resources").mapping():
        raise root.error("Template format error: At least one Resources member must be defined.")
    return Template(
        document=root.document,
        folder=folder,
        parameters=dict(root.get("Parameters").items()),
        mappings=root.get("Mappings"),
        conditions=dict(root.get("Conditions").items()),
        resources={name: resource_of(name, place) for name, place in root.get("Resources").items()},
        outputs=dict(root.get("Outputs").items()),
        globals=root.get("Globals"),
        transforms=tuple(str(each.text()) for each in _each_or_one(root.get("Transform"))),
        rules=dict(root.get("Rules").items()),
    )


def resource_of(logical_id: str, place: Place) -> Resource:
    """One of the template's resources.

    Raises:
        ConfigurationError: its name or body is none.
    """
    if not _LOGICAL_ID.fullmatch(logical_id):
        raise place.error(f"Template format error: Resource name {logical_id} is non alphanumeric.")
    kind = place.get("Type").text()
    if not kind:
        raise place.error(
            f"Template format error: [/Resources/{logical_id}] Every Resources object must contain a Type member."
        )
    for attribute, where in place.items():
        if attribute not in ATTRIBUTES:
            raise where.error(f"Invalid template resource property '{attribute}'.{nearest(attribute, ATTRIBUTES)}")
    return Resource(
        logical_id=logical_id,
        type=kind,
        place=place,
        properties=place.get("Properties"),
        condition=place.get("Condition").text(),
        depends_on=tuple(str(each.text()) for each in _each_or_one(place.get("DependsOn"))),
        metadata=place.get("Metadata"),
    )


def check_nulls(place: Place) -> None:
    """CloudFormation's templates have no null anywhere.

    Raises:
        ConfigurationError: this one has.
    """
    if place.value is None:
        raise place.error(
            f"Template format error: [/{'/'.join(place.steps)}] 'null' values are not allowed in templates. Give it a "
            "value, or leave the key out."
        )
    if isinstance(place.value, dict):
        for _, each in place.items():
            check_nulls(each)
    elif isinstance(place.value, list):
        for each in place.each():
            check_nulls(each)


def _each_or_one(place: Place) -> list[Place]:
    return list(place.each()) if isinstance(place.value, (list, type(None))) else [place]
