"""Rules of a template, which check the parameters before anything is created."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.evaluation.conditions import Conditions, comparable

_ATTRIBUTES = ("Assertions", "RuleCondition")


class Rules(Conditions):
    """Checks the rules of a template.

    Args:
        template: that they are in.
        evaluator: of the values that they compare.
    """

    tests: ClassVar[Mapping[str, Callable[[Any, Place], bool]]] = {}

    def check(self, name: str, place: Place) -> None:
        """Every assertion of a rule holds, if the rule applies.

        Raises:
            ConfigurationError: one does not, or it is no rule.

        Source: CloudFormation User Guide, Rules section.
        """
        for attribute, where in place.items():
            if attribute not in _ATTRIBUTES:
                raise where.error(f"a rule has no {attribute!r}.{nearest(attribute, _ATTRIBUTES)}")
        applies = place.get("RuleCondition")
        if applies.value is not None and not self.test(applies):
            return
        for assertion in place.get("Assertions").each():
            if not self.test(assertion.get("Assert")):
                described = assertion.get("AssertDescription").text() or "its assertion does not hold"
                raise assertion.error(f"Rule {name}: {described}.")

    def contains(self, place: Place) -> bool:
        """`Fn::Contains`."""
        values, wanted = self.several(place, "Fn::Contains", 2, 2)
        return comparable(self.evaluator.value(wanted)) in self._listed(values)

    def each_equals(self, place: Place) -> bool:
        """`Fn::EachMemberEquals`."""
        values, wanted = self.several(place, "Fn::EachMemberEquals", 2, 2)
        expected = comparable(self.evaluator.value(wanted))
        return all(each == expected for each in self._listed(values))

    def each_in(self, place: Place) -> bool:
        """`Fn::EachMemberIn`."""
        values, wanted = self.several(place, "Fn::EachMemberIn", 2, 2)
        allowed = self._listed(wanted)
        return all(each in allowed for each in self._listed(values))

    def _listed(self, place: Place) -> list[Any]:
        value = self._looked_up(place) if isinstance(place.value, dict) else None
        found = comparable(self.evaluator.value(place) if value is None else value)
        return found if isinstance(found, list) else [found]

    def _looked_up(self, place: Place) -> Any:
        """What the account has, which must be supplied; None if nothing of it is asked for."""
        for name in ("Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll"):
            if name in place.value:
                argument = place.get(name)
                parts = [argument] if isinstance(argument.value, str) else list(argument.each())
                key = f"{name}:{'.'.join(str(each.text()) for each in parts)}"
                if key not in self.evaluator.supplies:
                    raise self.evaluator.supplies.missing(argument, key, f"{name} asks what the account has.")
                return self.evaluator.supplies.list_of(key)
        return None


Rules.tests = {
    **Conditions.tests,
    "Fn::Contains": Rules.contains,
    "Fn::EachMemberEquals": Rules.each_equals,
    "Fn::EachMemberIn": Rules.each_in,
}
