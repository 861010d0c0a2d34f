"""What to say when no handler is configured: which functions of the project look like one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.pytest_glue.ini_lines import ini_line

_SKIPPED = frozenset({"tests", "test", "node_modules", "build", "dist", "site-packages", "__pycache__", "docs"})
_MOST_FILES = 500
_MOST_SHOWN = 5


def no_handler(config: pytest.Config, settings: Mapping[str, Any], who: str) -> ConfigurationError:
    """The error for a function without a handler.

    Args:
        config: of the run.
        settings: all others.
        who: asks for the function, say `test_a.py::test_b uses lambda_function`.
    """
    root: Path = settings["task_root"]
    found = handler_candidates(root)
    listed = "".join(f"\n  {name}" for name in found)
    known = f"Found under the task root {root}:{listed}" if found else f"No candidate was found under {root}."
    example = found[0] if found else "app.handler"
    return ConfigurationError(
        f"{who}, but no handler is configured. {known}\n"
        f"Name one in {ini_line(config, 'lambda_handler', example)}\n"
        f'or on the test: @pytest.mark.aws_lambda(handler="{example}")'
    )


def handler_candidates(root: Path) -> list[str]:
    """Names such as `app.handler` of top-level functions with two parameters, the likeliest first."""
    found: list[tuple[bool, str]] = []
    for number, file in enumerate(_files(root)):
        if number >= _MOST_FILES:
            break
        parts = file.relative_to(root).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
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
