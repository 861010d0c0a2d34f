"""Resources that the macro makes, until the template is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.template import Resource

#: what a resource of SAM says beside its properties, for the resource that it becomes
ATTRIBUTES = ("DeletionPolicy", "UpdatePolicy", "Condition", "UpdateReplacePolicy", "Metadata")

#: what it says for all that are made along with that one
PASSED_ON = ("Condition", "DeletionPolicy", "UpdateReplacePolicy")


@dataclass(slots=True, eq=False)
class Draft:
    """A resource of CloudFormation that is being made.

    Args:
        logical_id: of it.
        type: of CloudFormation.
        place: of what it is made of.
        properties: by name; places, and mappings and lists of them, stay where they are in the template.
        attributes: what else it says: its condition, its deletion policy.
        depends_on: logical ids that it names itself.
    """

    logical_id: str
    type: str
    place: Place
    properties: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    depends_on: list[str] = field(default_factory=list)

    @property
    def condition(self) -> str | None:
        """The name of its condition."""
        return named_condition(self.attributes)

    def body(self) -> Place:
        """The resource as a template has it, at the place of what it is made of."""
        body: dict[str, Any] = {"Type": self.type}
        if self.depends_on:
            body["DependsOn"] = list(self.depends_on)
        properties = self.properties
        if isinstance(self.place.value, dict) and "Properties" in self.place.value:
            return self.place.at({**body, **self.attributes, "Properties": properties})
        return self.place.at({**body, **self.attributes, "Properties": self.place.at(properties)})


def named_condition(attributes: Mapping[str, Any]) -> str | None:
    """The name of a condition among what a resource says."""
    condition = attributes.get("Condition")
    condition = condition.value if isinstance(condition, Place) else condition
    return condition if isinstance(condition, str) else None


def attributes(body: Place, names: tuple[str, ...] = PASSED_ON) -> dict[str, Any]:
    """Some of what a resource says beside its properties."""
    return {name: body.get(name) for name in names if name in body.mapping()}


def drafted(resource: Resource, *, type: str | None = None) -> Draft:
    """The draft of a resource with what it says, but without its properties.

    Args:
        resource: of the template.
        type: of CloudFormation, if it becomes another.
    """
    return Draft(
        resource.logical_id,
        type or resource.type,
        resource.place,
        attributes=attributes(resource.place, ATTRIBUTES),
        depends_on=list(resource.depends_on),
    )
