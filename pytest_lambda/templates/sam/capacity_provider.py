"""`AWS::Serverless::CapacityProvider`: instances that functions run on, and the role that starts them."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.drafts import Draft, attributes, drafted
from pytest_lambda.templates.sam.intrinsics import get_att
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.role import role
from pytest_lambda.templates.sam.schema import MAP, PLAIN_FLAG, TEXT_OR_MAP, Schema, kinds, present
from pytest_lambda.templates.sam.tags import CREATED_BY, tag_list
from pytest_lambda.templates.sam.work import Work
from pytest_lambda.templates.template import Resource

_SCHEMA = Schema(
    "AWS::Serverless::CapacityProvider",
    {
        **kinds(TEXT_OR_MAP, "CapacityProviderName OperatorRole KmsKeyArn"),
        **kinds(MAP, "VpcConfig Tags InstanceRequirements ScalingConfig LoggingConfig ManagedResourceTags"),
        "PropagateTags": PLAIN_FLAG,
    },
    ("VpcConfig",),
)
_INSTANCES = {
    "Architectures": "Architectures",
    "AllowedTypes": "AllowedInstanceTypes",
    "ExcludedTypes": "ExcludedInstanceTypes",
}
_UTILIZATION = "LambdaCapacityProviderAverageCPUUtilization"


def capacity_provider(work: Work, resource: Resource) -> list[Draft]:
    """The provider, and its role if it names none."""
    name, properties = resource.logical_id, work.properties[resource.logical_id]
    _SCHEMA.check(properties, lambda place, message: invalid_resource(place, name, message))
    if properties.get("VpcConfig").get("SubnetIds").value is None:
        raise invalid_resource(properties.get("VpcConfig"), name, "Property 'VpcConfig.SubnetIds' is required.")
    made = drafted(resource, type="AWS::Lambda::CapacityProvider")
    given = {
        key: place for key, place in present(properties, ("CapacityProviderName", "KmsKeyArn")).items() if place.value
    }
    made.properties = {
        **given,
        "VpcConfig": properties.get("VpcConfig"),
        "Tags": tag_list({**dict(properties.get("Tags").items()), CREATED_BY: "SAM"}),
        **_requirements(name, properties.get("InstanceRequirements")),
        **_scaling(properties.get("ScalingConfig")),
    }
    if properties.get("LoggingConfig").value:
        made.properties["TelemetryConfig"] = {"LoggingConfig": properties.get("LoggingConfig")}
    managed = properties.get("ManagedResourceTags")
    if managed.value:
        explicit = {"Mode": "Explicit", "ExplicitTags": tag_list(managed.get("Tags"))}
        made.properties["PropagateTags"] = managed.at(explicit if "Tags" in managed.mapping() else {})
    return [*_role(resource, properties, made), made]


def _role(resource: Resource, properties: Place, made: Draft) -> list[Draft]:
    given = properties.get("OperatorRole")
    if given.value:
        made.properties["PermissionsConfig"] = {"CapacityProviderOperatorRoleArn": given}
        return []
    tags: dict[str, Any] = {CREATED_BY: "SAM"}
    if properties.get("PropagateTags").value and properties.get("Tags").value:
        tags |= dict(properties.get("Tags").items())
    name = f"{resource.logical_id}OperatorRole"
    passed = attributes(resource.place)
    own = role(name, "lambda.amazonaws.com", resource.place, passed, Tags=tag_list(tags))
    made.properties["PermissionsConfig"] = {"CapacityProviderOperatorRoleArn": get_att(name, "Arn")}
    return [own]


def _requirements(logical_id: str, place: Place) -> dict[str, Any]:
    if not place.value:
        return {}
    found = present(place, _INSTANCES)
    if {"AllowedTypes", "ExcludedTypes"} <= found.keys():
        raise invalid_resource(
            place,
            logical_id,
            "Cannot specify 'InstanceRequirements.AllowedTypes' and 'InstanceRequirements.ExcludedTypes' together.",
        )
    return {"InstanceRequirements": {_INSTANCES[key]: each for key, each in found.items()}}


def _scaling(place: Place) -> dict[str, Any]:
    if not place.value:
        return {}
    made: dict[str, Any] = present(place, ("MaxVCpuCount",))
    wanted = place.get("AverageCPUUtilization")
    if plain(wanted) is None:
        return {"CapacityProviderScalingConfig": {**made, "ScalingMode": "Auto"}}
    policy = {"PredefinedMetricType": _UTILIZATION, "TargetValue": wanted}
    return {"CapacityProviderScalingConfig": {**made, "ScalingMode": "Manual", "ScalingPolicies": [policy]}}
