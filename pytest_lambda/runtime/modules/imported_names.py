"""Names that a module's source imports by `from … import …`: the sure origin of its globals."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Mapping
from typing import Any


def imported_names(namespace: Mapping[str, Any]) -> Mapping[str, tuple[str, str]]:
    """For each name that the source of a module imports from another one: that module, and the name there.

    Empty when the source cannot be read.
    """
    file = namespace.get("__file__")
    return _names(file, str(namespace.get("__package__") or "")) if isinstance(file, str) else {}


@functools.lru_cache(maxsize=512)
def _names(file: str, package: str) -> Mapping[str, tuple[str, str]]:
    try:
        with open(file, "rb") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[str, tuple[str, str]] = {}
    for node in _statements(tree):
        if isinstance(node, ast.ImportFrom):
            module = _absolute(node, package)
            found.update({alias.asname or alias.name: (module, alias.name) for alias in node.names})
    return found


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Statements that bind globals: none inside a function or a class."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt) and not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield child
        if isinstance(child, (ast.If, ast.Try, ast.With, ast.For, ast.While, ast.ExceptHandler)):
            yield from _statements(child)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    name = node.module or ""
    if not node.level:
        return name
    base = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
    return f"{base}.{name}" if name else base
