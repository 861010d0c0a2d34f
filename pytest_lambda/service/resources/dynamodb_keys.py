"""The primary key of a DynamoDB table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.attribute_values import size_of
from pytest_lambda.service.resources.dynamodb_values import VALIDATION, Image, checked_image, is_typed
from pytest_lambda.service.resources.refusals import RequestRefused

KEY_TYPES = ("S", "N", "B")
#: what a table finds an item by: the content of its key
Identity: TypeAlias = tuple[str, ...]
#: DynamoDB developer guide, Service, account, and table quotas: bytes of a partition key and of a sort key
_MOST_BYTES = 2_048, 1_024
_NO_MATCH = "The provided key element does not match the schema"
_INVALID = "One or more parameter values were invalid: "


class KeySchema:
    """The names and types of one or two key attributes.

    Args:
        partition_key, sort_key: names; the latter None if there is none.
        partition_key_type, sort_key_type: `S`, `N` or `B`; None: that of the first item.

    Attributes:
        names: of the key attributes.

    Raises:
        ConfigurationError: a name or type is none.
    """

    __slots__ = ("_types", "names")

    def __init__(
        self,
        partition_key: str,
        sort_key: str | None = None,
        partition_key_type: str | None = None,
        sort_key_type: str | None = None,
    ) -> None:
        self.names: tuple[str, ...] = (partition_key,) if sort_key is None else (partition_key, sort_key)
        for parameter, name in zip(("partition_key", "sort_key"), self.names, strict=False):
            if not isinstance(name, str) or not 1 <= len(name.encode()) <= 255:
                raise ConfigurationError(f"{parameter} is {name!r}: expected a name of 1 to 255 bytes.")
        if partition_key == sort_key:
            raise ConfigurationError(f"partition_key and sort_key are both {partition_key!r}: expected two names.")
        for parameter, type_ in (("partition_key_type", partition_key_type), ("sort_key_type", sort_key_type)):
            if type_ not in (None, *KEY_TYPES):
                raise ConfigurationError(f"{parameter} is {type_!r}: expected S, N or B, or None for the first item's.")
        if sort_key is None and sort_key_type is not None:
            raise ConfigurationError(f"sort_key_type is {sort_key_type!r}, but there is no sort_key.")
        given = zip(self.names, (partition_key_type, sort_key_type), strict=False)
        self._types = {name: type_ for name, type_ in given if type_ is not None}

    @property
    def types(self) -> Mapping[str, str]:
        """The types of the key attributes, as far as they are known."""
        return MappingProxyType(self._types)

    def image(self, item: object) -> Image:
        """An item that is to be put, checked.

        Raises:
            UnsupportedValue: a value is none that DynamoDB has.
            RequestRefused: the key is missing, of a wrong type, empty or too long.
        """
        image = checked_image(item, "the item", typed=self.types_said(item))
        for name in self.names:
            if name not in image:
                raise RequestRefused(
                    VALIDATION,
                    f"{_INVALID}Missing the key {name} in the item",
                    f"The item has {', '.join(map(repr, image)) or 'no attributes'}; the key of the table is "
                    f"{self}: give {name!r}, or make the table with other names.",
                )
            ((kind, _),) = image[name].items()
            expected = self._types.get(name)
            if kind != expected and (expected is not None or kind not in KEY_TYPES):
                raise RequestRefused(
                    VALIDATION,
                    f"{_INVALID}Type mismatch for key {name} expected: {expected or 'S, N or B'} actual: {kind}",
                    self._why(name),
                )
        self._check_contents(image)
        return image

    def key(self, key: object) -> Image:
        """The key that is to be read, updated or deleted, checked.

        Args:
            key: a mapping of its attributes; the value alone of one attribute, a tuple of the values of two.

        Raises:
            UnsupportedValue: a value is none that DynamoDB has.
            RequestRefused: it does not match the schema.
        """
        image = checked_image(self._named(key), "the key", typed=self.types_said(key))
        if image.keys() != set(self.names):
            raise RequestRefused(
                VALIDATION, _NO_MATCH, f"The key is {key!r}: expected {self} and nothing else, as a mapping."
            )
        for name in self.names:
            ((kind, _),) = image[name].items()
            if kind not in KEY_TYPES or self._types.get(name, kind) != kind:
                raise RequestRefused(VALIDATION, _NO_MATCH, f"{name!r} is of type {kind}. {self._why(name)}")
        self._check_contents(image)
        return {name: image[name] for name in self.names}

    def keys_of(self, image: Mapping[str, dict[str, Any]]) -> Image:
        """The key in a checked item."""
        return {name: image[name] for name in self.names}

    def identity(self, image: Mapping[str, Mapping[str, Any]]) -> Identity:
        """What tells a checked item from all others."""
        return tuple([content for name in self.names for content in image[name].values()])

    def learn(self, image: Mapping[str, Mapping[str, Any]]) -> None:
        """An item was taken: its types are those of the table from now on."""
        if len(self._types) < len(self.names):
            for name in self.names:
                ((kind, _),) = image[name].items()
                self._types.setdefault(name, kind)

    def types_said(self, item: object) -> bool:
        """Whether the key in an item is of AWS's form, and so the whole item."""
        return isinstance(item, Mapping) and all(is_typed(item.get(name)) for name in self.names)

    def _named(self, key: object) -> object:
        if isinstance(key, Mapping):
            return key
        values = key if isinstance(key, (tuple, list)) else (key,)
        if len(values) != len(self.names):
            raise RequestRefused(VALIDATION, _NO_MATCH, f"The key is {key!r}: expected {self}, as a mapping.")
        return dict(zip(self.names, values, strict=True))

    def _check_contents(self, image: Image) -> None:
        for position, name in enumerate(self.names):
            ((kind, content),) = image[name].items()
            if not content:
                what = "string" if kind == "S" else "binary"
                raise RequestRefused(
                    VALIDATION,
                    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain "
                    f"an empty {what} value. Key: {name}",
                )
            if size_of({"": image[name]}) > _MOST_BYTES[position]:
                raise RequestRefused(VALIDATION, _TOO_LONG[position], f"{name!r} has {len(content):,} characters.")

    def _why(self, name: str) -> str:
        expected = self._types.get(name)
        if expected is None:
            return "A key is text, a number or bytes."
        return f"{name!r} is of type {expected}, which the table was made with or which its first item had."

    def __str__(self) -> str:
        return " and ".join(map(repr, self.names))


_TOO_LONG = (
    f"{_INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes",
    f"{_INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
)
