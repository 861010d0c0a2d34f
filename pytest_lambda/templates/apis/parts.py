"""The resources that an API of a template consists of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.template import Template


class Part:
    """One resource, with its properties resolved.

    Args:
        logical_id: of it.
        ref: what `Ref` gives of it.
        properties: resolved.
    """

    __slots__ = ("logical_id", "properties", "ref")

    def __init__(self, logical_id: str, ref: Any, properties: Place) -> None:
        self.logical_id = logical_id
        self.ref = ref
        self.properties = properties

    def get(self, name: str) -> Place:
        """One property."""
        return self.properties.get(name)


class Parts:
    """The resources of a template by type, those whose conditions hold.

    Args:
        template: that they are in.
        evaluator: resolves them.
    """

    __slots__ = ("_evaluator", "_found", "_template")

    def __init__(self, template: Template, evaluator: Evaluator) -> None:
        self._template = template
        self._evaluator = evaluator
        self._found: dict[str, Part] = {}

    def of(self, type: str) -> Iterator[Part]:
        """All of a type, in the template's order."""
        for logical_id, resource in self._template.resources.items():
            if resource.type == type and self._evaluator.present(logical_id):
                yield self._part(logical_id)

    def belonging(self, type: str, name: str, ref: Any) -> list[Part]:
        """Those of a type that name something.

        Args:
            type: of them.
            name: of the property.
            ref: its value: what `Ref` gives of the API, say.
        """
        return [part for part in self.of(type) if part.get(name).value == ref]

    def _part(self, logical_id: str) -> Part:
        if logical_id not in self._found:
            resource = self._template.resources[logical_id]
            ref = self._evaluator.identities.ref(logical_id)
            self._found[logical_id] = Part(logical_id, ref, self._evaluator.resolve(resource.properties))
        return self._found[logical_id]
