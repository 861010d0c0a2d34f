"""IAM policy documents in handlers' answers: their grammar, and what they say about one action on one resource.

From the page "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.judging.http_answers import kind
from pytest_lambda.events.judging.shape import Finding

_VERSIONS = ("2012-10-17", "2008-10-17")
_EFFECTS = ("Allow", "Deny")
_PARTS = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition")


def policy_findings(document: Any, path: str, consequence: str) -> Iterator[Finding]:
    """What is wrong with a policy document."""
    if not isinstance(document, dict):
        yield path, f"is {kind(document)}, expected an object: {consequence}"
        return
    if document.get("Version", _VERSIONS[0]) not in _VERSIONS:
        yield f"{path}.Version", f"is {kind(document['Version'])}, expected '2012-10-17': {consequence}"
    statements = document.get("Statement")
    if "Statement" not in document:
        yield f"{path}.Statement", f"is missing: {consequence}"
    elif not isinstance(statements, (list, dict)):
        yield f"{path}.Statement", f"is {kind(statements)}, expected a list of statements: {consequence}"
    for field, statement in _placed(document, path):
        yield from _statement_findings(statement, field, consequence)


def _placed(document: Any, path: str) -> Iterator[tuple[str, Any]]:
    statements = document.get("Statement") if isinstance(document, dict) else None
    if isinstance(statements, dict):
        yield f"{path}.Statement", statements
    for number, statement in enumerate(statements if isinstance(statements, list) else ()):
        yield f"{path}.Statement[{number}]", statement


def _statement_findings(statement: Any, path: str, consequence: str) -> Iterator[Finding]:
    if not isinstance(statement, dict):
        yield path, f"is {kind(statement)}, expected an object: {consequence}"
        return
    for key in statement:
        if key not in _PARTS:
            yield f"{path}.{key}", f"is no element of a statement: {consequence}.{nearest(key, _PARTS)}"
    effect = statement.get("Effect")
    if "Effect" not in statement:
        yield f"{path}.Effect", f"is missing: {consequence}"
    elif effect not in _EFFECTS:
        yield f"{path}.Effect", f"is {kind(effect)}, expected 'Allow' or 'Deny': {consequence}"
    for name in ("Action", "Resource"):
        there = [key for key in (name, f"Not{name}") if key in statement]
        if len(there) != 1:
            reason = "is missing" if not there else f"is there beside Not{name}"
            yield f"{path}.{name}", f"{reason}: {consequence}"
        for key in there:
            yield from _text_findings(statement[key], f"{path}.{key}", consequence)


def _text_findings(value: Any, path: str, consequence: str) -> Iterator[Finding]:
    if isinstance(value, list) and value:
        for number, each in enumerate(value):
            if not isinstance(each, str):
                yield f"{path}[{number}]", f"is {kind(each)}, expected text: {consequence}"
    elif not isinstance(value, str):
        shown = "an empty list" if value == [] else kind(value)
        yield path, f"is {shown}, expected text or a list of texts: {consequence}"


def elements(document: Any, path: str, name: str) -> Iterator[tuple[str, str]]:
    """The texts of an element of all statements, `Action` say, and where they are."""
    for field, statement in _placed(document, path):
        value = statement.get(name) if isinstance(statement, dict) else None
        if isinstance(value, str):
            yield f"{field}.{name}", value
        for number, each in enumerate(value if isinstance(value, list) else ()):
            if isinstance(each, str):
                yield f"{field}.{name}[{number}]", each


def concerns(document: Any, resource: str) -> bool:
    """Whether some statement is about a resource, whatever its effect."""
    for _, statement in _placed(document, ""):
        if not isinstance(statement, dict) or "NotResource" in statement:
            return True
    return any(matches(pattern, resource) for _, pattern in elements(document, "", "Resource"))


def matches(pattern: str, text: str, *, flags: int = 0) -> bool:
    """Whether a text fits a pattern in which `*` stands for anything and `?` for one character."""
    parts = (".*" if part == "*" else "." if part == "?" else re.escape(part) for part in re.split(r"([*?])", pattern))
    return re.fullmatch("".join(parts), text, re.DOTALL | flags) is not None
