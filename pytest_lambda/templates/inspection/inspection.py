"""Looks at the whole of a template: what its functions are, and what AWS or this library would refuse."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_lambda.errors import ConfigurationError, InvokeError, NotSimulated, PytestLambdaError
from pytest_lambda.runtime.configuration import configured
from pytest_lambda.service.service import LambdaService
from pytest_lambda.templates.dependencies import creation_order, waits_of
from pytest_lambda.templates.deployment import Deployment
from pytest_lambda.templates.functions import not_simulated, runtime_of, settings_of
from pytest_lambda.templates.inspection.findings import WRONG, Finding, Findings
from pytest_lambda.templates.inspection.handlers import wrong_with_handler
from pytest_lambda.templates.inspection.triggers import Trigger, triggers_of
from pytest_lambda.templates.opened import OpenTemplate
from pytest_lambda.templates.reading import read_template
from pytest_lambda.templates.resources.row import Subject
from pytest_lambda.templates.resources.settings_stores import STORES
from pytest_lambda.world import World

_REFUSALS = (ConfigurationError, InvokeError, NotSimulated)
#: those whose values are checked one by one; a function with several mistakes names them all
_CHECKED = ("timeout", "memory_size", "ephemeral_storage", "environment", "log_format", "snap_start", "function_name")


@dataclass(frozen=True, slots=True)
class DeclaredFunction:
    """A function of a template.

    Attributes:
        logical_id: in the template.
        place: file, line and path.
        name: the physical one.
        settings: as `LambdaFunction` takes them, those that are known.
        code: the folder with its code; `inline` if the template has the code itself, empty if it is not known.
        runtime: as the template has it.
        triggers: what invokes it.
    """

    logical_id: str
    place: str
    name: str
    settings: Mapping[str, Any]
    code: str
    runtime: str
    triggers: tuple[Trigger, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found.

    Attributes:
        functions: in the template's order.
        findings: what is wrong, then what is not simulated.
    """

    functions: tuple[DeclaredFunction, ...]
    findings: tuple[Finding, ...]

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong."""
        return not any(each.severity == WRONG for each in self.findings)


def inspected(
    path: str | os.PathLike[str], world: World, *, parameters: Mapping[str, Any], values: Mapping[str, Any]
) -> Inspection:
    """Look at a template.

    Args:
        path: see `read_template`.
        world: account and region.
        parameters: `template_parameters`.
        values: `template_values`.
    """
    findings = Findings()
    functions: tuple[DeclaredFunction, ...] = ()
    try:
        read = read_template(path, world=world, parameters=parameters, values=values)
        template = OpenTemplate(read, world, parameters=parameters, values=values)
        service = LambdaService(world=template.evaluator.world)
        with contextlib.closing(template.sources), contextlib.closing(service):
            deployment = Deployment(service, template.identities, template.sources, values)
            _make_stores(deployment, template)
            functions = tuple(_functions(template, findings))
            _rehearse(deployment, template, findings)
    except _REFUSALS as error:
        findings.wrong("", error)
    return Inspection(functions, findings.all())


def _functions(template: OpenTemplate, findings: Findings) -> Iterator[DeclaredFunction]:
    triggers = triggers_of(template)
    for logical_id in template.functions:
        subject = template.identities.subject(logical_id)
        name = _known(lambda subject=subject: subject.name) or ""
        settings = _settings(template, subject, findings)
        yield DeclaredFunction(
            logical_id=logical_id,
            place=str(subject.resource.place),
            name=name,
            settings=settings,
            code=_code(template, settings),
            runtime=_known(lambda subject=subject: runtime_of(subject, template.sources.supplies)) or "",
            triggers=tuple(triggers.get(name, ())),
        )


def _code(template: OpenTemplate, settings: Mapping[str, Any]) -> str:
    folder = settings.get("task_root")
    if folder is None:
        return ""
    return next((str(each) for each in template.sources.originals([Path(folder)])), "inline")


def _settings(template: OpenTemplate, subject: Subject, findings: Findings) -> dict[str, Any]:
    """The settings of a function, as far as they are known; tells what is wrong with them."""
    logical_id = subject.logical_id
    for name in subject.place.mapping():
        try:
            subject.value(name)
        except _REFUSALS as error:
            findings.wrong(logical_id, error)
    try:
        settings = settings_of(subject, template.sources)
    except _REFUSALS as error:
        findings.wrong(logical_id, error)
        return {}
    reason = not_simulated(subject, template.sources.supplies)
    if reason is not None:
        findings.note(logical_id, f"{subject.place}: {reason}")
        return settings
    _check(subject, settings, findings)
    return settings


def _check(subject: Subject, settings: Mapping[str, Any], findings: Findings) -> None:
    for name in _CHECKED:
        if name in settings:
            try:
                configured("a.b", {name: settings[name]})
            except _REFUSALS as error:
                findings.wrong(subject.logical_id, f"{_place(subject, name)}: {error}")
    layers = [Path(layer, "python") for layer in settings.get("layers", ())]
    wrong = wrong_with_handler(str(settings["handler"]), [Path(settings["task_root"]), *layers])
    if wrong is not None:
        findings.wrong(subject.logical_id, f"{_place(subject, 'handler')}: {wrong}")


def _place(subject: Subject, setting: str) -> object:
    """Where the property of a setting is."""
    wanted = setting.replace("_", "")
    found = next((each for each in subject.place.mapping() if each.lower() == wanted), None)
    return subject.place if found is None else subject.place.get(found)


def _make_stores(deployment: Deployment, template: OpenTemplate) -> None:
    """Make what dynamic references of functions may name; what is wrong with it is told when everything is made."""
    for logical_id, resource in template.template.resources.items():
        if resource.type in STORES and template.evaluator.present(logical_id):
            with contextlib.suppress(*_REFUSALS):
                deployment.make(template.identities.subject(logical_id))


def _rehearse(deployment: Deployment, template: OpenTemplate, findings: Findings) -> None:
    """Make everything in a service that nobody uses: what AWS refuses, it refuses; no function runs."""
    failed: set[str] = set()
    for resource in creation_order(template.template, template.evaluator):
        logical_id = resource.logical_id
        if not failed.isdisjoint(waits_of(resource, template.evaluator)):
            failed.add(logical_id)  # what it waits for is to be mended first
            continue
        try:
            deployment.make(template.identities.subject(logical_id))
        except _REFUSALS as error:
            failed.add(logical_id)
            if not findings.is_wrong(logical_id):
                findings.wrong(logical_id, error)
    _tell(findings, template.evaluator.check)
    if not failed:  # what takes HTTP, and what is put out, is made of many resources at once
        _tell(findings, lambda: deployment.open_doors(template.template, template.evaluator))
        _tell(findings, template.evaluator.outputs)
    for part in deployment.left_out:
        findings.note(part.logical_id, part)


def _tell(findings: Findings, ask: Callable[[], object]) -> None:
    """What is wrong with the template as a whole."""
    try:
        ask()
    except _REFUSALS as error:
        findings.wrong("", error)


def _known(ask: Any) -> Any:
    try:
        return ask()
    except (PytestLambdaError, LookupError):
        return None
