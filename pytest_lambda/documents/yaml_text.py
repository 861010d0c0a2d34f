"""The nodes of YAML's text."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from pytest_lambda.documents.building import Builder
from pytest_lambda.documents.node import Node
from pytest_lambda.errors import ConfigurationError


def composed(text: str, name: str) -> Node | None:
    """The root of a document; None if it is empty.

    Args:
        text: YAML.
        name: of the document, for messages.

    Raises:
        ConfigurationError: this is no YAML, or several documents, or PyYAML is missing.
    """
    yaml = imported(name)
    with _understood(yaml, name):
        return _composed(yaml, yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), Builder(name))


def imported(name: str) -> Any:
    """PyYAML.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        import yaml
    except ImportError as error:
        raise ConfigurationError(
            f"{name}: YAML needs PyYAML, which is not installed. Mend it with\n"
            "  pip install 'pytest-aws-lambda[templates]'"
        ) from error
    return yaml


@contextlib.contextmanager
def _understood(yaml: Any, name: str) -> Iterator[None]:
    try:
        yield
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f", line {mark.line + 1}, column {mark.column + 1}"
        problem = getattr(error, "problem", None) or error
        raise ConfigurationError(f"{name}{where}: this is no YAML that can be read: {problem}.") from error


def _composed(yaml: Any, events: Iterator[Any], builder: Builder) -> Node | None:
    anchors: dict[str, Node] = {}
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            builder.add(_aliased(event, anchors, builder))
        elif isinstance(event, yaml.NodeEvent):
            node = _node(yaml, event)
            if event.anchor is not None:
                anchors[event.anchor] = node
            if node.text is None:
                builder.begin(node)
            else:
                builder.add(node)
        elif isinstance(event, yaml.CollectionEndEvent):
            builder.end()
    return builder.root


def _node(yaml: Any, event: Any) -> Node:
    tag = None if event.tag in (None, "!") else str(event.tag)
    node = Node(event.start_mark.line + 1, event.start_mark.column + 1, tag=tag)
    if isinstance(event, yaml.ScalarEvent):
        node.text = event.value
        node.plain = bool(event.implicit[0])
    elif isinstance(event, yaml.SequenceStartEvent):
        node.items = []
    else:
        node.pairs = []
    return node


def _aliased(event: Any, anchors: dict[str, Node], builder: Builder) -> Node:
    here = Node(event.start_mark.line + 1, event.start_mark.column + 1)
    node = anchors.get(event.anchor)
    if node is None:
        raise builder.error(here, f"the alias *{event.anchor} has no anchor &{event.anchor} before it.")
    if builder.is_open(node):
        raise builder.error(here, f"the alias *{event.anchor} stands inside of what it names.")
    return node
