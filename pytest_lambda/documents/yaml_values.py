"""The values of YAML's nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from pytest_lambda.documents.node import Node
from pytest_lambda.documents.place import shown
from pytest_lambda.documents.yaml_text import imported
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.scalars import as_text

#: what a document's own tags mean: (the tag, `!Sub` say; the value after it) -> the value; of an unknown one it raises
#: LookupError, with a hint
Tags: TypeAlias = "Callable[[str, Any], Any]"

_YAML = "tag:yaml.org,2002:"
#: of YAML's own tags those that JSON has values for
_SCALARS = frozenset({"null", "bool", "int", "float", "str"})
_COLLECTIONS = frozenset({"map", "seq"})


class Values:
    """Makes values of the nodes of one document.

    Dates stay text, since no value of AWS is one; all keys are text.

    Args:
        name: of the document, for messages.
        tags: what its own tags mean; None if it may have none.
    """

    __slots__ = ("_constructor", "_name", "_resolver", "_scalar", "_tags")

    def __init__(self, name: str, tags: Tags | None) -> None:
        yaml = imported(name)
        self._name = name
        self._tags = tags
        self._resolver = yaml.resolver.Resolver()
        self._constructor = yaml.constructor.SafeConstructor()
        self._scalar = yaml.ScalarNode

    def of(self, node: Node) -> Any:
        """The value of a node.

        Raises:
            ConfigurationError: a tag is unknown, or a text is not of its tag.
        """
        kind = None if node.tag is None else node.tag.removeprefix(_YAML)
        if node.tag is None or (node.tag.startswith(_YAML) and kind in _COLLECTIONS):
            return self._untagged(node)
        if node.tag.startswith(_YAML) and kind in _SCALARS and node.text is not None:
            return self._scalar_of(node.tag, node)
        if self._tags is None or not node.tag.startswith("!"):
            raise self._error(node, f"the tag {_shown(node.tag)} is not known: expected plain values.")
        try:
            return self._tags(node.tag, self._untagged(node))
        except LookupError as error:
            raise self._error(node, f"the tag {_shown(node.tag)} is not known.{''.join(error.args[:1])}") from None

    def _untagged(self, node: Node) -> Any:
        if node.items is not None:
            return [self.of(each) for each in node.items]
        if node.pairs is not None:
            return self._mapping(node)
        assert node.text is not None
        if not node.plain:
            return node.text
        return self._scalar_of(self._resolver.resolve(self._scalar, node.text, (True, False)), node)

    def _mapping(self, node: Node) -> dict[str, Any]:
        made: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key, value in node.pairs or ():
            if key.is_merge:
                made = {**self._merged(value), **made}
            else:
                name = self._key(key)
                if name in own:  # each in other letters: `yes` and `true`
                    raise self._error(key, f"{name!r} is twice in one mapping: the first would be lost.")
                own[name] = self.of(value)
        return {**made, **own}

    def _key(self, key: Node) -> str:
        """The text of a key, which CloudFormation reads as a value first: `yes` is `true`, `010` is `8`."""
        value = self._untagged(key)
        return "null" if value is None else as_text(value) or ""

    def _merged(self, node: Node) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for each in reversed([node] if node.items is None else node.items):
            if each.pairs is None:
                raise self._error(each, "'<<' merges mappings: expected a mapping or a list of mappings.")
            made.update(self._mapping(each))
        return made

    def _scalar_of(self, tag: str, node: Node) -> Any:
        kind = tag.removeprefix(_YAML)
        if kind not in _SCALARS or kind == "str":
            return node.text
        try:
            return getattr(self._constructor, f"construct_yaml_{kind}")(self._scalar(tag, node.text))
        except (ValueError, KeyError, OverflowError):
            raise self._error(node, f"{shown(node.text)} is no {kind}.") from None

    def _error(self, node: Node, message: str) -> ConfigurationError:
        return ConfigurationError(f"{self._name}, line {node.line}, column {node.column}: {message}")


def _shown(tag: str) -> str:
    return repr(tag.replace(_YAML, "!!"))
