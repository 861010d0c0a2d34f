"""The CDK's output: which stacks it holds, in which files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pytest_lambda.documents.loading import load
from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError

MANIFEST = "manifest.json"
_ENDING = ".template.json"
_STACK, _STAGE = "aws:cloudformation:stack", "cdk:cloud-assembly"


def template_file(path: Path) -> Path:
    """The file of the one stack that is meant.

    Args:
        path: the folder that the CDK has written, its manifest, or the template of one of its stacks.

    Raises:
        ConfigurationError: it is none of these, or there are several stacks.
    """
    if path.name.endswith(_ENDING):
        return path
    folder = path if path.is_dir() else path.parent
    found = list(stacks(folder))
    if len(found) == 1:
        return found[0]
    if not found:
        raise ConfigurationError(f"{folder / MANIFEST}: there is no stack in it: synthesize the app with `cdk synth`.")
    files = "".join(f"\n  {each}" for each in found)
    raise ConfigurationError(f"{folder} holds {len(found)} stacks: name the template of one of them:{files}")


def stacks(folder: Path) -> Iterator[Path]:
    """The templates of all stacks, those of stages (assemblies of their own) among them."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise ConfigurationError(f"{folder} has no {MANIFEST}: expected a folder that `cdk synth` has written.")
    for _, artifact in load(manifest).get("artifacts").items():
        properties, kind = artifact.get("properties"), artifact.get("type").value
        if kind == _STACK:
            yield inside(folder, properties.get("templateFile"))
        elif kind == _STAGE:
            yield from stacks(inside(folder, properties.get("directoryName")))


def artifact_of(template: Path) -> Place | None:
    """What the manifest beside a template says of its stack; None if there is none, or it says nothing."""
    manifest = template.parent / MANIFEST
    for _, artifact in load(manifest).get("artifacts").items() if manifest.is_file() else ():
        if artifact.get("properties").get("templateFile").value == template.name:
            return artifact
    return None


def inside(folder: Path, name: Place) -> Path:
    """A file or folder that a document names.

    Raises:
        ConfigurationError: it does not exist, or lies elsewhere.
    """
    written = name.text()
    if not written:
        raise name.error("expected the name of a file or a folder.")
    found = folder / written
    if not found.exists():
        raise name.error(f"{str(found)!r} does not exist: synthesize the app again with `cdk synth`.")
    return found
