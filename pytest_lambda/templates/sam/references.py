"""References to what the macro makes: `!Ref Orders.Version`, `${Api.Stage}`, layers by their names in the template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.intrinsics import is_intrinsic

_VARIABLE = re.compile(r"\$\{([A-Za-z0-9.]+)\}")


class References:
    """What references are written as, and what they mean.

    Args:
        made: `(logical id, property)` -> the logical id of what is made.
        renamed: logical id -> the one that it has now.
        gone: logical ids of what nothing is made of.
    """

    def __init__(
        self, made: Mapping[tuple[str, str], str], renamed: Mapping[str, str], gone: frozenset[str] = frozenset()
    ) -> None:
        self._made = made
        self._renamed = renamed
        self._gone = gone

    def place(self, place: Place) -> Place:
        """A place whose value refers to what there is now."""
        return place.at(self._value(place.value))

    def names(self, logical_ids: Iterable[str]) -> list[str]:
        """Those of some logical ids that there are still, as they are now."""
        return [self.name(each) for each in logical_ids if each not in self._gone]

    def name(self, logical_id: str) -> str:
        """A logical id as it is now."""
        return self._renamed.get(logical_id, logical_id)

    def _value(self, value: Any) -> Any:
        if isinstance(value, Place):
            return self.place(value)
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if not isinstance(value, dict):
            return value
        if is_intrinsic(value):
            return self._intrinsic(value)
        return {key: self._value(each) for key, each in value.items()}

    def _intrinsic(self, value: dict[str, Any]) -> dict[str, Any]:
        name, argument = next(iter(value.items()))
        if name == "Ref" and isinstance(argument, str):
            return {name: self._dotted(argument)}
        if name == "Fn::GetAtt":
            return {name: self._attribute(argument)}
        if name == "Fn::Sub" and isinstance(argument, str):
            return {name: self._text(argument)}
        if name == "Fn::Sub" and isinstance(argument, list) and argument and isinstance(argument[0], str):
            return {name: [self._text(argument[0]), *map(self._value, argument[1:])]}
        return {name: self._value(argument)}

    def _attribute(self, argument: Any) -> Any:
        parts = argument.split(".") if isinstance(argument, str) else argument
        if not isinstance(parts, list) or len(parts) < 2 or not all(isinstance(part, str) for part in parts):
            return self._value(argument)
        written = ".".join(parts)
        name = self._dotted(written)
        logical_id, _, attribute = name.partition(".")
        return [logical_id, attribute] if attribute and name != written else argument

    def _text(self, text: str) -> str:
        return _VARIABLE.sub(lambda match: f"${{{self._dotted(match[1])}}}", text)

    def _dotted(self, name: str) -> str:
        logical_id, _, rest = name.partition(".")
        key, _, further = rest.partition(".")
        if (logical_id, key) in self._made:
            made = self._made[logical_id, key]
            return f"{made}.{further}" if further else made
        return f"{self.name(logical_id)}.{rest}" if rest else self.name(logical_id)
