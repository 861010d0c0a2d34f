"""`AWS::Serverless::StateMachine`."""

from __future__ import annotations

import json
import re
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.code import definition
from pytest_lambda.templates.sam.drafts import Draft, attributes, drafted
from pytest_lambda.templates.sam.events.table import workflow_events
from pytest_lambda.templates.sam.intrinsics import get_att, is_intrinsic, ref
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.role import role
from pytest_lambda.templates.sam.schema import (
    ANY,
    FLAG,
    MAP,
    MAPS,
    PLAIN_FLAG,
    TEXT,
    TEXT_LIST_OR_MAP,
    TEXT_OR_MAP,
    Schema,
    kinds,
)
from pytest_lambda.templates.sam.tags import created_by_sam, propagate
from pytest_lambda.templates.sam.work import Target, Work
from pytest_lambda.templates.template import Resource

_SCHEMA = Schema(
    "AWS::Serverless::StateMachine",
    {
        **kinds(MAP, "Definition Logging DefinitionSubstitutions Tags Tracing"),
        **kinds(TEXT, "Role Name Type PermissionsBoundary"),
        **kinds(ANY, "RolePath AutoPublishAlias DeploymentPreference"),
        "DefinitionUri": TEXT_OR_MAP,
        "Events": MAPS,
        "Policies": TEXT_LIST_OR_MAP,
        "PropagateTags": FLAG,
        "UseAliasAsEventTarget": PLAIN_FLAG,
    },
)

#: property of SAM -> of Step Functions
_SAME = {
    "Name": "StateMachineName",
    "Type": "StateMachineType",
    "Logging": "LoggingConfiguration",
    "Tracing": "TracingConfiguration",
}
_CREATED_BY = "stateMachine:createdBy"
_DYNAMIC = re.compile(r"\{\{resolve:(ssm|ssm-secure|secretsmanager):.*\}\}")


def state_machine(work: Work, resource: Resource) -> list[Draft]:
    """The state machine, its role, version and alias, and what its events become."""
    name, properties = resource.logical_id, work.properties[resource.logical_id]
    _SCHEMA.check(properties, lambda place, message: invalid_resource(place, name, message))
    made = drafted(resource, type="AWS::StepFunctions::StateMachine")
    tags = created_by_sam(name, properties.get("Tags"), key=_CREATED_BY)
    made.properties = {**_definition(work, name, properties), "Tags": tags}
    made.properties |= {
        theirs: properties.get(ours) for ours, theirs in _SAME.items() if properties.get(ours).value is not None
    }
    drafts = [made, *_role(resource, properties, made, tags), *_published(resource, properties)]
    drafts += workflow_events(work, resource, properties.get("Events"), _target(resource, properties))
    propagate(drafts, properties.get("Tags"), wanted=bool(properties.get("PropagateTags").value))
    return drafts


def _target(resource: Resource, properties: Place) -> Target:
    alias = properties.get("AutoPublishAlias")
    name = resource.logical_id
    if properties.get("UseAliasAsEventTarget").value:
        name = f"{name}Alias{alias.value}"
    boundary = properties.get("PermissionsBoundary")
    return Target(
        resource.logical_id,
        name,
        ref(name),
        ref(name),
        attributes(resource.place),
        resource.condition,
        boundary if boundary.value else None,
    )


def _role(resource: Resource, properties: Place, made: Draft, tags: list[dict[str, Any]]) -> list[Draft]:
    given = properties.get("Role")
    if given.value and properties.get("Policies").value:
        raise invalid_resource(
            given,
            resource.logical_id,
            "Specify either 'Role' or 'Policies' (but not both at the same time) or neither of them",
        )
    if given.value:
        made.properties["RoleArn"] = given
        return []
    own = role(
        f"{resource.logical_id}Role",
        "states.amazonaws.com",
        resource.place,
        attributes(resource.place),
        Path=properties.get("RolePath"),
        PermissionsBoundary=properties.get("PermissionsBoundary"),
        Tags=tags,
    )
    made.properties["RoleArn"] = get_att(own.logical_id, "Arn")
    return [own]


def _published(resource: Resource, properties: Place) -> list[Draft]:
    name, alias = resource.logical_id, properties.get("AutoPublishAlias")
    preference = properties.get("DeploymentPreference")
    for needs in ("UseAliasAsEventTarget", "DeploymentPreference"):
        if properties.get(needs).value and not alias.value:
            raise invalid_resource(
                properties.get(needs), name, f"'{needs}' requires 'AutoPublishAlias' property to be specified."
            )
    if not alias.value:
        return []
    passed = attributes(resource.place)
    version = Draft(
        f"{name}Version",
        "AWS::StepFunctions::StateMachineVersion",
        resource.place,
        {"StateMachineArn": ref(name), "StateMachineRevisionId": get_att(name, "StateMachineRevisionId")},
        {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", **passed},
    )
    given = dict(preference.items()) if preference.value else {"Type": "ALL_AT_ONCE"}
    published = Draft(
        f"{name}Alias{plain(alias)}",
        "AWS::StepFunctions::StateMachineAlias",
        resource.place,
        {"Name": alias, "DeploymentPreference": {**given, "StateMachineVersionArn": ref(version.logical_id)}},
        passed,
    )
    return [version, published]


def _definition(work: Work, logical_id: str, properties: Place) -> dict[str, Any]:
    own, uri = properties.get("Definition"), properties.get("DefinitionUri")
    substitutions = dict(properties.get("DefinitionSubstitutions").items())
    if own.value and uri.value:
        raise invalid_resource(uri, logical_id, "Specify either 'Definition' or 'DefinitionUri' property and not both.")
    if own.value:
        text, found = _text(plain(own))
        substitutions |= found
        made: dict[str, Any] = {"DefinitionString": own.at({"Fn::Join": ["\n", text.split("\n")]})}
    elif uri.value:
        place = definition(uri, work.known, logical_id)
        made = {"DefinitionS3Location": uri.at(place) if isinstance(place, str) else place}
    else:
        raise invalid_resource(
            properties, logical_id, "Either 'Definition' or 'DefinitionUri' property must be specified."
        )
    return {**made, "DefinitionSubstitutions": substitutions} if substitutions else made


def _text(states: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A definition as text, in which each intrinsic function is a variable."""
    found: dict[str, Any] = {}

    def written(value: Any) -> Any:
        if is_intrinsic(value) or (isinstance(value, str) and _DYNAMIC.match(value)):
            found[f"definition_substitution_{len(found) + 1}"] = value
            return f"${{definition_substitution_{len(found)}}}"
        if isinstance(value, dict):
            return {key: written(value[key]) for key in sorted(value)}
        return [written(each) for each in value] if isinstance(value, list) else value

    states = {key: written(states[key]) for key in sorted(states)}
    return json.dumps(states, sort_keys=True, indent=4, separators=(",", ": ")), found
