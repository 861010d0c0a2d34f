"""A second matcher of patterns, for comparison: it lists every leaf of an event first, then looks each one up."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Raw:
    """A number, as it was written."""

    text: str


@dataclass(frozen=True)
class Field:
    """A leaf: the keys that lead to it, and which element it is in of each array on the way."""

    path: str
    value: object
    elements: tuple[tuple[str, int], ...]

    def beside(self, other: tuple[tuple[str, int], ...]) -> bool:
        mine = dict(self.elements)
        return all(mine.get(array, index) == index for array, index in other)


def parsed(text: str) -> object:
    return json.loads(text, parse_int=Raw, parse_float=Raw)


def written(value: object) -> str:
    return value.text if isinstance(value, Raw) else json.dumps(value)


def fields(value: object, path: str = "", place: str = "", elements: tuple[tuple[str, int], ...] = ()) -> list[Field]:
    if isinstance(value, dict):
        return [
            field
            for key, inner in value.items()
            for field in fields(inner, f"{path}/{key}", f"{place}/{key}", elements)
        ]
    if isinstance(value, list):
        return [
            field
            for index, inner in enumerate(value)
            for field in fields(inner, path, f"{place}#{index}", (*elements, (place, index)))
        ]
    return [Field(path, value, elements)]


def rules(pattern: dict, path: str = "") -> list[dict[str, list]]:
    """The pattern multiplied out: a list of alternatives, each with what is wanted at each path."""
    made: list[dict[str, list]] = [{}]
    for key, inner in pattern.items():
        if key == "$or":
            choices = [each for choice in inner for each in rules(choice, path)]
        elif isinstance(inner, dict):
            choices = rules(inner, f"{path}/{key}")
        else:
            choices = [{f"{path}/{key}": inner}]
        made = [{**one, **choice} for one in made for choice in choices]
    return made


def matches(pattern_text: str, event_text: str) -> bool:
    every = fields(parsed(event_text))
    return any(_all_right(sorted(rule.items()), every, ()) for rule in rules(parsed(pattern_text)))


def _all_right(wanted: list, every: list[Field], elements: tuple) -> bool:
    if not wanted:
        return True
    (path, rule), *rest = wanted
    here = [field for field in every if field.path == path and field.beside(elements)]
    if not here:
        return {"exists": False} in rule and _all_right(rest, every, elements)
    return any(
        any(_is(field.value, each) for each in rule) and _all_right(rest, every, (*elements, *field.elements))
        for field in here
    )


def _is(value: object, wanted: object) -> bool:
    if not isinstance(wanted, dict):
        return type(value) is type(wanted) and value == wanted
    ((operator, operand),) = wanted.items()
    text = value if isinstance(value, str) else None
    if operator == "exists":
        return operand
    if operator == "anything-but":
        if isinstance(operand, dict):
            ((inner, each),) = operand.items()
            return not any(_is(value, {inner: one}) for one in (each if isinstance(each, list) else [each]))
        return not any(_is(value, one) for one in (operand if isinstance(operand, list) else [operand]))
    if operator == "numeric":
        return isinstance(value, Raw) and all(
            _in_order(float(value.text), sign, float(limit.text))
            for sign, limit in zip(operand[::2], operand[1::2], strict=True)
        )
    if text is None:
        return False
    if isinstance(operand, dict):
        text, operand = text.lower(), operand["equals-ignore-case"].lower()
    if operator == "prefix":
        return text[: len(operand)] == operand
    if operator == "suffix":
        return operand == "" or text[-len(operand) :] == operand
    assert operator == "equals-ignore-case"
    return text.lower() == operand.lower()


def _in_order(value: float, sign: str, limit: float) -> bool:
    return {
        "=": value == limit,
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
    }[sign]
