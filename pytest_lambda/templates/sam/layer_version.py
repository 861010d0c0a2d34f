"""`AWS::Serverless::LayerVersion`: its logical id changes with its content, so that each is a new one."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.code import location
from pytest_lambda.templates.sam.drafts import Draft, attributes
from pytest_lambda.templates.sam.intrinsics import is_intrinsic
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.logical_ids import digest
from pytest_lambda.templates.sam.schema import FLAG, TEXT, TEXT_OR_MAP, TEXTS_OR_MAPS, Schema, kinds, present
from pytest_lambda.templates.sam.work import Work
from pytest_lambda.templates.template import Resource

_SCHEMA = Schema(
    "AWS::Serverless::LayerVersion",
    {
        **kinds(TEXT_OR_MAP, "LayerName ContentUri"),
        **kinds(TEXT, "Description LicenseInfo RetentionPolicy"),
        **kinds(TEXTS_OR_MAPS, "CompatibleArchitectures CompatibleRuntimes"),
        "PublishLambdaVersion": FLAG,
    },
    ("ContentUri",),
)
_KNOWN_NOW = ("LayerName", "LicenseInfo", "Description", "RetentionPolicy")
_POLICIES = ["Retain", "Delete"]
_ARCHITECTURES = ("x86_64", "arm64")


def layer_version(work: Work, resource: Resource) -> list[Draft]:
    """The version of the layer."""
    name, properties = resource.logical_id, work.properties[resource.logical_id]
    _SCHEMA.check(properties, lambda place, message: invalid_resource(place, name, message))
    known = {key: work.known.resolved_place(properties.get(key)) for key in _KNOWN_NOW}
    given = {**properties.mapping(), **{key: place for key, place in known.items() if place.value is not None}}
    resolved = properties.at(given)
    retention = _retention(resolved.get("RetentionPolicy"), name)
    named = name + digest(_content(resource, resolved))
    _check_architectures(resolved.get("CompatibleArchitectures"), named)
    passed = attributes(resource.place)
    made = Draft(
        named,
        "AWS::Lambda::LayerVersion",
        resource.place,
        {
            "LayerName": name,
            **present(
                resolved,
                ("LayerName", "Description", "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo"),
            ),
            "Content": location(resolved.get("ContentUri"), work.known, name, "ContentUri"),
        },
        {"DeletionPolicy": "Retain", **passed, **({} if retention is None else {"DeletionPolicy": retention})},
        list(resource.depends_on),
    )
    work.renamed[name] = made.logical_id
    return [made]


def _content(resource: Resource, properties: Place) -> dict[str, Any]:
    """What tells one version from another."""
    body = plain(resource.place)
    kept = {key: body[key] for key in ("DependsOn", "UpdatePolicy", "Condition") if key in body}
    values = {key: value for key, value in plain(properties).items() if value is not None}
    return {resource.logical_id: {"Type": resource.type, **kept, "Properties": values}}


def _retention(place: Place, logical_id: str) -> str | None:
    if place.value is None:
        return None
    if is_intrinsic(place.value):
        raise invalid_resource(
            place,
            logical_id,
            "'RetentionPolicy' does not accept intrinsic functions, please use one of the following options: "
            f"{_POLICIES}",
        )
    for policy in _POLICIES:
        if str(place.value).lower() == policy.lower():
            return policy
    raise invalid_resource(place, logical_id, f"'RetentionPolicy' must be one of the following options: {_POLICIES}.")


def _check_architectures(place: Place, logical_id: str) -> None:
    if is_intrinsic(place.value):
        return
    for each in place.each():
        if not is_intrinsic(each.value) and each.value not in _ARCHITECTURES:
            raise invalid_resource(
                each, logical_id, "CompatibleArchitectures needs to be a list of 'x86_64' or 'arm64'"
            )
