"""Templates from files, whatever they are written as."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from pytest_lambda.documents.loading import load
from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.cloudformation import check_nulls, tags, template_of
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.macros.include import Includes, includes
from pytest_lambda.templates.macros.loops import Loops, loops
from pytest_lambda.templates.template import LANGUAGE_EXTENSIONS, Template
from pytest_lambda.world import World

SAM = "AWS::Serverless-2016-10-31"
#: those that make nothing of which a test could see anything
_WITHOUT_EFFECT = ("AWS::CodeDeployBlueGreen", "AWS::SecretsManager-2020-07-23", "AWS::SecretsManager-2024-09-16")
_TRANSFORMS = (SAM, LANGUAGE_EXTENSIONS, *_WITHOUT_EFFECT)
#: dialect -> what reads it; found by name when a template is written in it
_DIALECTS = {
    "sam": "pytest_lambda.templates.sam.transform:transform",
    "serverless": "pytest_lambda.templates.serverless.reading:read",
    "cdk": "pytest_lambda.templates.cdk.reading:read",
}
#: a template needs one
_ANY_RESOURCE = {"Any": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}
_NONE: Mapping[str, Any] = {}


def read_template(
    path: str | os.PathLike[str],
    *,
    world: World | None = None,
    parameters: Mapping[str, Any] = _NONE,
    values: Mapping[str, Any] = _NONE,
) -> Template:
    """The template in a file, as plain CloudFormation.

    Args:
        path: of a template of CloudFormation or SAM, a `serverless.yml`, or the CDK's `cdk.out`: the folder, its
            `manifest.json`, or a `*.template.json` in it.
        world: account and region, which loops and included files may depend on.
        parameters: given values, which they may depend on as well.
        values: of what the simulated account does not know, see `Evaluator`.

    Raises:
        ConfigurationError: it cannot be read, or is no template; the message says where.
    """
    path = Path(path)
    if path.is_dir() or path.name == "manifest.json" or path.name.endswith(".template.json"):
        return _dialect("cdk")(path, world=world, parameters=parameters, values=values)
    root = load(path, tags=tags)
    if is_serverless(root):
        return _dialect("serverless")(path, parameters, values)
    check_nulls(root)
    return template_in(root, path.parent, world=world, parameters=parameters, values=values)


def is_serverless(root: Place) -> bool:
    """Whether a document is one of the Serverless Framework, whose parameters are options of its own."""
    return isinstance(root.value, dict) and {"service", "provider"} <= root.value.keys()


def template_in(
    root: Place,
    folder: Path,
    *,
    world: World | None = None,
    parameters: Mapping[str, Any] = _NONE,
    values: Mapping[str, Any] = _NONE,
) -> Template:
    """The template of CloudFormation or SAM in a document, after its macros have run.

    Args:
        root: of the document.
        folder: that relative paths begin at.
        world: see `read_template`.
        parameters: see `read_template`.
        values: see `read_template`.

    Raises:
        ConfigurationError: it is no template, or a macro is unknown.
    """

    def evaluator() -> Evaluator:
        """Of what macros may ask for: they run before there are resources."""
        sections = {name: root.mapping()[name] for name in ("Mappings", "Parameters") if name in root.mapping()}
        early = template_of(root.at({**sections, "Resources": _ANY_RESOURCE}), folder)
        return Evaluator(
            replace(early, transforms=_TRANSFORMS), world or World(), parameters=parameters, values=values
        )

    if isinstance(root.value, dict) and includes(root):
        root = Includes(folder, evaluator()).template(root)
    if isinstance(root.value, dict) and LANGUAGE_EXTENSIONS in _names(root.get("Transform")) and loops(root.value):
        root = Loops(evaluator()).written_out(root)
    template = template_of(root, folder)
    for name in template.transforms:
        if name not in _TRANSFORMS:
            raise root.get("Transform").error(
                f"the macro {name!r} runs on AWS only: expected one of {', '.join(_TRANSFORMS)}."
                f"{nearest(name, _TRANSFORMS)}"
            )
    if SAM not in template.transforms:
        return template
    account = world or World()
    # SAM makes names of these, which have to be known before anything else is.
    known = {"AWS::Region": account.region, "AWS::Partition": account.partition, **parameters}
    return _dialect("sam")(template, parameters=known)


def _names(place: Place) -> list[Any]:
    return place.value if isinstance(place.value, list) else [place.value]


def _dialect(name: str) -> Callable[..., Template]:
    module, function = _DIALECTS[name].split(":")
    read: Callable[..., Template] = getattr(import_module(module), function)
    return read
