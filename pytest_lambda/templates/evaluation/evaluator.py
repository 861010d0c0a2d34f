"""A template's values, with every intrinsic function resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from pytest_lambda.documents.place import Place, shown
from pytest_lambda.scalars import as_text
from pytest_lambda.templates.evaluation.conditions import Conditions
from pytest_lambda.templates.evaluation.dynamic import without_dynamic_references
from pytest_lambda.templates.evaluation.functions import FUNCTIONS, function_in
from pytest_lambda.templates.evaluation.parameters import Parameters
from pytest_lambda.templates.evaluation.pseudo import NO_VALUE, pseudo_parameters
from pytest_lambda.templates.evaluation.rules import Rules
from pytest_lambda.templates.evaluation.supplies import Supplies
from pytest_lambda.templates.template import LANGUAGE_EXTENSIONS, Template
from pytest_lambda.world import World

_NONE: Mapping[str, Any] = {}


class Identities(Protocol):
    """Who the resources of a template are.

    Both raise `LookupError` for what is not known; the evaluator's error then says how to supply it.
    """

    def ref(self, logical_id: str) -> Any:
        """What `Ref` gives of a resource: for most types its name."""

    def attribute(self, logical_id: str, name: str) -> Any:
        """What `Fn::GetAtt` gives of a resource: `Arn` say."""


class UnknownAttribute(LookupError):
    """A resource has no such attribute that anybody knows.

    Args:
        name: of the attribute.
        known: those that it has.
    """

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(name)
        self.known = tuple(known)


class Anonymous:
    """Identities of which nothing is known."""

    __slots__ = ()

    def ref(self, logical_id: str) -> Any:
        """Nothing."""
        raise LookupError(logical_id)

    def attribute(self, logical_id: str, name: str) -> Any:
        """Nothing."""
        raise LookupError(f"{logical_id}.{name}")


class Evaluator:
    """Resolves the values of one template in one account, as CloudFormation does for a stack.

    Args:
        template: that the values are in.
        world: account and region.
        stack_name: of the stack that the template becomes.
        parameters: given values, by name; the others have their defaults.
        values: of what the simulated account does not know, by what the template writes.
        identities: who the resources are.

    Raises:
        ConfigurationError: a given parameter is unknown, or not as its declaration says.
    """

    def __init__(
        self,
        template: Template,
        world: World,
        *,
        stack_name: str = "stack",
        parameters: Mapping[str, Any] = _NONE,
        values: Mapping[str, Any] = _NONE,
        identities: Identities | None = None,
    ) -> None:
        self.template = template
        self.world = world
        self.stack_name = stack_name
        self.supplies = Supplies(values)
        self.identities: Identities = identities if identities is not None else Anonymous()
        self.pseudo = pseudo_parameters(world, stack_name)
        self.parameters = Parameters(template, parameters, self.supplies)
        self.extended = LANGUAGE_EXTENSIONS in template.transforms
        self._conditions = Conditions(template, self)

    def resolve(self, place: Place) -> Place:
        """The same value with its intrinsic functions resolved; null in place of `AWS::NoValue`.

        Raises:
            ConfigurationError: something cannot be resolved; the message says where, and how to supply it.
        """
        value = self.value(place)
        return place.at(None if value is NO_VALUE else value)

    def holds(self, condition: str, place: Place | None = None) -> bool:
        """Whether a condition of the template holds.

        Args:
            condition: its name.
            place: that names it, for messages.

        Raises:
            ConfigurationError: there is no such condition, or it cannot be resolved.
        """
        return self._conditions.holds(condition, self.template.root if place is None else place)

    def present(self, logical_id: str) -> bool:
        """Whether the template has such a resource, and its condition holds."""
        resource = self.template.resources.get(logical_id)
        if resource is None:
            return False
        return resource.condition is None or self.holds(resource.condition, resource.place.get("Condition"))

    def outputs(self) -> dict[str, Any]:
        """The values of the outputs whose conditions hold, by name."""
        made: dict[str, Any] = {}
        for name, place in self.template.outputs.items():
            condition = place.get("Condition")
            if condition.value is None or self.holds(str(condition.text()), condition):
                made[name] = self.text(place.get("Value"))
        return made

    def check(self) -> None:
        """All parameters have values, all conditions can be told, and all rules are kept.

        Raises:
            ConfigurationError: CloudFormation would refuse to create the stack.
        """
        for name in self.parameters:
            self.parameters[name]
        for name, place in self.template.conditions.items():
            self.holds(name, place)
        rules = Rules(self.template, self)
        for name, place in self.template.rules.items():
            rules.check(name, place)

    def value(self, place: Place) -> Any:
        """What a value comes to; `NO_VALUE` for `AWS::NoValue`."""
        value = place.value
        if isinstance(value, str):
            return without_dynamic_references(value, place, self.supplies)
        if isinstance(value, list):
            return [each for each in [self.value(each) for each in place.each()] if each is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        function = function_in(place)
        if function is None:
            resolved = {key: self.value(each) for key, each in place.items()}
            return {key: each for key, each in resolved.items() if each is not NO_VALUE}
        name, argument = function
        made = FUNCTIONS[name](self, argument)
        return without_dynamic_references(made, argument, self.supplies) if isinstance(made, str) else made

    def text(self, place: Place) -> str:
        """What a value comes to, as text.

        Raises:
            ConfigurationError: it has no text: it is a list or a mapping.
        """
        value = self.value(place)
        text = as_text(value)
        if text is None:
            raise place.error(f"expected text, not {shown(value)}.")
        return text

    def check_extended(self, place: Place, name: str) -> None:
        """The template may use a language extension.

        Raises:
            ConfigurationError: it may not.
        """
        if not self.extended:
            raise place.error(f"{name} needs the language extensions: expected 'Transform: {LANGUAGE_EXTENSIONS}'.")
