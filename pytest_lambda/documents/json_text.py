"""JSON's values, and the nodes of its text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pytest_lambda.documents.building import DEEPEST, Builder
from pytest_lambda.documents.node import Node
from pytest_lambda.errors import ConfigurationError

#: a string, a sign, or what is between signs
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\]:,"]+')
_CONSTANTS = ("NaN", "Infinity", "-Infinity")


class _Suspect(Exception):
    """Something that the nodes of the text are refused for, with its line."""


def read(text: str, name: str) -> Any:
    """The value of a text.

    Raises:
        ConfigurationError: it is no JSON, or has a key twice.
    """
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
        _check_depth(value)
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            f"{name}, line {error.lineno}, column {error.colno}: this is no JSON: {error.msg}."
        ) from error
    except (_Suspect, RecursionError):
        outlined(text, name)  # which finds it, and says where
        raise
    except ValueError as error:  # a number of more digits than Python reads
        raise ConfigurationError(f"{name}: this is no JSON that can be read: {error}.") from error
    return value


def outlined(text: str, name: str) -> Node:
    """The nodes of a text that is JSON.

    Raises:
        ConfigurationError: it has a key twice, is nested too deep, or has a word for a number that JSON has not.
    """
    builder = Builder(name)
    for token, line, column in _tokens(text):
        if token in "]}":
            builder.end()
            continue
        node = Node(line, column)
        if token == "[":
            node.items = []
            builder.begin(node)
        elif token == "{":
            node.pairs = []
            builder.begin(node)
        else:
            if token in _CONSTANTS:
                raise builder.error(node, f"this is no JSON: {token} is no number.")
            node.text = json.loads(token) if token[0] == '"' else token
            builder.add(node)
    assert builder.root is not None
    return builder.root


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    line, begin = 1, 0
    for found in _TOKEN.finditer(text):
        newlines = text.count("\n", begin, found.start())
        if newlines:
            line += newlines
            begin = text.rfind("\n", begin, found.start()) + 1
        yield found[0], line, found.start() - begin + 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _Suspect
    return made


def _refused(word: str) -> Any:
    raise _Suspect


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [each for each in level if isinstance(each, (dict, list))]
        if not level:
            return
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
    raise _Suspect
