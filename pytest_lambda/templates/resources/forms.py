"""The forms that CloudFormation takes properties in, and their values in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pytest_lambda.documents.place import Place, shown
from pytest_lambda.documents.plain import plain
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.scalars import as_text

Values = dict[str, Any]


class Form(Protocol):
    """What the value of a property can be."""

    def read(self, place: Place) -> Any:
        """The value in Python.

        Raises:
            ConfigurationError: it is of another form.
        """
        ...


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value without parts.

    Args:
        name: as CloudFormation calls it in its errors.
        convert: gives the value in Python; raises ValueError if it is none.
    """

    name: str
    convert: Callable[[Any], Any]

    def read(self, place: Place) -> Any:
        """See `Form`."""
        try:
            return self.convert(plain(place))
        except (ValueError, TypeError):
            raise _wrong_type(place, self.name) from None


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one form."""

    form: Form

    def read(self, place: Place) -> list[Any]:
        """See `Form`."""
        if not isinstance(place.value, list):
            raise _wrong_type(place, "List")
        return [self.form.read(each) for each in place.each()]


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping with keys of the user's own to values of one form."""

    form: Form

    def read(self, place: Place) -> Values:
        """See `Form`."""
        if not isinstance(place.value, dict):
            raise _wrong_type(place, "Map")
        return {key: self.form.read(each) for key, each in place.items()}


@dataclass(frozen=True, slots=True)
class Structure:
    """A mapping with keys that CloudFormation knows.

    Args:
        forms: by key.
        required: keys that must be there.
        owner: whose keys they are, for the message.
    """

    forms: Mapping[str, Form]
    required: Sequence[str] = ()
    owner: str = ""

    def read(self, place: Place) -> Values:
        """See `Form`.

        Raises:
            ConfigurationError: a key is unknown or missing, or a value of another form.
        """
        if not isinstance(place.value, dict):
            raise _wrong_type(place, "Map")
        owner = self.owner or (str(place.steps[-1]) if place.steps else "It")
        for key, each in place.items():
            if key not in self.forms:
                known = ", ".join(sorted(self.forms))
                raise each.error(
                    f"Encountered unsupported property {key}.{nearest(key, self.forms)} {owner} has: {known}."
                )
        for key in self.required:
            if key not in place.value:
                raise place.error(f"Property {key} cannot be empty: {owner} does not do without it.")
        return {key: self.forms[key].read(each) for key, each in place.items()}


def of(owner: str, forms: Mapping[str, Form], *required: str) -> Structure:
    """The properties of a type of resource."""
    return Structure(forms, required, owner)


def has(*required: str, **forms: Form) -> Structure:
    """A structure below a property: `has("Mode", Mode=TEXT)`."""
    return Structure(forms, required)


def _text(value: Any) -> str:
    text = as_text(value)
    if text is None:
        raise TypeError
    return text


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        if isinstance(value, float) and value.is_integer():
            return int(value)
        raise TypeError
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError
    return float(value)


def _flag(value: Any) -> bool:
    known = {True: True, False: False, "true": True, "false": False, "True": True, "False": False}
    if not isinstance(value, (bool, str)) or value not in known:
        raise ValueError
    return known[value]


def _json(value: Any) -> Any:
    if not isinstance(value, (dict, str)):
        raise TypeError
    return value


def _anything(value: Any) -> Any:
    return value


def _wrong_type(place: Place, name: str) -> ConfigurationError:
    key = place.steps[-1] if place.steps else "it"
    return place.error(f"Value of property {key} must be of type {name}, not {shown(plain(place))}.")


#: as CloudFormation converts them: a number is a text, and the text of a number a number
TEXT = Leaf("String", _text)
WHOLE = Leaf("Integer", _whole)
NUMBER = Leaf("Number", _number)
FLAG = Leaf("Boolean", _flag)
#: a policy, say
JSON = Leaf("Json", _json)
#: what nothing here reads
ANYTHING = Leaf("Json", _anything)
TEXTS = ListOf(TEXT)
#: of function URLs and HTTP APIs
CORS = has(
    AllowCredentials=FLAG,
    AllowHeaders=TEXTS,
    AllowMethods=TEXTS,
    AllowOrigins=TEXTS,
    ExposeHeaders=TEXTS,
    MaxAge=WHOLE,
)
TAGS = ListOf(Structure({"Key": TEXT, "Value": TEXT}, ("Key", "Value"), "Tag"))
