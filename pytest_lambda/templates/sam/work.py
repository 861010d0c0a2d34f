"""A transformation while it goes on: what each part of it reads and adds to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.apis.body import Body
from pytest_lambda.templates.sam.drafts import Draft, attributes
from pytest_lambda.templates.sam.intrinsics import get_att, ref
from pytest_lambda.templates.sam.known import Known
from pytest_lambda.templates.template import Resource, Template


@dataclass(slots=True, eq=False)
class Api:
    """An `AWS::Serverless::Api` or `HttpApi`, whose document grows by the events of functions.

    Args:
        resource: of the template, or the one that is made for events that name no API.
        properties: with the global ones.
        body: its document; None if it has none that events could be added to.
        managed: whether the document is made here, not the user's.
        implicit: whether the whole API is.
    """

    resource: Resource
    properties: Place
    body: Body | None
    managed: bool
    implicit: bool = False
    attributes: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, Any] = field(default_factory=dict)
    route_settings: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Work:
    """A transformation while it goes on.

    Args:
        template: as it was written.
        known: values of parameters.
        properties: of each resource of SAM, with the global ones.
        apis: by logical id.
        changed: resources of the user's that events add to: buckets and user pools.
        conditions: that are added to the template's.
        references: `(logical id, property)` -> the logical id of a resource that is made: `!Ref Orders.Version`.
        renamed: resources that are called otherwise afterwards.
        bucket_tags: of buckets whose notifications functions have: those that the last such function propagates.
        record_sets: of custom domains, by logical id.
        shared_plans: APIs whose usage plan is the template's one.
        left_out: what has no effect here, and why.
    """

    template: Template
    known: Known
    properties: dict[str, Place] = field(default_factory=dict)
    apis: dict[str, Api] = field(default_factory=dict)
    changed: dict[str, Draft] = field(default_factory=dict)
    conditions: dict[str, Place] = field(default_factory=dict)
    references: dict[tuple[str, str], str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    bucket_tags: dict[str, Any] = field(default_factory=dict)
    record_sets: dict[str, Draft] = field(default_factory=dict)
    shared_plans: list[Any] = field(default_factory=list)
    left_out: list[tuple[Place, str]] = field(default_factory=list)

    def to_change(self, logical_id: str) -> Draft:
        """The draft of one of the user's own resources, with its properties."""
        if logical_id not in self.changed:
            resource = self.template.resources[logical_id]
            draft = Draft(logical_id, resource.type, resource.place, dict(resource.properties.items()))
            draft.attributes = {
                name: place for name, place in resource.place.items() if name not in ("Type", "Properties", "DependsOn")
            }
            draft.depends_on = list(resource.depends_on)
            self.changed[logical_id] = draft
        return self.changed[logical_id]


@dataclass(frozen=True, slots=True)
class Target:
    """What the events of a resource invoke: a function or its alias, a state machine or its alias.

    Args:
        owner: the resource of SAM whose events they are.
        logical_id: of what they invoke.
        name: what a mapping or a permission names it by.
        arn: what everything else names it by.
        attributes: that all take over that is made for the events.
        condition: of it, by its name.
        boundary: for roles that are made for the events.
    """

    owner: str
    logical_id: str
    name: Any
    arn: Any
    attributes: dict[str, Any]
    condition: str | None
    boundary: Any = None


def target_of(resource: Resource, alias: Draft | None = None) -> Target:
    """What the events of a function invoke."""
    passed = attributes(resource.place)
    if alias is not None:
        arn: Any = ref(alias.logical_id)
        return Target(resource.logical_id, alias.logical_id, arn, arn, passed, resource.condition)
    name = resource.logical_id
    return Target(name, name, ref(name), get_att(name, "Arn"), passed, resource.condition)
