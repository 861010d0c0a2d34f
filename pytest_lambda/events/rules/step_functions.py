"""The rules of the input of Step Functions' tasks, which is any JSON: of the parts that AWS makes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts, is_iso_milliseconds
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding, misfits
from pytest_lambda.events.shapes.step_functions import StepFunctionsContext, StepFunctionsError

_CONTEXT = {"Execution", "State", "StateMachine"}
_LIMIT = 262_144


def _is_error(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"Error", "Cause"}


def _is_context(value: object) -> bool:
    return isinstance(value, dict) and value.keys() >= _CONTEXT


def _recognises(event: Mapping[str, Any]) -> bool:
    """Only by what AWS makes: all else may come from anywhere."""
    return any(_is_context(each) or _is_error(each) for each in (event, *event.values()))


book = Rulebook("step_functions", Any, _recognises, shape_rule="SF-shape")
BOOKS = (book,)


def _parts(event: Any) -> Iterator[tuple[str, Any]]:
    yield "", event
    if isinstance(event, dict):
        yield from ((f"{name}.", value) for name, value in event.items())


@book.rule("SF-size", "The input of a task has at most 262,144 bytes.")
def _size(event: Any) -> Iterator[Finding]:
    size = len(json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if size > _LIMIT:
        yield "", f"has {size:,} bytes, but Step Functions passes on at most {_LIMIT:,}"


@book.rule("SF-error", "A caught error has a name and a cause, both text.")
def _error(event: Any) -> Iterator[Finding]:
    for path, value in _parts(event):
        if _is_error(value):
            yield from ((f"{path}{name}", reason) for name, reason in misfits(value, StepFunctionsError))


@book.rule("SF-context", "The parts of a context object are about the same execution.")
def _context(event: Any) -> Iterator[Finding]:
    for path, value in _parts(event):
        if _is_context(value):
            found = list(misfits(value, StepFunctionsContext)) or list(_disagreements(value))
            yield from ((f"{path}{name}", reason) for name, reason in found)


def _disagreements(context: Any) -> Iterator[Finding]:
    execution, machine = context["Execution"], context["StateMachine"]
    arn, of = arn_parts(execution["Id"]), arn_parts(machine["Id"])
    if of is None or of.service != "states" or of.resource.split(":")[:2] != ["stateMachine", machine["Name"]]:
        yield "StateMachine.Id", f"is {machine['Id']!r}, expected the ARN of the state machine {machine['Name']!r}"
    kinds = ("execution", "express")
    if arn is None or arn.service != "states" or arn.resource.partition(":")[0] not in kinds:
        yield "Execution.Id", f"is {execution['Id']!r}, expected the ARN of an execution"
    else:
        names = arn.resource.split(":")[1:3]
        if names != [machine["Name"], execution["Name"]]:
            yield (
                "Execution.Id",
                f"is {execution['Id']!r}, but the names are {machine['Name']!r}, {execution['Name']!r}",
            )
    times = {"Execution.StartTime": execution["StartTime"], "State.EnteredTime": context["State"]["EnteredTime"]}
    for name, time in times.items():
        if not is_iso_milliseconds(time):
            yield name, f"is {time!r}, expected a time like 2026-01-31T12:00:00.000Z"
    if execution["StartTime"] > context["State"]["EnteredTime"]:
        yield "State.EnteredTime", "is earlier than the start of the execution"
