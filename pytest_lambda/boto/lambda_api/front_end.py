"""The checks that AWS's front end makes by the API model: lengths, ranges, patterns and enums.

botocore itself checks but lower bounds and what is required; the rest is AWS's to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pytest_lambda.service.settings.constraints import Violation, refuse

#: members whose values are checked elsewhere, with texts or bounds of their own
_ELSEWHERE = frozenset(
    {"Runtime", "Timeout", "MemorySize", "Description", "RoutingConfig", "FunctionName", "Qualifier"}
)


def check(operation: Any, parameters: Mapping[str, Any]) -> None:
    """Refuse what does not fit the model of an operation.

    Raises:
        ValidationException: all of it in one error.
    """
    shape = operation.input_shape
    if shape is None:
        return
    found: list[Violation] = []
    for name, member in shape.members.items():
        if name not in parameters:
            if name in shape.required_members:
                found.append(_Missing(_lower(name), "", "Member must not be null"))
        elif name not in _ELSEWHERE or (name, operation.name) == ("FunctionName", "CreateFunction"):
            found += _violations(member, parameters[name], _lower(name))
    refuse(found)


class _Missing(Violation):
    """What is missing is shown without quotes (API::test_tag_exceptions, untag_empty_keys)."""

    def __str__(self) -> str:
        return f"Value null at '{self.member}' failed to satisfy constraint: {self.constraint}"


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _violations(shape: Any, value: Any, path: str) -> Iterator[Violation]:
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        for name, member in shape.members.items():
            if value.get(name) is not None:
                yield from _violations(member, value[name], f"{path}.{_lower(name)}")
    elif kind == "list" and isinstance(value, (list, tuple)):
        yield from _of_list(shape, value, path)
    elif kind == "map" and isinstance(value, dict):
        yield from _of_map(shape, value, path)
    else:
        for constraint in _broken(shape, value):
            yield Violation(path, str(value), constraint)


def _of_list(shape: Any, value: Any, path: str) -> Iterator[Violation]:
    shown = f"[{', '.join(map(str, value))}]"
    for constraint in _bounds(shape.metadata, "length", len(value)):
        yield Violation(path, shown, constraint)
    if shape.member.type_name in ("structure", "list", "map"):
        for index, each in enumerate(value, 1):
            yield from _violations(shape.member, each, f"{path}.{index}.member")
    elif any(_broken(shape.member, each) for each in value):
        yield Violation(path, shown, f"Member must satisfy constraint: [{', '.join(_rules(shape.member))}]")


def _of_map(shape: Any, value: dict[str, Any], path: str) -> Iterator[Violation]:
    shown = "{" + ", ".join(f"{name}={each}" for name, each in value.items()) + "}"
    if any(_broken(shape.key, name) for name in value):
        yield Violation(path, shown, f"Map keys must satisfy constraint: [{', '.join(_rules(shape.key))}]")
    if shape.value.type_name == "string" and any(_broken(shape.value, each) for each in value.values()):
        yield Violation(path, shown, f"Map value must satisfy constraint: [{', '.join(_rules(shape.value))}]")


def _broken(shape: Any, value: Any) -> list[str]:
    """The constraints that a plain value breaks."""
    metadata = shape.metadata
    if shape.type_name == "string" and isinstance(value, str):
        found = [*_bounds(metadata, "length", len(value))]
        if "enum" in metadata and value not in metadata["enum"]:
            found.append(_enum(metadata))
        pattern = _pattern(metadata.get("pattern"))
        if pattern is not None and not pattern.fullmatch(value):
            found.append(_fits(metadata))
        return found
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [*_bounds(metadata, "value", value)]
    return []


def _rules(shape: Any) -> Iterator[str]:
    """All constraints of a plain value, in AWS's order."""
    metadata = shape.metadata
    yield from _bounds(metadata, "length")
    if "pattern" in metadata:
        yield _fits(metadata)
    if "enum" in metadata:
        yield _enum(metadata)
        yield "Member must not be null"


def _bounds(metadata: Mapping[str, Any], what: str, number: float | None = None) -> Iterator[str]:
    """The bounds of a length or a value; with a number those that it breaks."""
    if "max" in metadata and (number is None or number > metadata["max"]):
        yield f"Member must have {what} less than or equal to {metadata['max']}"
    if "min" in metadata and (number is None or number < metadata["min"]):
        yield f"Member must have {what} greater than or equal to {metadata['min']}"


def _fits(metadata: Mapping[str, Any]) -> str:
    return f"Member must satisfy regular expression pattern: {metadata['pattern']}"


def _enum(metadata: Mapping[str, Any]) -> str:
    return f"Member must satisfy enum value set: [{', '.join(metadata['enum'])}]"


@lru_cache(maxsize=512)
def _pattern(pattern: str | None) -> re.Pattern[str] | None:
    """The pattern, unless it is one of those that only Java reads."""
    if pattern is None:
        return None
    try:
        return re.compile(pattern, re.ASCII)
    except re.error:
        return None
