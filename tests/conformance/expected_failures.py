"""Cases that the project does not support: a strict xfail each, never a skip."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .case_files import RuntimeCase

PATH = Path(__file__).with_name("expected_failures.json")


def reason(case: RuntimeCase) -> str | None:
    """Why the case is expected to fail, None if it is expected to pass."""
    for entry in _entries():
        if "source" not in entry["where"] and matches(case, entry["where"]):
            return str(entry["reason"])
    return None


def source_reason(case: Mapping[str, Any]) -> str | None:
    """The same of a case of `sources.json`: `where` has `source`, parts that the case has as they are there."""
    for entry in _entries():
        if "source" in entry["where"] and contains(case, entry["where"]["source"]):
            return str(entry["reason"])
    return None


def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(PATH.read_text(encoding="utf-8"))
    return entries


def contains(whole: Any, part: Any) -> bool:
    """Whether a part is in the whole, mapping by mapping; else whether they are equal."""
    if isinstance(part, Mapping):
        return isinstance(whole, Mapping) and all(name in whole and contains(whole[name], part[name]) for name in part)
    return bool(whole == part)


def matches(case: RuntimeCase, where: Mapping[str, Any]) -> bool:
    """Whether the case meets every condition.

    Conditions: `id` is the case's; `uses` has a text that a file of the case contains; `unsets` names a
    variable that the case takes away; `python_below` is `3.NN`, later than the interpreter.
    """
    return all(_CONDITIONS[name](case, value) for name, value in where.items())


def _python_below(case: RuntimeCase, version: str) -> bool:
    return sys.version_info[:2] < tuple(int(part) for part in version.split("."))


def _uses(case: RuntimeCase, words: list[str]) -> bool:
    return any(word in text for word in words for text in case.files.values())


_CONDITIONS = {
    "id": lambda case, value: case.id == value,
    "uses": _uses,
    "unsets": lambda case, value: value in case.unset_environment,
    "python_below": _python_below,
}
