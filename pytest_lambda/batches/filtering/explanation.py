"""Why filters accept a record or not, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_lambda.batches.filtering.alternative import Alternative, Path, leaves_at, value_at
from pytest_lambda.batches.filtering.condition import Condition, DataCondition
from pytest_lambda.batches.filtering.json_text import all_written
from pytest_lambda.batches.filtering.leaf import Leaf
from pytest_lambda.batches.filtering.sources import View

_LONGEST = 60


def explained(filters: Sequence[Sequence[Condition]], view: View) -> str:
    """Why a record is accepted or not.

    Args:
        filters: the branches of each.
        view: of the record.
    """
    if not filters:
        return "accepted: there is no filter"
    reasons = []
    for number, branches in enumerate(filters, 1):
        for condition in branches:
            reason = _first_failure(condition, view)
            if reason is None:
                return f"accepted by filter {number}: {_all_of(condition)}{_exists_trap(condition, view)}"
            reasons.append(f"filter {number}: {reason}")
    return f"filtered out: {'; '.join(dict.fromkeys(reasons))}"


def _first_failure(condition: Condition, view: View) -> str | None:
    for data in condition.data:
        if not data.matches(view):
            return _data_failure(data, view)
    if condition.fields is not None and not condition.fields.matches(view.fields):
        return f"{_failure(condition.fields, view.fields, ())}{_inside_trap(condition.fields, view)}"
    return None


def _data_failure(data: DataCondition, view: View) -> str:
    found, value = view.data(data.key)
    if found == "JSON" and data.expected == "text":
        return (
            f"{data.key} is JSON, and the pattern is for text that is none, so it never matches (A97); "
            f"write an object instead of an array at {data.key}"
        )
    if found == "text" and data.expected == "JSON":
        return f"{data.key} is no JSON, and the pattern is for JSON, so it never matches (A97): {_short(repr(value))}"
    if found == "bytes":
        return f"{data.key} is no UTF-8 text, so it never matches (A97)"
    if found == "nothing" and data.expected == "JSON":
        return f"{data.key} is not there, and the pattern is for JSON, so it never matches (A97)"
    return _failure(data.alternative, {} if found == "nothing" else value, (data.key,))


def _failure(alternative: Alternative, event: Any, above: Path) -> str:
    for path, leaf in alternative.leaves:
        if not Alternative([(path, leaf)]).matches(event):
            return _leaf_failure((*above, *path), leaf, event, path)
    places = ", ".join(".".join((*above, *path)) for path, _ in alternative.leaves)
    return f"each key is right somewhere, but no single element of an array has all of {places}"


def _leaf_failure(place: Path, leaf: Leaf, event: Any, path: Path) -> str:
    name = ".".join(place)
    found = leaves_at(event, path)
    if found:
        return f"{name} is {_short(all_written(found))}, expected {leaf.text}{_number_trap(found, leaf)}"
    value = value_at(event, path)
    if isinstance(value, Mapping) and value:
        return (
            f"{name} is an object, and only what is inside it can match (A93); a pattern for it would go on with "
            f'"{next(iter(value))}", expected {leaf.text}'
        )
    return f"{name} is not there, expected {leaf.text}"


def _number_trap(found: Sequence[Any], leaf: Leaf) -> str:
    if "numeric" in leaf.operators and all(type(each) is str for each in found):
        return "; numeric matches numbers only, and this is a string (D23)"
    return ""


def _inside_trap(fields: Alternative, view: View) -> str:
    if not view.inside or all(path[0] != view.inside for path, _ in fields.leaves):
        return ""
    path = next(path for path, _ in fields.leaves if path[0] == view.inside)
    example = path[1] if len(path) > 1 else "data"
    return (
        f"; what the record has in {view.inside} stands at the top of a pattern: {example}, not {view.inside}.{example}"
    )


def _exists_trap(condition: Condition, view: View) -> str:
    parts: list[tuple[Alternative, Any, Path]] = [
        (data.alternative, view.data(data.key)[1], (data.key,)) for data in condition.data
    ]
    if condition.fields is not None:
        parts.append((condition.fields, view.fields, ()))
    for alternative, event, above in parts:
        for path, leaf in alternative.leaves:
            value = value_at(event, path)
            if leaf.absent and isinstance(value, Mapping) and value:
                return (
                    f"; {'.'.join((*above, *path))} is an object, though, and what is no leaf counts as absent (A93): "
                    f'a pattern for it would go on with "{next(iter(value))}"'
                )
    return ""


def _all_of(condition: Condition) -> str:
    texts = [
        f"{'.'.join((data.key, *path))} is {leaf.text}"
        for data in condition.data
        for path, leaf in data.alternative.leaves
    ]
    if condition.fields is not None:
        texts += [f"{'.'.join(path)} is {leaf.text}" for path, leaf in condition.fields.leaves]
    return ", ".join(texts)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
