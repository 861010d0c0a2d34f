"""Intrinsic functions of text."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

from pytest_lambda.documents.place import Place, shown
from pytest_lambda.scalars import as_text
from pytest_lambda.templates.evaluation.dynamic import without_dynamic_references
from pytest_lambda.templates.evaluation.references import attribute_of, referred

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator

#: `${Name}`, or `${!Literal}`
VARIABLE = re.compile(r"\$\{(!?)([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z0-9_.:]+")
_SUB = (
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as "
    "first argument, and an optional second argument to specify a mapping of values to replace in the string."
)


def substituted(evaluator: Evaluator, place: Place) -> str:
    """`Fn::Sub`, with or without a mapping of its own variables."""
    text, own = parts_of_sub(place)
    made = VARIABLE.sub(lambda found: _variable(evaluator, found, text, own), text.value)
    return without_dynamic_references(made, text, evaluator.supplies, written=text.value)


def parts_of_sub(place: Place) -> tuple[Place, Place]:
    """The text of an `Fn::Sub`, and the mapping of its own variables, which may be null.

    Raises:
        ConfigurationError: it has neither form.
    """
    text, own = place, place.at(None)
    if isinstance(place.value, list) and len(place.value) == 2:
        text, own = place.each()
        if not isinstance(own.value, dict):
            raise place.error(_SUB)
    if not isinstance(text.value, str):
        raise place.error(_SUB)
    return text, own


def encoded(evaluator: Evaluator, place: Place) -> str:
    """`Fn::Base64`."""
    return base64.b64encode(evaluator.text(place).encode()).decode()


def json_text(evaluator: Evaluator, place: Place) -> str:
    """`Fn::ToJsonString` of the language extensions."""
    evaluator.check_extended(place, "Fn::ToJsonString")
    value = evaluator.value(place)
    if not isinstance(value, (dict, list)):
        raise place.error(f"Fn::ToJsonString expects a mapping or a list, not {shown(value)}.")
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _variable(evaluator: Evaluator, found: re.Match[str], place: Place, own: Place) -> str:
    if found[1]:
        return f"${{{found[2]}}}"
    name = found[2]
    if not _NAME.fullmatch(name):
        raise place.error(
            f"Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, "
            f"underscores, periods, and colons: ${{{name}}}."
        )
    if name in own.mapping():
        return evaluator.text(own.get(name))
    logical_id, dot, rest = name.partition(".")
    value = attribute_of(evaluator, logical_id, rest, place) if dot else referred(evaluator, name, place)
    text = as_text(value)
    if text is None:
        raise place.error(f"${{{name}}} is {shown(value)}: Fn::Sub expects text.")
    return text
