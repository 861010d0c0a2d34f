"""Parameters of a template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.documents.place import Place, shown
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.scalars import as_text
from pytest_lambda.templates.evaluation.constraints import check_constraints
from pytest_lambda.templates.evaluation.parameter_types import check_declaration, is_list, stored_type
from pytest_lambda.templates.evaluation.supplies import Supplies
from pytest_lambda.templates.template import Template


class Parameters(Mapping[str, Any]):
    """The values of a template's parameters: those that are given, else their defaults.

    Args:
        template: that declares them.
        given: values by name.
        supplies: values of what is in the Parameter Store.

    Raises:
        ConfigurationError: a given one is not declared, or not as its declaration says.
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
        for name, place in self._declared.items():
            check_declaration(name, place)
        for name in given:
            self[name]

    def __contains__(self, name: object) -> bool:
        return name in self._declared

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            self._values[name] = self._value(name, self._declared[name])
        return self._values[name]

    def __repr__(self) -> str:
        hidden = {name for name, place in self._declared.items() if as_text(place.get("NoEcho").value) == "true"}
        known = {name: "****" if name in hidden else value for name, value in self._values.items()}
        return f"Parameters({known})"

    def _value(self, name: str, place: Place) -> Any:
        kind = str(place.get("Type").value)
        text = self._text(name, place)
        check_constraints(name, place, _elements(text) if is_list(kind) else [text])
        stored = stored_type(kind)
        if stored is None:
            return _elements(text) if is_list(kind) else text
        key = f"resolve:ssm:{text}"
        if key not in self._supplies:
            problem = f"the parameter {name} is what the Parameter Store has at {text!r}."
            raise self._supplies.missing(place, key, problem)
        return self._supplies.list_of(key) if is_list(stored) else as_text(self._supplies[key])

    def _text(self, name: str, place: Place) -> str:
        value = self._given.get(name)
        if value is None:
            value = place.get("Default").value
        if value is None:
            raise place.error(
                f"Parameters: [{name}] must have values: it has no default. Give it with "
                f"template_parameters={{{name!r}: …}}, which from_template() takes as parameters, "
                "or in the configuration file:\n"
                f'  lambda_template_parameters = ["{name}=…"]'
            )
        if isinstance(value, (list, tuple)):
            value = ",".join(as_text(each) or "" for each in value)
        text = as_text(value)
        if text is None:
            raise place.error(f"the parameter {name} is {shown(value)}: expected text, a number or a list.")
        return text


def _elements(text: str) -> list[str]:
    return [each.strip() for each in text.split(",")] if text else []
