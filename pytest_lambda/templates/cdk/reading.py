"""Stacks of the CDK, as plain CloudFormation whose code lies on this computer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pytest_lambda.documents.loading import load
from pytest_lambda.documents.place import Place
from pytest_lambda.templates.cdk.assembly import artifact_of, template_file
from pytest_lambda.templates.cdk.assets import assets_of
from pytest_lambda.templates.cdk.manifest import left_out, with_defaults
from pytest_lambda.templates.reading import template_in
from pytest_lambda.templates.template import Resource, Template
from pytest_lambda.world import World

#: type -> the property that says where its code is
_CODE = {"AWS::Lambda::Function": "Code", "AWS::Lambda::LayerVersion": "Content"}
_STACK = "AWS::CloudFormation::Stack"
#: what asks whether the account is bootstrapped, as the simulated one counts to be
_BOOTSTRAP_PARAMETER, _BOOTSTRAP_RULE = "BootstrapVersion", "CheckBootstrapVersion"
#: where the CDK says what it has put into the bucket, unless it was told not to
_ASSET_PATH = "aws:asset:path"


def read(
    path: Path,
    *,
    world: World | None = None,
    parameters: Mapping[str, Any] = {},
    values: Mapping[str, Any] = {},
) -> Template:
    """The template of a stack.

    Args:
        path: the folder that `cdk synth` has written, its `manifest.json`, or a `*.template.json` in it.
        world: see `read_template`.
        parameters: see `read_template`.
        values: see `read_template`.

    Raises:
        ConfigurationError: it cannot be read, is not the CDK's, or holds several stacks.
    """
    file = template_file(path)
    template = template_in(load(file), file.parent, world=world, parameters=parameters, values=values)
    assets = assets_of(file)
    artifact = artifact_of(file)
    declared = {name: each for name, each in template.parameters.items() if name != _BOOTSTRAP_PARAMETER}
    return replace(
        template,
        parameters=declared if artifact is None else with_defaults(declared, artifact),
        rules={name: each for name, each in template.rules.items() if name != _BOOTSTRAP_RULE},
        resources={name: _with_code(each, assets, file.parent) for name, each in template.resources.items()},
        left_out=() if artifact is None else tuple(left_out(artifact, world or World())),
    )


def _with_code(resource: Resource, assets: Mapping[str, Path], folder: Path) -> Resource:
    """A function or a layer with the path of its code in place of bucket and key, a stack with that of its template."""
    if resource.type == _STACK:
        return _with_template(resource, assets)
    name = _CODE.get(resource.type)
    code = None if name is None else resource.properties.get(name)
    if name is None or code is None or not isinstance(code.value, dict):
        return resource
    path = _path(resource, code, assets, folder)
    if path is None:
        return resource
    properties: dict[str, Any] = {**resource.properties.mapping(), name: str(path)}
    return replace(resource, properties=resource.properties.at(properties))


def _with_template(resource: Resource, assets: Mapping[str, Path]) -> Resource:
    """A nested stack; its URL is joined from parts, and ends with the key in the bucket."""
    keys = [text.rpartition("/")[2] for text in _texts(resource.properties.get("TemplateURL").value)]
    if not keys or keys[-1] not in assets:
        return resource
    properties = {**resource.properties.mapping(), "TemplateURL": str(assets[keys[-1]])}
    return replace(resource, properties=resource.properties.at(properties))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _path(resource: Resource, code: Place, assets: Mapping[str, Path], folder: Path) -> Path | None:
    key = code.get("S3Key").value
    if isinstance(key, str) and key in assets:
        return assets[key]
    if "S3Key" not in code.mapping():
        return None
    said = resource.metadata.get(_ASSET_PATH).value
    return folder / said if isinstance(said, str) else None
