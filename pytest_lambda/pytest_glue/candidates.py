"""Functions in a folder that look like Lambda handlers, for an error message."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_SKIPPED = frozenset({"tests", "test", "node_modules", "build", "dist", "site-packages", "__pycache__", "docs"})
_MOST_FILES = 500
_MOST_SHOWN = 5


def handler_candidates(root: Path) -> list[str]:
    """Names such as `app.handler` of top-level functions with two parameters, the likeliest first."""
    found: list[tuple[bool, str]] = []
    for number, file in enumerate(_files(root)):
        if number >= _MOST_FILES:
            break
        module = ".".join(file.relative_to(root).with_suffix("").parts)
        found += [("handler" not in name, f"{module}.{name}") for name in _functions(file)]
    return [name for _, name in sorted(found)][:_MOST_SHOWN]


def _files(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            hidden = entry.name.startswith(".") or entry.name in _SKIPPED or (entry / "pyvenv.cfg").exists()
            if not hidden:
                yield from _files(entry)
        elif entry.suffix == ".py" and not entry.name.startswith(("test_", "conftest", "setup")):
            yield entry


def _functions(file: Path) -> Iterator[str]:
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            if len(names) == 2 and ("handler" in node.name or names[1] in ("context", "_context", "ctx")):
                yield node.name
