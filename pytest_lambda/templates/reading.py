"""Templates from files, whatever they are written as."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from pytest_lambda.documents.loading import load
from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.cloudformation import tags, template_of
from pytest_lambda.templates.template import Template

SAM = "AWS::Serverless-2016-10-31"
#: dialect -> what reads it; found by name when a template is written in it
_DIALECTS = {
    "sam": "pytest_lambda.templates.sam.transform:transform",
    "serverless": "pytest_lambda.templates.serverless.reading:read",
    "cdk": "pytest_lambda.templates.cdk.reading:read",
}


def read_template(path: str | os.PathLike[str]) -> Template:
    """The template in a file, as plain CloudFormation.

    Args:
        path: of a template of CloudFormation or SAM, a `serverless.yml`, or the CDK's `cdk.out`: the folder, its
            `manifest.json`, or a `*.template.json` in it.

    Raises:
        ConfigurationError: it cannot be read, or is no template; the message says where.
    """
    path = Path(path)
    if path.is_dir() or path.name == "manifest.json" or path.name.endswith(".template.json"):
        return _in_dialect("cdk", path)
    root = load(path, tags=tags)
    if isinstance(root.value, dict) and {"service", "provider"} <= root.value.keys():
        return _in_dialect("serverless", path)
    return _transformed(template_of(root, path.parent))


def read_cloudformation(path: str | os.PathLike[str]) -> Template:
    """The template of CloudFormation or SAM in a file, whatever its name.

    Raises:
        ConfigurationError: see `read_template`.
    """
    path = Path(path)
    return _transformed(template_of(load(path, tags=tags), path.parent))


def _transformed(template: Template) -> Template:
    return _in_dialect("sam", template) if SAM in template.transforms else template


def _in_dialect(name: str, given: Any) -> Template:
    module, function = _DIALECTS[name].split(":")
    read: Any = getattr(import_module(module), function)
    made: Template = read(given)
    return made


__all__ = ["ConfigurationError", "Place", "read_cloudformation", "read_template"]
