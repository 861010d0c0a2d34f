"""Parameters of a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.scalars import as_text
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.evaluation.supplies import Supplies
from pytest_lambda.templates.template import Template


class Parameters:
    """The values of a template's parameters: those that are given, else their defaults.

    Args:
        template: that declares them.
        given: values by name.
        supplies: values of what is in the Parameter Store.

    Raises:
        ConfigurationError: a given one is not declared.
    """

    def __init__(self, template: Template, given: Mapping[str, Any], supplies: Supplies) -> None:
        self._declared = template.parameters
        self._given = given
        self._supplies = supplies
        self._values: dict[str, Any] = {}
        for name in given:
            if name not in self._declared:
                raise ConfigurationError(
                    f"{template.document.name}: Parameters: [{name}] do not exist in the template."
                    f"{nearest(name, self._declared)}"
                )

    def __contains__(self, name: str) -> bool:
        return name in self._declared

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            self._values[name] = self._value(name, self._declared[name])
        return self._values[name]

    def _value(self, name: str, place: Place) -> Any:
        value = self._given.get(name, place.get("Default").value)
        if value is None:
            raise place.error(f"Parameters: [{name}] must have values.")
        kind = str(place.get("Type").text())
        text = as_text(value) or ""
        if kind == "CommaDelimitedList" or kind.startswith("List<"):
            return [each.strip() for each in text.split(",")] if text else []
        return text
