"""Conditions of a template."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place, shown
from pytest_lambda.documents.scalars import as_text
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.template import Template

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator

_FEWEST, _MOST = 2, 10


class Conditions:
    """Which of a template's conditions hold.

    Args:
        template: that they are in.
        evaluator: of the values that they compare.
    """

    __slots__ = ("_evaluator", "_found", "_open", "_template")

    def __init__(self, template: Template, evaluator: Evaluator) -> None:
        self._template = template
        self._evaluator = evaluator
        self._found: dict[str, bool] = {}
        self._open: list[str] = []

    def holds(self, name: str) -> bool:
        """Whether one holds."""
        return self.at(name, self._template.root)

    def at(self, name: str, place: Place) -> bool:
        """Whether one holds that a place names."""
        if name in self._found:
            return self._found[name]
        declared = self._template.conditions
        if name not in declared:
            raise place.error(f"Template error: unresolved condition dependency {name}.{nearest(name, declared)}")
        if name in self._open:
            circle = " -> ".join([*self._open[self._open.index(name) :], name])
            raise declared[name].error(f"Circular dependency between conditions: {circle}.")
        self._open.append(name)
        try:
            self._found[name] = self.test(declared[name])
        finally:
            self._open.pop()
        return self._found[name]

    def test(self, place: Place) -> bool:
        """Whether what is written at a place holds."""
        mapping = place.value
        if isinstance(mapping, dict) and len(mapping) == 1:
            name = next(iter(mapping))
            if name in _TESTS:
                return _TESTS[name](self, place.get(name))
        raise place.error(f"expected one of {', '.join(_TESTS)}, not {shown(mapping)}.")

    def equal(self, place: Place) -> bool:
        """`Fn::Equals`."""
        values = [_comparable(self._evaluator.value(each)) for each in _several(place, 2, 2, "Fn::Equals")]
        return bool(values[0] == values[1])

    def all_of(self, place: Place) -> bool:
        """`Fn::And`."""
        return all(self.test(each) for each in _several(place, _FEWEST, _MOST, "Fn::And"))

    def any_of(self, place: Place) -> bool:
        """`Fn::Or`."""
        return any(self.test(each) for each in _several(place, _FEWEST, _MOST, "Fn::Or"))

    def none_of(self, place: Place) -> bool:
        """`Fn::Not`."""
        return not self.test(_several(place, 1, 1, "Fn::Not")[0])

    def named(self, place: Place) -> bool:
        """`Condition`."""
        return self.at(str(place.text()), place)


#: what a condition may be
_TESTS: dict[str, Callable[[Conditions, Place], bool]] = {
    "Fn::Equals": Conditions.equal,
    "Fn::And": Conditions.all_of,
    "Fn::Or": Conditions.any_of,
    "Fn::Not": Conditions.none_of,
    "Condition": Conditions.named,
}


def _several(place: Place, fewest: int, most: int, name: str) -> list[Place]:
    values = list(place.each())
    if not fewest <= len(values) <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
        raise place.error(f"Template validation error: every {name} object requires a list of {wanted} values.")
    return values


def _comparable(value: Any) -> Any:
    """Values as CloudFormation compares them: as text."""
    if isinstance(value, list):
        return [_comparable(each) for each in value]
    text = as_text(value)
    return value if text is None else text
