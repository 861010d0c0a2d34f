"""The CDK's assets: where on this computer is what a template has in a bucket."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pytest_lambda.documents.loading import load
from pytest_lambda.templates.cdk.assembly import MANIFEST, inside

_ASSETS = "cdk:asset-manifest"


def assets_of(template: Path) -> dict[str, Path]:
    """Key in the bucket -> file or folder.

    Args:
        template: the file of a stack.

    Raises:
        ConfigurationError: a list of assets cannot be read, or names what does not exist.
    """
    return {key: path for listed in _lists(template) for key, path in _listed(listed).items()}


def _lists(template: Path) -> list[Path]:
    """The lists of assets beside a template: the manifest names them, or they are called as the template is."""
    folder = template.parent
    manifest = folder / MANIFEST
    if not manifest.is_file():
        alone = template.with_name(template.name.replace(".template.json", ".assets.json"))
        return [alone] if alone.is_file() else []
    return [
        inside(folder, artifact.get("properties").get("file"))
        for _, artifact in load(manifest).get("artifacts").items()
        if artifact.get("type").value == _ASSETS
    ]


def _listed(assets: Path) -> Mapping[str, Path]:
    found = {}
    for _, asset in load(assets).get("files").items():
        source = asset.get("source").get("path")
        for _, destination in asset.get("destinations").items():
            key = destination.get("objectKey").text()
            if key and source.value is not None:  # else a command makes the asset when it is published
                found[key] = inside(assets.parent, source)
    return found
