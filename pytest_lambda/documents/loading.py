"""Documents from files and from mappings."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_lambda.documents.document import Document
from pytest_lambda.documents.json_text import outlined, read
from pytest_lambda.documents.place import Place
from pytest_lambda.documents.yaml_text import composed
from pytest_lambda.documents.yaml_values import Tags, Values
from pytest_lambda.errors import ConfigurationError

_YAML = (".yaml", ".yml")


def load(path: str | os.PathLike[str], *, tags: Tags | None = None) -> Place:
    """The root of a document in a file.

    A file is JSON if it is called so, or if it is not called YAML and begins as JSON does; everything else is YAML,
    which is read without anything being executed.

    Args:
        path: of the file.
        tags: what YAML's tags of its own mean; without it they are refused.

    Raises:
        ConfigurationError: it cannot be read, is empty, or has a key twice; the message says where.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{path.name}: {str(path)!r} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path.name}: {str(path)!r} cannot be read: {error}. Save it as UTF-8.") from error
    return parsed(text, path.name, path=path, tags=tags)


def parsed(text: str, name: str, *, path: Path | None = None, tags: Tags | None = None) -> Place:
    """The root of a document whose text is known.

    Args:
        text: JSON or YAML.
        name: of the document, for messages; its ending says what it is.
        path: of its file.
        tags: see `load`.

    Raises:
        ConfigurationError: see `load`.
    """
    if not text.strip():
        raise ConfigurationError(f"{name}: this is empty: expected a document.")
    if _is_json(text, name):
        return _placed(read(text, name), text, name, path)
    node = composed(text, name)
    if node is None:
        raise ConfigurationError(f"{name}: this is empty: expected a document.")
    root = Values(name, tags).of(node)
    return Place(root, Document(name, text, path, root, lambda: node))


def given(mapping: Mapping[str, Any], name: str) -> Place:
    """The root of a document that is given as a mapping: what JSON makes of it.

    Args:
        mapping: its value.
        name: of the setting that it is given for, for messages.

    Raises:
        ConfigurationError: JSON could not have it.
    """
    try:
        root = json.loads(json.dumps(mapping, default=str))
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"{name}: this is no document that JSON could have: {error}.") from error
    return Place(root, Document(name, root=root))


def _placed(root: Any, text: str, name: str, path: Path | None) -> Place:
    return Place(root, Document(name, text, path, root, lambda: outlined(text, name)))


def _is_json(text: str, name: str) -> bool:
    suffix = Path(name).suffix.lower()
    return suffix == ".json" or (suffix not in _YAML and text.lstrip()[0] in "{[")
