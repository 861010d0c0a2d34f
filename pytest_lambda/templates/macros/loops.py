"""`Fn::ForEach` of the language extensions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.scalars import as_text
from pytest_lambda.templates.evaluation.arguments import parts_of
from pytest_lambda.templates.evaluation.evaluator import Evaluator

PREFIX = "Fn::ForEach::"
#: values that the loops of a template may make: far more than 500 resources have
_MOST_VALUES = 100_000
_LOOP = "Template error: every Fn::ForEach requires a list of an identifier, a collection, and a mapping of outputs."
_VARIABLE = re.compile(r"([$&])\{([A-Za-z0-9]+)\}")


class Loops:
    """Writes out the loops of one template.

    Args:
        evaluator: of the collections, which may be parameters or mappings.
    """

    __slots__ = ("_evaluator", "_made")

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._made = 0

    def written_out(self, place: Place) -> Place:
        """A value without loops, whose parts keep the places where they are written.

        Raises:
            ConfigurationError: a loop has another form, gives a name twice, or too much.
        """
        return place.at(self._value(place, {}))

    def _value(self, place: Place, variables: Mapping[str, str]) -> Any:
        self._made += 1
        if self._made > _MOST_VALUES:
            raise place.error(f"the loops of this template make more than {_MOST_VALUES:,} values.")
        value = place.value
        if isinstance(value, str):
            return _replaced(value, variables)
        if isinstance(value, list):
            return [
                _moved(each, self._value(each, variables), place, number) for number, each in enumerate(place.each())
            ]
        if not isinstance(value, dict):
            return value
        if len(value) == 1 and "Ref" in value:
            name = self._value(place.get("Ref"), variables)
            return variables[name] if isinstance(name, str) and name in variables else {"Ref": name}
        made: dict[str, Any] = {}
        for key, each in self._pairs(place, variables):
            if key in made:
                raise each.error(f"the loop gives the name {key!r} twice: a name needs the identifier in it.")
            made[key] = _moved(each, each.value, place, key)
        return made

    def _pairs(self, place: Place, variables: Mapping[str, str]) -> Iterator[tuple[str, Place]]:
        for key, each in place.items():
            if not key.startswith(PREFIX):
                yield _replaced(key, variables), each.at(self._value(each, variables))
                continue
            parts = parts_of(each)
            if len(parts) != 3 or not isinstance(parts[0].value, str) or not isinstance(parts[2].value, dict):
                raise each.error(_LOOP)
            for value in self._collection(parts[1], variables):
                yield from self._pairs(parts[2], {**variables, parts[0].value: value})

    def _collection(self, place: Place, variables: Mapping[str, str]) -> list[str]:
        value = self._evaluator.value(place.at(self._value(place, variables)))
        texts = [as_text(each) for each in value] if isinstance(value, list) else [None]
        if None in texts:
            raise place.error(f"{_LOOP} The collection is {value!r}.")
        return [str(text) for text in texts]


def _moved(origin: Place, value: Any, parent: Place, step: object) -> Any:
    """A value with the place that it comes from, unless that is where it now stands."""
    here = parent.at(value, step)
    same = isinstance(value, Place) or (origin.document is here.document and origin.steps == here.steps)
    return value if same else origin.at(value)


def _replaced(text: str, variables: Mapping[str, str]) -> str:
    """A text with `${Name}`, and with `&{Name}`, which keeps letters and digits only."""

    def variable(found: re.Match[str]) -> str:
        value = variables.get(found[2])
        if value is None:
            return found[0]
        return value if found[1] == "$" else re.sub(r"[^A-Za-z0-9]", "", value)

    return _VARIABLE.sub(variable, text)


def loops(value: Any) -> bool:
    """Whether a value has loops in it."""
    if isinstance(value, dict):
        return any(str(key).startswith(PREFIX) or loops(each) for key, each in value.items())
    return isinstance(value, list) and any(map(loops, value))
