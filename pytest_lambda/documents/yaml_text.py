"""The nodes of YAML's text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.documents.building import Builder
from pytest_lambda.documents.node import Node
from pytest_lambda.errors import ConfigurationError

#: characters; the parser in Python needs seconds for more
_LONGEST_READ_TWICE = 200_000


def composed(text: str, name: str) -> Node | None:
    """The root of a document; None if it is empty.

    Args:
        text: YAML.
        name: of the document, for messages.

    Raises:
        ConfigurationError: this is no YAML, or several documents, or PyYAML is missing.
    """
    yaml = imported(name)
    try:
        return _composed(yaml, yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), Builder(name))
    except yaml.YAMLError as error:
        raise _refusal(yaml, text, name, error) from error


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


def _refusal(yaml: Any, text: str, name: str, error: Exception) -> ConfigurationError:
    """What is wrong, as the parser in Python says it: libyaml's own words differ from version to version."""
    if len(text) <= _LONGEST_READ_TWICE:
        try:
            for _ in yaml.parse(text, Loader=yaml.SafeLoader):
                pass
        except yaml.YAMLError as said:
            error = said
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    else:
        before = text[: getattr(error, "position", 0)].split("\n")
        line, column = len(before), len(before[-1]) + 1
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or error
    context = getattr(error, "context", None)
    around = f", {context}" if context else ""
    return ConfigurationError(
        f"{name}, line {line}, column {column}: this is no YAML that can be read: {problem}{around}."
    )


def _composed(yaml: Any, events: Iterator[Any], builder: Builder) -> Node | None:
    anchors: dict[str, Node] = {}
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            here = Node(event.start_mark.line + 1, event.start_mark.column + 1)
            builder.add(_aliased(event.anchor, here, anchors, builder), here=here)
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


def _aliased(name: str, here: Node, anchors: dict[str, Node], builder: Builder) -> Node:
    node = anchors.get(name)
    if node is None:
        raise builder.error(here, f"the alias *{name} has no anchor &{name} before it.")
    if builder.is_open(node):
        raise builder.error(here, f"the alias *{name} stands inside of what it names.")
    return node
