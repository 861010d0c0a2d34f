"""Documents from files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.routes.openapi.place import Place

_YAML = (".yaml", ".yml")


def loaded(given: object) -> Place:
    """A document's root.

    Raises:
        ConfigurationError: it cannot be read, or is no mapping.
    """
    if isinstance(given, Mapping):
        return Place(_plain(given, "openapi"), "openapi")
    if not isinstance(given, (str, os.PathLike)):
        raise ConfigurationError(f"openapi is {given!r}: expected the path of a .json or .yaml file, or a mapping.")
    path = Path(given)
    kind = path.suffix.lower()
    if kind not in (".json", *_YAML):
        raise ConfigurationError(f"openapi is {str(path)!r}: expected a file whose name ends in .json, .yaml or .yml.")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"openapi is {str(path)!r}, which cannot be read: {error}.") from error
    value = _plain(_from_yaml(text, path), path.name) if kind in _YAML else _from_json(text, path)
    if not isinstance(value, dict):
        raise ConfigurationError(f"{path.name}: expected a mapping with 'openapi' or 'swagger', and 'paths'.")
    return Place(value, path.name)


def _plain(value: Any, name: str) -> Any:
    """What JSON makes of a value: all keys are text, dates as well."""
    try:
        return json.loads(json.dumps(value, default=str))
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"{name}: this is no document that JSON could have: {error}.") from error


def _from_json(text: str, path: Path) -> Any:
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, path))
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            f"{path.name}, line {error.lineno}, column {error.colno}: this is no JSON: {error.msg}."
        ) from error


def _once(pairs: list[tuple[str, Any]], path: Path) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ConfigurationError(f"{path.name}: {key!r} is twice in one object: the first would be lost.")
        made[key] = value
    return made


def _from_yaml(text: str, path: Path) -> Any:
    try:
        import yaml
    except ImportError as error:
        raise ConfigurationError(
            f"{path.name}: YAML needs PyYAML, which is not installed. Mend it with\n"
            "  pip install 'pytest-aws-lambda[templates]'"
        ) from error
    try:
        _check_keys(yaml.compose(text, Loader=yaml.SafeLoader), path, set())
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f", line {mark.line + 1}, column {mark.column + 1}"
        problem = getattr(error, "problem", None) or error
        raise ConfigurationError(f"{path.name}{where}: this is no YAML that can be read: {problem}.") from error


def _check_keys(node: Any, path: Path, seen: set[int]) -> None:
    """PyYAML takes the last of several equal keys without a word."""
    if node is None or isinstance(node.value, str) or id(node) in seen:
        return
    seen.add(id(node))
    keys: set[str] = set()
    for each in node.value:
        key, value = each if isinstance(each, tuple) else (None, each)
        if key is not None and isinstance(key.value, str):
            if key.value in keys and key.value != "<<":
                raise ConfigurationError(
                    f"{path.name}, line {key.start_mark.line + 1}: {key.value!r} is twice in one mapping: the first "
                    "would be lost."
                )
            keys.add(key.value)
        _check_keys(value, path, seen)
