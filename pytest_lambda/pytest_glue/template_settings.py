"""Settings that a template has of a function. Imported in runs only in which a template is configured."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.pytest_glue.ini_lines import ini_line
from pytest_lambda.pytest_glue.options import OF_TEMPLATE, UNDECIDED
from pytest_lambda.templates.names import USUAL, found_in
from pytest_lambda.templates.opened import OpenTemplate, Templates, Undecided
from pytest_lambda.world import World

_TEMPLATES = pytest.StashKey[Templates]()


@dataclass(frozen=True, slots=True)
class TemplateGiven:
    """What the levels of settings say about a template.

    Args:
        path: of the template.
        resource: the logical id of the function, if it is named.
        parameters: of the template.
        values: what cannot be known here.
        handler: that is named besides.
        closer: whether the handler is named closer to the test than the template.
        level: the number of the level that decides which function it is.
    """

    path: Path
    resource: str | None
    parameters: Mapping[str, Any]
    values: Mapping[str, Any]
    handler: object
    closer: bool
    level: int


def template_given(config: pytest.Config, levels: Sequence[Mapping[str, Any]]) -> TemplateGiven | None:
    """What is said about a template; None if no template counts.

    A template at one level is not asked with what the levels outside of it say of another one.

    Args:
        config: of the run.
        levels: of settings, the closest last.

    Raises:
        ConfigurationError: a value makes no sense, or there is no template that it belongs to.
    """
    at = _closest(levels, "template")
    if at is None:
        _refuse_alone(config, levels)
        return None
    template = levels[at]["template"]
    if not isinstance(template, (str, os.PathLike)):
        raise ConfigurationError(f"template is {template!r}: expected the path of a template.")
    if not os.fspath(template):
        return None
    inner = levels[at:]
    resource, handler = _closest(inner, "resource"), _closest(levels, "handler")
    return TemplateGiven(
        path=config.rootpath / template,
        resource=None if resource is None else _name(inner[resource]["resource"]),
        parameters=_merged(inner, "template_parameters"),
        values=_merged(inner, "template_values"),
        handler=None if handler is None else levels[handler]["handler"],
        closer=handler is not None and handler > at,
        level=at + (resource or 0),
    )


def opened(config: pytest.Config, given: TemplateGiven, world: World) -> OpenTemplate:
    """The template in the account of a test.

    Raises:
        ConfigurationError: it cannot be read; the message says where.
    """
    return _templates(config).open(given.path, world, parameters=given.parameters, values=given.values)


def stack_settings(
    config: pytest.Config, levels: Sequence[Mapping[str, Any]], call: Mapping[str, Any]
) -> dict[str, Any]:
    """The settings of `lambda_service.from_template(...)`, with those in force, which are of their own template only.

    Args:
        config: of the run.
        levels: of settings, the closest last.
        call: `path`, `parameters` and `values`.

    Raises:
        ConfigurationError: the template cannot be read; the message says where.
    """
    given = template_given(config, levels)
    if call["path"] is not None:
        there = config.rootpath / call["path"]
        path = there if there.exists() else Path(call["path"])
        if given is None or path.resolve() != given.path.resolve():
            return {**call, "path": path, "read": _templates(config).read}
    if given is None:
        return dict(call)
    return {
        "path": given.path,
        "read": _templates(config).read,
        "parameters": {**given.parameters, **call["parameters"]},
        "values": {**given.values, **call["values"]},
    }


def _templates(config: pytest.Config) -> Templates:
    if _TEMPLATES not in config.stash:
        templates = config.stash[_TEMPLATES] = Templates()
        config.add_cleanup(templates.close)
    return config.stash[_TEMPLATES]


def described(config: pytest.Config, given: TemplateGiven, world: World) -> dict[str, Any]:
    """The settings of the function that is meant.

    If that is not known, what all functions have in common; then `UNDECIDED` is the error for who needs to know it,
    unless a test has named a handler of its own.

    Raises:
        ConfigurationError: there is no such function, or it cannot run here; the message says where.
    """
    template = opened(config, given, world)
    first = next(iter(template.functions), "MyFunction")
    naming = f'@pytest.mark.aws_lambda(resource="{first}"), or {ini_line(config, "lambda_resource", first)}'
    try:
        chosen = template.chosen(given.resource, given.handler, naming=naming)
    except Undecided as error:
        return _in_common(template) if given.closer else {**_in_common(template), UNDECIDED: error}
    return template.settings(chosen)


def _in_common(template: OpenTemplate) -> dict[str, Any]:
    try:
        folders = {template.task_root(name) for name in template.functions if template.runs_here(name)}
    except ConfigurationError:  # it is told to the test that uses the function
        return {}
    return {"task_root": folders.pop()} if len(folders) == 1 else {}


def _closest(levels: Sequence[Mapping[str, Any]], name: str) -> int | None:
    return next((number for number in reversed(range(len(levels))) if levels[number].get(name) is not None), None)


def _merged(levels: Sequence[Mapping[str, Any]], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for level in levels:
        value = level.get(name)
        if value is not None and not isinstance(value, Mapping):
            raise ConfigurationError(f"{name} is a {type(value).__name__}: expected a dict of names to values.")
        found.update(value or {})
    return found


def _name(resource: object) -> str:
    if not isinstance(resource, str):
        raise ConfigurationError(f"resource is {resource!r}: expected the logical id of a function in the template.")
    return resource


def _refuse_alone(config: pytest.Config, levels: Sequence[Mapping[str, Any]]) -> None:
    name = next((name for name in OF_TEMPLATE if _closest(levels, name) is not None), None)
    if name is None:
        return
    there = found_in(config.rootpath) or USUAL[0]
    raise ConfigurationError(
        f"{name} is given, but no template that it belongs to. Name one in "
        f"{ini_line(config, 'lambda_template', there)}"
    )
