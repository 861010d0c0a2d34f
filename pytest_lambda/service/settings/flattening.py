"""Parameters that AWS nests, and the flat settings in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError


def flatten(given: Mapping[str, Any], flat_settings: Callable[[str, Any], Mapping[str, Any]]) -> dict[str, Any]:
    """The flat settings that parameters stand for. None is what is not given.

    Args:
        given: what the user wrote.
        flat_settings: those that one parameter stands for, from its name and value.

    Raises:
        ConfigurationError: a setting is given twice.
    """
    flat: dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        for setting, part in flat_settings(name, value).items():
            if setting in flat:
                raise ConfigurationError(f"{setting} is given twice, once of it in {name}: give it in one place.")
            flat[setting] = part
    return flat


def nested_parts(name: str, value: object, keys: Collection[str]) -> dict[str, Any]:
    """What is given in a nested parameter, by AWS's keys.

    Args:
        name: of the parameter.
        value: what the user wrote for it.
        keys: that it can have.

    Raises:
        ConfigurationError: it is no mapping, or has other keys.
    """
    if not isinstance(value, Mapping) or not set(value) <= set(keys):
        raise ConfigurationError(f"{name} is {value!r}: expected AWS's form with the keys {', '.join(keys)}.")
    return {key: part for key, part in value.items() if part is not None}
