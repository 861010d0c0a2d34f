"""Values that handlers return: JSON, nearly JSON, and not JSON at all."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import pathlib
import uuid
from typing import Any, NamedTuple

from hypothesis import strategies as st


class Point(NamedTuple):
    """A namedtuple, which becomes an object (R005)."""

    x: Any
    y: Any = None


class Colour(enum.Enum):
    """An enum that is not JSON (R010)."""

    RED = "red"


class Number(enum.IntEnum):
    """An enum that is a number (R010)."""

    ONE = 1


class Word(str, enum.Enum):
    """An enum that is a string (R010)."""

    A = "a"


class Shouting(str):
    """A string with a `__str__` of its own, which is ignored (R009)."""

    def __str__(self) -> str:
        return "SHOUTING"


class Odd(int):
    """A number with a `__repr__` of its own, which is ignored (R009)."""

    def __repr__(self) -> str:
        return "odd"


class Imprecise(float):
    """A float with a `__repr__` of its own, which is ignored (R009)."""

    def __repr__(self) -> str:
        return "imprecise"


class AsDict:
    """An object that is encoded through `_asdict()` (R005)."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields

    def _asdict(self) -> dict[str, Any]:
        return self.fields


class ForJson:
    """An object whose `for_json()` is not used (R005)."""

    def for_json(self) -> dict[str, Any]:
        """What simplejson would take if it were asked to."""
        return {}


@dataclasses.dataclass
class Record:
    """A dataclass, which is not JSON (R013)."""

    field: Any = 1


_WORDS = st.text() | st.text(st.characters(categories=["Cs", "Cc", "Zl", "Zp", "So", "Lo"]), max_size=4)
_INTEGERS = st.integers() | st.sampled_from([10**30, -(10**100), 10**4299])
_DECIMALS = st.decimals() | st.sampled_from(
    [decimal.Decimal(text) for text in ("NaN", "-NaN", "sNaN", "Infinity", "-Infinity", "-0", "1E+3", "1.10")]
)

_JSON_LEAVES = st.none() | st.booleans() | _INTEGERS | st.floats() | _WORDS
_NEARLY_JSON_LEAVES = (
    _DECIMALS
    | st.binary(max_size=4)
    | st.sampled_from([Number.ONE, Word.A, Shouting("x"), Odd(3), Imprecise(1.5), True])
)
_FOREIGN_LEAVES = (
    st.dates()
    | st.datetimes()
    | st.timedeltas()
    | st.uuids()
    | st.fractions()
    | st.complex_numbers()
    | st.sampled_from(
        [
            Colour.RED,
            ForJson(),
            Record(),
            Record,
            object(),
            ...,
            print,
            range(3),
            bytearray(b"x"),
            memoryview(b"x"),
            pathlib.PurePosixPath("/a"),
            ValueError("x"),
            iter([1]),
            {}.keys(),
            collections.UserDict(a=1),
            uuid.UUID(int=0),
            fractions.Fraction(1, 3),
            datetime.timezone.utc,
        ]
    )
    | st.builds(Record, st.integers())
    | st.sets(st.integers(), max_size=2)
    | st.frozensets(st.integers(), max_size=2)
)
_KEYS = (
    _WORDS
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
    | st.just(b"key")
    | st.sampled_from([Number.ONE, Word.A, Shouting("k"), Odd(5), Imprecise(2.5)])
)
_FOREIGN_KEYS = (
    _KEYS
    | st.dates()
    | st.tuples(st.integers())
    | st.just(b"\xff")
    | st.just(Colour.RED)
    | _DECIMALS.filter(lambda number: not number.is_snan())
)


def nearly_json() -> st.SearchStrategy[Any]:
    """Values that the client marshals, save for lone surrogates and bytes that are not text."""
    return st.recursive(_JSON_LEAVES | _NEARLY_JSON_LEAVES, lambda inner: _containers(inner, _KEYS), max_leaves=8)


def anything() -> st.SearchStrategy[Any]:
    """Any value; most cannot be marshalled."""
    return st.recursive(
        _JSON_LEAVES | _NEARLY_JSON_LEAVES | _FOREIGN_LEAVES,
        lambda inner: _containers(inner, _FOREIGN_KEYS) | st.lists(inner, max_size=2).map(collections.deque),
        max_leaves=8,
    )


def surrogates() -> st.SearchStrategy[Any]:
    """Text with lone surrogates, alone and nested (R021)."""
    lone = st.text(st.characters(categories=["Cs"]) | st.sampled_from("aé漢"), min_size=1, max_size=3)
    return lone | st.lists(lone, max_size=2) | st.dictionaries(lone, st.none(), max_size=2)


def json_values() -> st.SearchStrategy[Any]:
    """Values that are JSON through and through."""
    return st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=10,
    )


@st.composite
def circular(draw: st.DrawFn) -> Any:
    """A value that holds itself, at some depth."""
    heart: Any = draw(st.sampled_from([list, dict, collections.OrderedDict]))()
    value: Any = heart
    for wrap in draw(st.lists(st.sampled_from([lambda v: [1, v], lambda v: {"k": v}, Point]), max_size=3)):
        value = wrap(value)
    if isinstance(heart, list):
        heart.append(value)
    else:
        heart["self"] = value
    return draw(st.sampled_from([heart, value]))


def _containers(inner: st.SearchStrategy[Any], keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    named = st.dictionaries(st.text(), inner, max_size=3)
    odd = st.dictionaries(keys, inner, max_size=3)
    return (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | odd
        | odd.map(collections.OrderedDict)
        | named.map(AsDict)
        | st.builds(Point, inner, inner)
    )
