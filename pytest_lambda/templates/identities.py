"""Who the resources of a template are: what `Ref` and `Fn::GetAtt` give for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.evaluation.evaluator import Evaluator, UnknownAttribute
from pytest_lambda.templates.reading import is_serverless
from pytest_lambda.templates.resources.row import Subject
from pytest_lambda.templates.resources.table import row_of
from pytest_lambda.templates.template import Template
from pytest_lambda.world import World

_NONE: Mapping[str, Any] = {}


class Identities:
    """The resources of one template in one account, by the table of resource types.

    Args:
        template: that they are in.
        world: account, region and seed.
        stack_name: of the stack that the template becomes.
    """

    def __init__(self, template: Template, world: World, stack_name: str) -> None:
        self._template = template
        self._world = world
        self._stack_name = stack_name
        self._subjects: dict[str, Subject] = {}
        self._asked: list[str] = []
        self._evaluator: Evaluator | None = None

    def resolve_with(self, evaluator: Evaluator) -> None:
        """Properties that names follow from are resolved by it."""
        self._evaluator = evaluator

    def ref(self, logical_id: str) -> Any:
        """What `Ref` gives of a resource.

        Raises:
            LookupError: there is none of that name.
            ConfigurationError: it depends on itself.
        """
        subject = self.subject(logical_id)
        return self._known(logical_id, subject, subject.row.ref)

    def attribute(self, logical_id: str, name: str) -> Any:
        """What `Fn::GetAtt` gives of a resource.

        Raises:
            LookupError: the attribute does not follow from what is known.
            ConfigurationError: it depends on itself.
        """
        subject = self.subject(logical_id)
        attributes = subject.row.attributes
        try:
            known = attributes[name]
        except KeyError:
            raise UnknownAttribute(name, attributes) from None
        return self._known(logical_id, subject, known)

    def subject(self, logical_id: str) -> Subject:
        """A resource as its row sees it.

        Raises:
            LookupError: there is none of that name.
        """
        if logical_id not in self._subjects:
            resource = self._template.resources[logical_id]
            row = row_of(resource.type)
            self._subjects[logical_id] = Subject(resource, row, self._world, self._stack_name, self._resolve)
        return self._subjects[logical_id]

    def _known(self, logical_id: str, subject: Subject, known: Any) -> Any:
        if logical_id in self._asked:
            circle = self._asked[self._asked.index(logical_id) :]
            raise subject.place.error(f"Circular dependency between resources: [{', '.join(circle)}]")
        self._asked.append(logical_id)
        try:
            found = known(subject)
        finally:
            self._asked.pop()
        if found is None:
            raise LookupError(logical_id)
        return found

    def _resolve(self, place: Place) -> Place:
        if self._evaluator is None:
            raise ConfigurationError("Nothing resolves what these identities need: expected resolve_with() first.")
        return self._evaluator.resolve(place)


def evaluated(
    template: Template,
    world: World,
    *,
    stack_name: str = "stack",
    parameters: Mapping[str, Any] = _NONE,
    values: Mapping[str, Any] = _NONE,
) -> tuple[Evaluator, Identities]:
    """What resolves the values of a template whose resources are those of the table.

    Args:
        template: that the values are in.
        world: account, region and seed.
        stack_name: of the stack that the template becomes.
        parameters: `template_parameters`.
        values: `template_values`.
    """
    identities = Identities(template, world, stack_name)
    if is_serverless(template.root):  # which has read its options itself
        parameters = {name: value for name, value in parameters.items() if name in template.parameters}
    evaluator = Evaluator(
        template, world, stack_name=stack_name, parameters=parameters, values=values, identities=identities
    )
    identities.resolve_with(evaluator)
    return evaluator, identities
