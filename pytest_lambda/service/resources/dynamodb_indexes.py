"""The secondary indexes of a DynamoDB table, which are for queries: those that moto answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.errors import ConfigurationError

_PARTS = ("IndexName", "KeySchema", "Projection")


@dataclass(frozen=True, slots=True)
class SecondaryIndexes:
    """As CreateTable has them, without what they cost.

    Attributes:
        everywhere: `GlobalSecondaryIndexes`.
        local: `LocalSecondaryIndexes`.
        types: of the attributes in their keys.
    """

    everywhere: tuple[Mapping[str, Any], ...] = ()
    local: tuple[Mapping[str, Any], ...] = ()
    types: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls,
        everywhere: Iterable[Mapping[str, Any]],
        local: Iterable[Mapping[str, Any]],
        attribute_definitions: Iterable[Mapping[str, Any]],
    ) -> SecondaryIndexes:
        """Those of a table.

        Raises:
            ConfigurationError: an index has no name, key or projection, or the type of a key is not told.
        """
        types = {each["AttributeName"]: each["AttributeType"] for each in attribute_definitions}
        found = tuple(map(_index, everywhere)), tuple(map(_index, local))
        keys = [key["AttributeName"] for index in (*found[0], *found[1]) for key in index["KeySchema"]]
        for name in keys:
            if name not in types:
                raise ConfigurationError(
                    f"{name!r} is in the key of a secondary index: give its type, "
                    f"attribute_definitions=[{{'AttributeName': {name!r}, 'AttributeType': 'S'}}, …]."
                )
        return cls(*found, tuple((name, types[name]) for name in dict.fromkeys(keys)))


def _index(given: Mapping[str, Any]) -> Mapping[str, Any]:
    missing = [part for part in _PARTS if part not in given]
    if missing:
        raise ConfigurationError(
            f"A secondary index is {dict(given)!r}: it lacks {', '.join(missing)}. Expected IndexName, KeySchema and "
            "Projection, as CreateTable has them."
        )
    return {part: given[part] for part in _PARTS}
