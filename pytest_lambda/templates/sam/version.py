"""The version and the alias that `AutoPublishAlias` publishes."""

from __future__ import annotations

import re
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.drafts import Draft, attributes
from pytest_lambda.templates.sam.function_checks import DISABLED
from pytest_lambda.templates.sam.intrinsics import get_att, ref, referenced
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.logical_ids import DIGEST_LENGTH, digest
from pytest_lambda.templates.sam.work import Work
from pytest_lambda.templates.template import Resource

_NO_DEPLOYMENT = "CodeDeploy is not simulated: the alias points to its version at once, and no hooks are called."
_ALIAS = re.compile(r"(?!^[0-9]+$)([a-zA-Z0-9\-_]+)$")


def version_and_alias(work: Work, resource: Resource, properties: Place, function: Draft) -> tuple[Draft, Draft]:
    """The version that is published, and the alias that points to it.

    Raises:
        ConfigurationError: the alias has no name that is known now; the message is SAM's.
    """
    alias = _alias_name(work, resource, properties.get("AutoPublishAlias"))
    sha = _code_sha(work, resource, properties, function)
    version = Draft(
        f"{resource.logical_id}Version{_content(work, properties, function, sha)}",
        "AWS::Lambda::Version",
        resource.place,
        {"FunctionName": ref(resource.logical_id)},
        {"DeletionPolicy": _deletion_policy(properties), **attributes(resource.place)},
    )
    for name, source in (("Description", "VersionDescription"), ("FunctionScalingConfig", "FunctionScalingConfig")):
        if properties.get(source).value is not None:
            version.properties[name] = properties.get(source)
    return version, _alias(work, resource, properties, version, alias)


def _alias(work: Work, resource: Resource, properties: Place, version: Draft, name: str) -> Draft:
    alias = Draft(
        f"{resource.logical_id}Alias{name.replace('-', 'D').replace('_', 'U')}",
        "AWS::Lambda::Alias",
        resource.place,
        {
            "Name": properties.get("AutoPublishAlias").at(name),
            "FunctionName": ref(resource.logical_id),
            "FunctionVersion": get_att(version.logical_id, "Version"),
        },
        attributes(resource.place),
    )
    preference = properties.get("DeploymentPreference")
    if preference.value and work.known.looked_up(preference.get("Enabled", default=True)) not in DISABLED:
        work.left_out.append((preference, _NO_DEPLOYMENT))
    provisioned = properties.get("ProvisionedConcurrencyConfig")
    if provisioned.value:
        alias.properties["ProvisionedConcurrencyConfig"] = provisioned
    return alias


def _alias_name(work: Work, resource: Resource, place: Place) -> str:
    name = work.known.resolved(place)
    if not isinstance(name, str):
        raise invalid_resource(
            place, resource.logical_id, "'AutoPublishAlias' must be a string or a Ref to a template parameter"
        )
    if not name:
        raise invalid_resource(place, resource.logical_id, "Alias name is required to create an alias")
    if not _ALIAS.match(name):
        raise invalid_resource(
            place,
            resource.logical_id,
            f"AutoPublishAlias name ('{name}') must contain only alphanumeric characters, hyphens, or underscores "
            "matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.",
        )
    return name


def _code_sha(work: Work, resource: Resource, properties: Place, function: Draft) -> str | None:
    place = properties.get("AutoPublishCodeSha256")
    if not place.value:
        return None
    sha = work.known.resolved(place)
    if not isinstance(sha, str):
        raise invalid_resource(place, resource.logical_id, "AutoPublishCodeSha256 must be a string")
    described = work.known.resolved(properties.get("Description"))
    if described and not isinstance(described, str):
        function.properties["Description"] = place.at({"Fn::Join": [" ", [described, sha]]})
    else:
        function.properties["Description"] = place.at(f"{described} {sha}" if described else sha)
    return sha


def _content(work: Work, properties: Place, function: Draft, sha: str | None) -> str:
    """What tells one version from another, as the end of its logical id."""
    if sha:
        return sha[:DIGEST_LENGTH]
    given = plain(function.properties)
    if properties.get("AutoPublishAliasAllProperties").value:
        return digest({**given, **_published_layers(work, given.get("Layers"))})
    code = work.known.resolved(given["Code"])
    content: dict[str, Any] = dict(code) if isinstance(code, dict) else {"CodeUri": code}
    content |= given.get("Environment") or {}
    if given.get("MemorySize"):
        content["MemorySize"] = given["MemorySize"]
    snap_start = given.get("SnapStart")
    if snap_start and snap_start.get("ApplyOn", "None") != "None":
        content["SnapStart"] = snap_start
    return digest(content)


def _published_layers(work: Work, layers: Any) -> dict[str, Any]:
    names = [referenced(each) for each in layers or ()]
    found = {name: work.properties.get(name) for name in names if name is not None}
    return {
        name: plain(place)
        for name, place in found.items()
        if place is not None and place.get("PublishLambdaVersion").value
    }


def _deletion_policy(properties: Place) -> Any:
    if properties.get("VersionDeletionPolicy").value is not None:
        return properties.get("VersionDeletionPolicy")
    return "Retain" if properties.get("CapacityProviderConfig").value is None else "Delete"
