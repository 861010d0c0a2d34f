"""Operations on layers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.lambda_api.code_sources import zip_content
from pytest_lambda.boto.lambda_api.operation import Given, Operation
from pytest_lambda.boto.lambda_api.pages import page
from pytest_lambda.service.access.policy import checked_statement_id
from pytest_lambda.service.layers.layer_version import LayerVersion
from pytest_lambda.service.service import LambdaService
from pytest_lambda.service.settings.nested_forms import snake_case


def publish_layer_version(service: LambdaService, given: Given) -> dict[str, Any]:
    """PublishLayerVersion: 201."""
    content = {snake_case(name): value for name, value in given["content"].items()}
    return service.publish_layer_version(
        given["layer_name"],
        content=zip_content(service, content),
        description=given.get("description") or "",
        compatible_runtimes=given.get("compatible_runtimes"),
        compatible_architectures=given.get("compatible_architectures"),
        license_info=given.get("license_info"),
    ).as_response()


def get_layer_version(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetLayerVersion."""
    return service.get_layer_version(given["layer_name"], given["version_number"]).as_response()


def get_layer_version_by_arn(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetLayerVersionByArn."""
    return service.layers.by_arn(given["arn"]).as_response()


def list_layer_versions(service: LambdaService, given: Given) -> dict[str, Any]:
    """ListLayerVersions: newest first."""
    found = service.layers.versions(given["layer_name"], **_compatible(given))
    return page("LayerVersions", found, given, LayerVersion.listed)


def list_layers(service: LambdaService, given: Given) -> dict[str, Any]:
    """ListLayers: the newest version of each that fits."""
    found = service.layers.latest(**_compatible(given))
    return page(
        "Layers",
        found,
        given,
        lambda layer: {
            "LayerName": layer.name,
            "LayerArn": layer.layer_arn,
            "LatestMatchingVersion": layer.listed(),
        },
    )


def delete_layer_version(service: LambdaService, given: Given) -> None:
    """DeleteLayerVersion: 204, also of one that does not exist."""
    service.delete_layer_version(given["layer_name"], given["version_number"])


def add_layer_version_permission(service: LambdaService, given: Given) -> dict[str, Any]:
    """AddLayerVersionPermission: 201."""
    layer = _of_policy(service, given)
    layer.policy.check_revision(given.get("revision_id"))
    principal = given["principal"]
    if principal.isdigit():
        principal = {"AWS": f"arn:{service.world.partition}:iam::{principal}:root"}
    elif principal != "*":
        principal = {"AWS": principal}
    statement = {
        "Sid": checked_statement_id(given["statement_id"]),
        "Effect": "Allow",
        "Principal": principal,
        "Action": given["action"],
        "Resource": layer.arn,
    }
    if given.get("organization_id") is not None:
        statement["Condition"] = {"StringEquals": {"aws:PrincipalOrgID": given["organization_id"]}}
    layer.policy.add(statement)
    return {
        "Statement": json.dumps(statement, separators=(",", ":")),
        "RevisionId": layer.policy.revision_id,
    }


def remove_layer_version_permission(service: LambdaService, given: Given) -> None:
    """RemoveLayerVersionPermission: 204."""
    layer = _of_policy(service, given)
    if layer.policy:
        layer.policy.check_revision(given.get("revision_id"))
    layer.policy.remove(given["statement_id"])


def get_layer_version_policy(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetLayerVersionPolicy."""
    layer = _of_policy(service, given)
    return {"Policy": layer.policy.required_document(), "RevisionId": layer.policy.revision_id}


def _of_policy(service: LambdaService, given: Given) -> LayerVersion:
    return service.layers.of_policy(given["layer_name"], given["version_number"])


def _compatible(given: Given) -> dict[str, str | None]:
    return {name: given.get(name) for name in ("compatible_runtime", "compatible_architecture")}


#: by AWS's names
OPERATIONS: Mapping[str, Operation] = {
    "PublishLayerVersion": publish_layer_version,
    "GetLayerVersion": get_layer_version,
    "GetLayerVersionByArn": get_layer_version_by_arn,
    "ListLayerVersions": list_layer_versions,
    "ListLayers": list_layers,
    "DeleteLayerVersion": delete_layer_version,
    "AddLayerVersionPermission": add_layer_version_permission,
    "RemoveLayerVersionPermission": remove_layer_version_permission,
    "GetLayerVersionPolicy": get_layer_version_policy,
}
