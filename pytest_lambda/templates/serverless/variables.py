"""The variables of a `serverless.yml`, resolved wherever they stand.

Source: Serverless Framework documentation, Variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pytest_lambda.documents.place import Place, shown
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.scalars import as_text
from pytest_lambda.templates.serverless.variable_text import (
    Malformed,
    Source,
    Variable,
    literal_of,
    parts_of,
    source_of,
)

#: a source that has no value, so that the next one is tried
NOTHING = object()
#: of a source: what it gives, `NOTHING` if it has nothing
Look = Callable[[Source, Place], Any]


class Variables:
    """Resolves the variables of one project.

    Args:
        sources: by type: who looks a source up.
        supplied: values of sources as the file writes them, which go before all others: `ssm:/shop/key`.
    """

    def __init__(self, sources: Mapping[str, Look], supplied: Mapping[str, Any]) -> None:
        self._sources = sources
        self._supplied = supplied
        self._open: list[tuple[int, tuple[str, ...], str]] = []

    def resolved(self, place: Place) -> Place:
        """A value with all variables in it resolved; what comes from elsewhere stays there.

        Raises:
            ConfigurationError: one has no value, or names itself.
        """
        value = place.value
        if isinstance(value, dict):
            return place.at({key: self._inner(each) for key, each in place.items()})
        if isinstance(value, list):
            return place.at([self._inner(each) for each in place.each()])
        if isinstance(value, str):
            return self._text(place, value)
        return place

    def shallow(self, place: Place) -> Place:
        """The same, of the value alone and not of what is in it."""
        return self._text(place, place.value) if isinstance(place.value, str) else place

    def step(self, place: Place, address: str) -> Any:
        """What is so many steps further; `NOTHING` if there is nothing."""
        for name in address.split(".") if address else ():
            place = self.shallow(place)
            if isinstance(place.value, list) and name.isdecimal():
                further = list(place.each())[int(name) : int(name) + 1]
            else:
                further = [place.get(name)] if isinstance(place.value, dict) and name in place.value else []
            if not further or further[0].value is None:
                return NOTHING
            place = further[0]
        return place

    def _inner(self, place: Place) -> Any:
        made = self.resolved(place)
        return made if made.document is not place.document or made.steps != place.steps else made.value

    def _text(self, place: Place, text: str) -> Place:
        try:
            parts = parts_of(text)
        except Malformed as error:
            raise place.error(f"the variable '${{{error}' does not end: expected a closing '}}'.") from None
        if not any(isinstance(part, Variable) for part in parts):
            return place
        if len(parts) == 1:
            return self._value(parts[0], place)
        return place.at(_joined([self._piece(part, place) for part in parts]))

    def _piece(self, part: str | Variable, place: Place) -> Any:
        if isinstance(part, str):
            return part
        value = self._value(part, place).value
        if _is_intrinsic(value):
            return value
        text = as_text(value)
        if text is None:
            raise place.error(f"{part.written} is {shown(value)}: expected text or a number, to be put into a text.")
        return text

    def _value(self, part: Any, place: Place) -> Place:
        with self._entered(part.written, place):
            for written in part.tried:
                found = self._tried(written, place)
                if found is not NOTHING:
                    return self.resolved(found if isinstance(found, Place) else place.at(found))
        raise self._missing(part, place)

    def _tried(self, written: str, place: Place) -> Any:
        literal = literal_of(written)
        if literal is not None:
            return literal[0] if literal[0] is not None else NOTHING
        if written.startswith("${") and written.endswith("}"):
            return self._fallback(written, place)
        text = as_text(self._text(place.at(written), written).value) or written
        if text in self._supplied:
            return self._supplied[text]
        source = source_of(text)
        if source is None:
            raise place.error(f"{written!r} is no source of a variable: expected `type:address`, or a text in quotes.")
        look = self._sources.get(source.type)
        return NOTHING if look is None else look(source, place)

    def _fallback(self, written: str, place: Place) -> Any:
        """A variable in place of a source: it may have no value, too."""
        [variable] = parts_of(written)
        assert isinstance(variable, Variable)
        with self._entered(variable.written, place):
            for each in variable.tried:
                found = self._tried(each, place)
                if found is not NOTHING:
                    return found
        return NOTHING

    @contextmanager
    def _entered(self, written: str, place: Place) -> Iterator[None]:
        key = id(place.document), place.steps, written
        if key in self._open:
            circle = " -> ".join(each for _, _, each in [*self._open[self._open.index(key) :], key])
            raise place.error(f"{written} comes to itself: {circle}.")
        self._open.append(key)
        try:
            yield
        finally:
            self._open.pop()

    def _missing(self, variable: Variable, place: Place) -> ConfigurationError:
        first = source_of(variable.tried[0])
        name = variable.tried[0] if first is None else first.written
        if first is not None and first.type in ("opt", "param"):
            how = f"template_parameters={{{first.address!r}: ...}}, or in ini lambda_template_parameters"
        else:
            how = f"template_values={{{name!r}: ...}}, or in ini lambda_template_values"
        return place.error(f"{variable.written} has no value. Give it one: {how}; or a fallback after a comma.")


def _is_intrinsic(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))


def _joined(pieces: list[Any]) -> Any:
    if all(isinstance(each, str) for each in pieces):
        return "".join(pieces)
    return {"Fn::Join": ["", pieces]}
