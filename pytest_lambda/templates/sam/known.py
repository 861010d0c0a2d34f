"""What is known of a template's parameters while it is transformed: some names are made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.intrinsics import is_intrinsic

_VARIABLE = re.compile(r"\$\{(AWS::[A-Z][A-Za-z]*|[A-Za-z0-9.]+)\}")


class Known:
    """Values of parameters, and the mappings.

    Args:
        parameters: of the template, each with its default.
        mappings: of the template.
        given: values of parameters and pseudo parameters, which count before the defaults.
    """

    def __init__(self, parameters: Mapping[str, Place], mappings: Place, given: Mapping[str, Any]) -> None:
        self._values = {
            name: place.get("Default").value
            for name, place in parameters.items()
            if isinstance(place.value, dict) and "Default" in place.value
        }
        self._values |= given
        self._mappings = mappings

    def resolved(self, value: Any) -> Any:
        """A value with those references resolved whose values are known; without its places."""
        return self._resolved(plain(value))

    def resolved_place(self, place: Place) -> Place:
        """A place whose value is resolved as far as it is known."""
        return place.at(self.resolved(place))

    def looked_up(self, value: Any) -> Any:
        """A value with `Fn::FindInMap` resolved, too, if its keys are known."""
        value = self.resolved(value)
        path = value.get("Fn::FindInMap") if is_intrinsic(value) else None
        if not isinstance(path, list):
            return value
        found: Any = plain(self._mappings)
        for key in path:
            if not isinstance(found, dict) or not isinstance(key, str) or key not in found:
                return value
            found = found[key]
        return found

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolved(each) for each in value]
        if not isinstance(value, dict):
            return value
        if is_intrinsic(value) and isinstance(value.get("Ref"), str):
            return self._values.get(value["Ref"], value)
        if is_intrinsic(value) and isinstance(value.get("Fn::Sub"), str):
            return {"Fn::Sub": _VARIABLE.sub(self._variable, value["Fn::Sub"])}
        return {key: self._resolved(each) for key, each in value.items()}

    def _variable(self, match: re.Match[str]) -> str:
        value = self._values.get(match[1])
        return value if isinstance(value, str) else match[0]
