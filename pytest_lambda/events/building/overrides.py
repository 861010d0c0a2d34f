"""How a caller's word about a field reaches an event, and what depends on that field.

A builder computes its fields in an order in which each comes after those that it depends on, and passes each
through `fields(name, value)`. If the caller has given the field, that comes back in place of the value, so that
everything computed later follows::

    body = fields("body", text)
    ... fields("md5OfBody", md5(body)) ...     # follows the body, unless it is given itself
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pytest_lambda.errors import EventError


class Absent:
    """The type of `ABSENT`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


#: as the value of a field: there is no such key in the event
ABSENT: Final = Absent()


class Fields:
    """What the caller has said about the fields of one object of an event.

    Args:
        builder: its name, for error messages.
        given: AWS's field names and their values.
        path: where the object is in the event, for error messages.
        parameters: what else the builder takes, for error messages.
    """

    __slots__ = ("_builder", "_given", "_known", "_parameters", "_path", "_replaced", "_whole")

    def __init__(
        self, builder: str, given: Mapping[str, Any], path: str = "", parameters: Iterable[str] = ()
    ) -> None:
        self._builder = builder
        self._path = path
        self._parameters = tuple(parameters)
        self._known: set[str] = set()
        #: whether the caller has put something else in the place of the object, null or `ABSENT` say
        self._replaced = not isinstance(given, Mapping)
        self._whole: Any = given
        self._given: Mapping[str, Any] = {} if self._replaced else given

    def __call__(self, name: str, value: Any) -> Any:
        """The caller's value of a field, or else the given one. Two mappings are merged, key by key."""
        self._known.add(name)
        if name not in self._given:
            return value
        said = self._given[name]
        return merged(value, said) if isinstance(said, Mapping) and isinstance(value, Mapping) else said

    def at(self, name: str) -> Fields:
        """What was said about the fields of an inner object."""
        self._known.add(name)
        if name not in self._given:
            return NOTHING
        return Fields(self._builder, self._given[name], f"{self._path}{name}.")

    def says(self, name: str) -> bool:
        """Whether the caller has given a field."""
        self._known.add(name)
        return name in self._given

    def done(self, made: Any) -> Any:
        """The finished object: what the caller gave in its place, or what was made, without the absent keys.

        Raises:
            EventError: a field was given that the object does not have.
        """
        if self._replaced:
            return self._whole
        for name in self._given:
            if name not in self._known:
                raise self._unknown(name)
        return without_absent(made)

    def _unknown(self, name: str) -> EventError:
        if self._path:
            what, where = "field", f" in {self._path[:-1]}"
        else:
            what, where = "parameter or field", ""
        known = sorted({*self._known, *self._parameters})
        return EventError(
            f"events.{self._builder}() has no {what} {name!r}{where}.{nearest(name, known)} Known: {', '.join(known)}."
        )


class _Nothing(Fields):
    """The caller has said nothing: the usual case, and the fast one."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("", {})

    def __call__(self, name: str, value: Any) -> Any:
        return value

    def at(self, name: str) -> Fields:
        return self

    def says(self, name: str) -> bool:
        return False

    def done(self, made: Any) -> Any:
        return without_absent(made)


NOTHING: Final = _Nothing()


def fields_of(builder: str, given: Mapping[str, Any], parameters: Iterable[str] = ()) -> Fields:
    """What a caller has said in the keywords of a builder that are AWS's field names."""
    return Fields(builder, given, parameters=parameters) if given else NOTHING


def merged(made: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """An open map with what the caller says about its keys."""
    result = dict(made)
    for name, value in said.items():
        inner = result.get(name)
        if isinstance(value, Mapping) and isinstance(inner, Mapping):
            result[name] = merged(inner, value)
        elif value is ABSENT:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def without_absent(made: dict[str, Any]) -> dict[str, Any]:
    """An object without its absent keys; the same one if there are none."""
    for value in made.values():  # not `in`, which would also compare them
        if value is ABSENT:
            return {name: each for name, each in made.items() if each is not ABSENT}
    return made


def nearest(name: object, known: Iterable[str]) -> str:
    """A hint at the known name that was probably meant; empty if none is near."""
    names = {each.lower().replace("_", ""): each for each in known}
    wanted = str(name).lower().replace("_", "")
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
    starts = [each for each in names if each.startswith(wanted)]
    found = near or starts[:1]
    return f" Did you mean {names[found[0]]!r}?" if found else ""
