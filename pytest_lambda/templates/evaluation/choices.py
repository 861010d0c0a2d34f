"""Intrinsic functions that choose: `Fn::If`, `Fn::FindInMap`, `Fn::Select`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.evaluation.arguments import parts_of, two_parts, whole_number

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator

_IF = "Template error: Fn::If requires a list argument with three elements, the first of them a condition's name."
_FIND_IN_MAP = (
    "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute "
    "for return value."
)
_SELECT = (
    "Template error: every Fn::Select object requires two parameters, (1) an index and (2) a list of values to select "
    "from, or a function that returns one."
)


def if_else(evaluator: Evaluator, place: Place) -> Any:
    """`Fn::If`: only the chosen value is looked at."""
    return evaluator.value(chosen(evaluator, place))


def chosen(evaluator: Evaluator, place: Place) -> Place:
    """The value that an `Fn::If` chooses, as it is written."""
    parts = parts_of(place)
    if len(parts) != 3 or not isinstance(parts[0].value, str):
        raise place.error(_IF)
    return parts[1] if evaluator.holds(parts[0].value, parts[0]) else parts[2]


def found_in_map(evaluator: Evaluator, place: Place) -> Any:
    """`Fn::FindInMap`; with the language extensions it may have a default."""
    parts = parts_of(place)
    if len(parts) == 4:
        evaluator.check_extended(parts[3], "DefaultValue of Fn::FindInMap")
    elif len(parts) != 3:
        raise place.error(_FIND_IN_MAP)
    keys = [evaluator.text(each) for each in parts[:3]]
    found = evaluator.template.mappings
    for number, key in enumerate(keys):
        known = found.mapping()
        if key not in known:
            if len(parts) == 4 and "DefaultValue" in parts[3].mapping():
                return evaluator.value(parts[3].get("DefaultValue"))
            raise parts[number].error(
                f"Template error: Unable to get mapping for {'::'.join(keys)}.{nearest(key, map(str, known))}"
            )
        found = found.get(key)
    return found.value


def selected(evaluator: Evaluator, place: Place) -> Any:
    """`Fn::Select`."""
    number, source = two_parts(place, _SELECT)
    index = whole_number(evaluator, number, "the index of Fn::Select")
    values = evaluator.value(source)
    if not isinstance(values, list):
        raise place.error(_SELECT)
    if index >= len(values):
        raise place.error(
            f"Template error: Fn::Select cannot select nonexistent value at index {index}: there are {len(values)}."
        )
    return values[index]
