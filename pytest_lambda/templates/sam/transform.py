"""Templates of SAM as plain CloudFormation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.cloudformation import resource_of
from pytest_lambda.templates.sam.apis.gathering import HTTP, REST, gather
from pytest_lambda.templates.sam.apis.http_api import http_api
from pytest_lambda.templates.sam.apis.rest_api import rest_api
from pytest_lambda.templates.sam.apis.websocket_api import websocket_api
from pytest_lambda.templates.sam.application import application
from pytest_lambda.templates.sam.capacity_provider import capacity_provider
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.function import function
from pytest_lambda.templates.sam.globals import PREFIX, check_globals, with_globals
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.known import Known
from pytest_lambda.templates.sam.layer_version import layer_version
from pytest_lambda.templates.sam.references import References
from pytest_lambda.templates.sam.simple_table import simple_table
from pytest_lambda.templates.sam.state_machine import state_machine
from pytest_lambda.templates.sam.work import Work
from pytest_lambda.templates.template import Resource, Template

SAM = "AWS::Serverless-2016-10-31"

Maker = Callable[[Work, Resource], list[Draft]]

#: those whose events add to the documents of APIs come first
_WITH_EVENTS: dict[str, Maker] = {"Function": function, "StateMachine": state_machine}
_OTHERS: dict[str, Maker] = {
    "Api": lambda work, resource: rest_api(work, work.apis[resource.logical_id]),
    "Application": application,
    "CapacityProvider": capacity_provider,
    "HttpApi": lambda work, resource: http_api(work, work.apis[resource.logical_id]),
    "LayerVersion": layer_version,
    "SimpleTable": simple_table,
    "WebSocketApi": websocket_api,
}

#: who may do what is not simulated
_PERMISSIONS = "Connector"

#: kept as they are: their names are known, and nothing more
_NOT_SIMULATED = ("GraphQLApi", "MicrovmImage", "NetworkConnector", "WebFunction")


def transform(
    template: Template,
    decide: Callable[[str], bool] | None = None,
    *,
    parameters: Mapping[str, Any] | None = None,
) -> Template:
    """The resources that SAM's macro makes of a template's, under the same logical ids.

    Intrinsic functions stay as they are written; each value stays where it is in the template.

    Args:
        template: of SAM.
        decide: whether a condition holds; without it all resources are made, whatever their condition.
        parameters: values of parameters, which some names are made of; their defaults count otherwise. SAM knows
            `AWS::Region` and `AWS::Partition` as well.

    Raises:
        ConfigurationError: SAM would refuse the template; the message is SAM's.
    """
    work = Work(template, Known(template.parameters, template.mappings, parameters or {}))
    check_globals(template.globals)
    for logical_id, resource in template.resources.items():
        if resource.type.startswith(PREFIX):
            work.properties[logical_id] = _properties(template, resource)
    gather(work, REST)
    gather(work, HTTP)
    made = _made(work, decide)
    return _finished(work, made)


def _properties(template: Template, resource: Resource) -> Place:
    if resource.properties.value is not None and not isinstance(resource.properties.value, dict):
        raise invalid_resource(resource.properties, resource.logical_id, "Attribute 'Properties' should be a map.")
    return with_globals(resource.logical_id, resource.type, resource.place, template.globals)


def _made(work: Work, decide: Callable[[str], bool] | None) -> dict[str, list[Draft]]:
    resources = {name: each.resource for name, each in work.apis.items() if each.implicit}
    resources = {**work.template.resources, **resources}
    made = {}
    for makers in (_WITH_EVENTS, _OTHERS):
        for logical_id, resource in resources.items():
            maker = makers.get(resource.type.removeprefix(PREFIX)) if resource.type.startswith(PREFIX) else None
            if maker is not None and _wanted(resource, decide):
                made[logical_id] = maker(work, resource)
    return made


def _wanted(resource: Resource, decide: Callable[[str], bool] | None) -> bool:
    return decide is None or resource.condition is None or decide(resource.condition)


def _finished(work: Work, made: dict[str, list[Draft]]) -> Template:
    template = work.template
    for name, tags in work.bucket_tags.items():
        if tags is not None:
            work.changed[name].properties["Tags"] = tags
    references = References(work.references, work.renamed, _connectors(template))
    resources: dict[str, Resource] = {}
    for logical_id in [*template.resources, *(name for name in made if name not in template.resources)]:
        for draft in _drafts(work, made, logical_id):
            if _is_taken(draft.logical_id, logical_id, template):
                raise _duplicate(draft, logical_id)
            draft.depends_on = references.names(draft.depends_on)
            resources[draft.logical_id] = resource_of(draft.logical_id, references.place(draft.body()))
    conditions = {**template.conditions, **work.conditions}
    return replace(
        template,
        resources=resources,
        conditions=conditions,
        outputs={name: references.place(place) for name, place in template.outputs.items()},
        globals=template.globals.at(None),
        transforms=tuple(each for each in template.transforms if each != SAM),
        left_out=(*template.left_out, *work.left_out),
    )


def _connectors(template: Template) -> frozenset[str]:
    own = {name for name, each in template.resources.items() if each.type == f"{PREFIX}{_PERMISSIONS}"}
    return frozenset(own) | {
        f"{name}{key}" for name, each in template.resources.items() for key in _names(each.place.get("Connectors"))
    }


def _names(place: Place) -> list[str]:
    return [str(key) for key in place.value] if isinstance(place.value, dict) else []


def _drafts(work: Work, made: dict[str, list[Draft]], logical_id: str) -> list[Draft]:
    if logical_id in made:
        return made[logical_id]
    resource = work.template.resources[logical_id]
    if logical_id in work.changed:
        return [work.changed[logical_id]]
    kind = resource.type.removeprefix(PREFIX)
    if not resource.type.startswith(PREFIX) or kind in _NOT_SIMULATED:
        return [_as_it_is(resource)]
    if kind == _PERMISSIONS or kind in {**_WITH_EVENTS, **_OTHERS}:
        return []
    raise resource.place.get("Type").error(f"Template format error: Unrecognized resource types: [{resource.type}]")


def _as_it_is(resource: Resource) -> Draft:
    draft = Draft(resource.logical_id, resource.type, resource.place, dict(resource.properties.items()))
    draft.attributes = {
        name: place
        for name, place in resource.place.items()
        if name not in ("Type", "Properties", "DependsOn", "Connectors")
    }
    draft.depends_on = list(resource.depends_on)
    return draft


def _is_taken(name: str, of: str, template: Template) -> bool:
    return name != of and name in template.resources


def _duplicate(draft: Draft, of: str) -> Exception:
    return draft.place.error(
        f"Transforming resource with id [{of}] attempts to create a new resource with id [{draft.logical_id}] and "
        f'type "{draft.type}". A resource with that id already exists within this template. Please use a different id '
        "for that resource."
    )
