"""Conditions of a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pytest_lambda.documents.place import Place, shown
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.scalars import as_text
from pytest_lambda.templates.evaluation.arguments import parts_of
from pytest_lambda.templates.evaluation.mentions import mentions
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

    tests: ClassVar[Mapping[str, Callable[[Any, Place], bool]]] = {}

    def __init__(self, template: Template, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._template = template
        self._found: dict[str, bool] = {}
        self._open: list[str] = []

    def holds(self, name: str, place: Place) -> bool:
        """Whether one holds that a place names.

        Raises:
            ConfigurationError: there is none, it depends on itself or on a resource, or cannot be resolved.
        """
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
            self._found[name] = self._declared(declared[name])
        finally:
            self._open.pop()
        return self._found[name]

    def _declared(self, place: Place) -> bool:
        for name, where in mentions(place):
            if name in self._template.resources:
                raise where.error(
                    f"Template format error: Unresolved dependencies [{name}]. Cannot reference resources in the "
                    "Conditions block of the template."
                )
        return self.test(place)

    def test(self, place: Place) -> bool:
        """Whether what is written at a place holds."""
        mapping = place.value
        if isinstance(mapping, dict) and len(mapping) == 1:
            name = next(iter(mapping))
            if name in self.tests:
                return self.tests[name](self, place.get(name))
        raise place.error(f"expected one of {', '.join(self.tests)}, not {shown(mapping)}.")

    def equal(self, place: Place) -> bool:
        """`Fn::Equals`."""
        one, other = self.several(place, "Fn::Equals", 2, 2)
        return bool(comparable(self.evaluator.value(one)) == comparable(self.evaluator.value(other)))

    def all_of(self, place: Place) -> bool:
        """`Fn::And`."""
        return all(self.test(each) for each in self.several(place, "Fn::And", _FEWEST, _MOST))

    def any_of(self, place: Place) -> bool:
        """`Fn::Or`."""
        return any(self.test(each) for each in self.several(place, "Fn::Or", _FEWEST, _MOST))

    def none_of(self, place: Place) -> bool:
        """`Fn::Not`."""
        return not self.test(self.several(place, "Fn::Not", 1, 1)[0])

    def named(self, place: Place) -> bool:
        """`Condition`."""
        return self.holds(str(place.text()), place)

    def several(self, place: Place, name: str, fewest: int, most: int) -> list[Place]:
        """The values of a list of so many."""
        values = parts_of(place)
        if not fewest <= len(values) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
            raise place.error(f"Template error: every {name} object requires a list of {wanted} values.")
        return values


Conditions.tests = {
    "Fn::And": Conditions.all_of,
    "Fn::Equals": Conditions.equal,
    "Fn::Not": Conditions.none_of,
    "Fn::Or": Conditions.any_of,
    "Condition": Conditions.named,
}


def comparable(value: Any) -> Any:
    """Values as CloudFormation compares them: as text."""
    if isinstance(value, list):
        return [comparable(each) for each in value]
    text = as_text(value)
    return value if text is None else text
