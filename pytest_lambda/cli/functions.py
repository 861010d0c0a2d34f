"""`pytest-lambda functions`: what a template declares, and what is wrong with it."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_lambda.cli.command import Command, Watched
from pytest_lambda.cli.console import Console
from pytest_lambda.cli.template_options import (
    add_template_options,
    files_of_template,
    given_parameters,
    given_values,
    opened_template,
    usual_template,
)
from pytest_lambda.cli.world_options import add_world_options, world_of
from pytest_lambda.errors import ConfigurationError, PytestLambdaError

if TYPE_CHECKING:
    from pytest_lambda.templates.inspection.inspection import DeclaredFunction, Inspection

#: exit code of a template with something wrong
_WRONG = 1
_COLUMNS = ("function", "handler", "runtime", "timeout", "memory", "code")


def _add_arguments(parser: argparse.ArgumentParser, given: Sequence[str]) -> None:
    parser.add_argument(
        "template",
        nargs="?",
        metavar="TEMPLATE",
        help="of SAM or CloudFormation, serverless.yml, or the CDK's cdk.out (default: the one in this folder)",
    )
    add_template_options(parser.add_argument_group("template"))
    add_world_options(parser)


def _run(found: argparse.Namespace, console: Console) -> int:
    from pytest_lambda.templates.inspection.inspection import inspected  # other commands go without

    name = _template(found)
    with console.busy(f"reading {name} …"):
        inspection = inspected(
            Path(name).absolute(), world_of(found), parameters=given_parameters(found), values=given_values(found)
        )
    if console.as_json:
        console.json(_as_json(name, inspection))
    else:
        _tell(name, inspection, console)
    return 0 if inspection.is_right else _WRONG


def _template(found: argparse.Namespace) -> str:
    name: str = found.template or usual_template()
    if not Path(name).exists():
        raise ConfigurationError(f"There is no template {name}.")
    return name


def _tell(name: str, inspection: Inspection, console: Console) -> None:
    number = len(inspection.functions)
    console.text(console.colour(f"{name}: {number} function{'' if number == 1 else 's'}\n", "bold"))
    rows = [_row(each) for each in inspection.functions]
    widths = [max(map(len, column)) for column in zip(_COLUMNS, *rows, strict=True)]
    if rows:
        console.text("\n" + console.colour(_line(_COLUMNS, widths), "dim"))
    for function, row in zip(inspection.functions, rows, strict=True):
        wrong = any(each.severity == "error" and each.resource == function.logical_id for each in inspection.findings)
        console.text(console.colour(_line(row, widths), "red") if wrong else _line(row, widths))
        for title, lines in (("from", map(str, function.triggers)), ("with", _variables(function))):
            for line in lines:
                console.text(f"    {console.colour(title, 'dim')} {line}\n")
    for each in inspection.findings:
        wrong = each.severity == "error"
        label = console.colour("error" if wrong else "not simulated", "red" if wrong else "yellow")
        console.text(f"\n{label}: {each.text}\n")


def _row(function: DeclaredFunction) -> tuple[str, ...]:
    settings = function.settings
    return (
        function.logical_id,
        _shown(settings.get("handler")),
        function.runtime or "-",
        f"{settings.get('timeout', 3)} s",
        f"{settings.get('memory_size', 128)} MB",
        _folder(function.code),
    )


def _shown(value: object) -> str:
    return "-" if value is None else str(value)


def _folder(code: str) -> str:
    """As the user would write it."""
    if not os.path.isabs(code):
        return code or "-"
    try:
        relative = os.path.relpath(code)
    except ValueError:  # on another drive
        return code
    return code if relative.startswith("..") else relative


def _variables(function: DeclaredFunction) -> Iterator[str]:
    for name, value in function.settings.get("environment", {}).items():
        yield f"{name}={value}"


def _line(cells: Iterable[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() + "\n"


def _as_json(name: str, inspection: Inspection) -> dict[str, Any]:
    return {
        "template": name,
        "functions": [_function(each) for each in inspection.functions],
        "findings": [
            {"severity": each.severity, "resource": each.resource, "text": each.text} for each in inspection.findings
        ],
    }


def _function(function: DeclaredFunction) -> dict[str, Any]:
    settings = function.settings
    return {
        "logical_id": function.logical_id,
        "function_name": function.name,
        "place": function.place,
        "handler": settings.get("handler"),
        "runtime": function.runtime or None,
        "timeout": settings.get("timeout", 3),
        "memory_size": settings.get("memory_size", 128),
        "code": function.code or None,
        "layers": [str(each) for each in settings.get("layers", ())],
        "environment": dict(settings.get("environment", {})),
        "triggers": [
            {"source": each.source, "resource": each.resource, "detail": each.detail} for each in function.triggers
        ],
    }


def _watched(found: argparse.Namespace) -> Watched:
    """The template, and the code of its functions."""
    name = _template(found)
    files = files_of_template(name)
    folders: set[Path] = set()
    with contextlib.suppress(PytestLambdaError):  # the run says what is wrong
        template = opened_template(found, name, world_of(found))
        for each in template.functions:
            with contextlib.suppress(PytestLambdaError):
                folders |= template.sources_of(each) if template.runs_here(each) else set()
    return Watched(files, frozenset(folders))


COMMAND = Command(_add_arguments, _run, _watched)
