"""The properties that a resource or an event of SAM may have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Kind:
    """What a property may be.

    Args:
        types: of Python; none is: anything.
        each: the types of its parts; none is: anything.
        called: in SAM's message; None is: it is not named there.
        intrinsic: whether an intrinsic function will do.
    """

    types: tuple[type, ...] = ()
    each: tuple[type, ...] = ()
    called: str | None = None
    intrinsic: bool = True

    def accepts(self, value: Any) -> bool:
        """Whether a value, without its places, is of this kind."""
        if not self.types or (self.intrinsic and isinstance(value, dict) and len(value) == 1):
            return True
        if not isinstance(value, self.types):
            return False
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return not self.each or all(isinstance(part, self.each) for part in parts)


ANY = Kind()
TEXT = Kind((str,), called="string")
MAP = Kind((dict,), called="map")
LIST = Kind((list,))
WHOLE = Kind((int,))
FLAG = Kind((bool,))
PLAIN_FLAG = Kind((bool,), intrinsic=False)
TEXT_OR_MAP = Kind((str, dict))
FLAG_OR_MAP = Kind((bool, dict))
LIST_OR_MAP = Kind((list, dict))
TEXT_OR_LIST = Kind((str, list), (str,), intrinsic=False)
TEXT_LIST_OR_MAP = Kind((str, dict, list))
MAPS = Kind((dict,), (dict,))
TEXTS_OR_MAPS = Kind((list,), (str, dict))

Refusal = Callable[[Place, str], ConfigurationError]


@dataclass(frozen=True, slots=True)
class Schema:
    """The properties of a type of SAM.

    Args:
        type: of the resource or event, as templates name it.
        properties: with what each may be.
        required: those that there must be.
    """

    type: str
    properties: Mapping[str, Kind]
    required: tuple[str, ...] = ()

    def check(self, properties: Place, refusal: Refusal) -> None:
        """Properties that SAM takes, or an error in its words.

        Args:
            properties: of a resource or event.
            refusal: makes the error, of where it is and what it says.
        """
        for name, place in properties.items():
            if name not in self.properties:
                raise refusal(place, f"property {name} not defined for resource of type {self.type}")
        for name, kind in self.properties.items():
            place = properties.get(name)
            if place.value is None:
                if name in self.required:
                    raise refusal(properties, f"Missing required property '{name}'.")
            elif not kind.accepts(plain(place)):
                raise refusal(place, _wrong(name, kind))


def _wrong(name: str, kind: Kind) -> str:
    return f"Property '{name}' should be a {kind.called}." if kind.called else f"Type of property '{name}' is invalid."


def kinds(kind: Kind, names: str) -> dict[str, Kind]:
    """Several properties of one kind, by their names with spaces between."""
    return dict.fromkeys(names.split(), kind)


def present(properties: Place, names: Iterable[str]) -> dict[str, Place]:
    """Those of some properties that are there."""
    found = ((name, properties.get(name)) for name in names)
    return {name: place for name, place in found if place.value is not None}
