"""Whether a handler is there, told from the source: nothing of it is imported."""

from __future__ import annotations

import ast
import importlib.util
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pytest_lambda.events.building.overrides import nearest


def wrong_with_handler(handler: str, folders: Sequence[Path]) -> str | None:
    """What Lambda's runtime would say of a handler; None if it is there, or cannot be told from the source.

    Args:
        handler: `module.function`, with dots or slashes between folders.
        folders: that the runtime looks for modules in: the task root, then those of the layers.
    """
    module, dot, function = handler.rpartition(".")
    if not dot:
        return f"Runtime.MalformedHandlerName: Bad handler '{handler}': not enough values to unpack (expected 2, got 1)"
    module = module.replace("/", ".")
    file = _file_of(module, folders)
    if file is None:
        return None if _is_installed(module) else _no_module(module, folders)
    if file.suffix != ".py":
        return None
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError) as error:
        where = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        return f"Runtime.UserCodeSyntaxError: Syntax error in module '{module}': {error.args[0]} ({file}{where})"
    names = set(_names(tree))
    if function in names or not names.isdisjoint(("*", "__getattr__")):
        return None
    hint = nearest(function, [name for name in names if not name.startswith("_")])
    return f"Runtime.HandlerNotFound: Handler '{function}' missing on module '{module}' ({file}).{hint}"


def _no_module(module: str, folders: Sequence[Path]) -> str:
    looked = ", ".join(str(folder) for folder in folders)
    return f"Runtime.ImportModuleError: Unable to import module '{module}': No module named '{module}' (in {looked})"


def _file_of(module: str, folders: Iterable[Path]) -> Path | None:
    for folder in folders:
        path = folder.joinpath(*module.split("."))
        for file in (path / "__init__.py", path.with_name(f"{path.name}.py")):
            if file.is_file():
                return file
        extensions = sorted(path.parent.glob(f"{path.name}.*.so")) if path.parent.is_dir() else []
        if extensions:
            return extensions[0]
    return None


def _is_installed(module: str) -> bool:
    """Whether it is a library of this Python's: one that is bundled when the function is deployed."""
    try:
        spec = importlib.util.find_spec(module.partition(".")[0])
    except (ImportError, ValueError):
        return False
    if spec is None:
        return False
    places = [spec.origin, *(spec.submodule_search_locations or ())]
    paths = sysconfig.get_paths()
    installed = [Path(paths[name]).resolve() for name in ("stdlib", "purelib", "platlib")]
    found = [Path(each).resolve() for each in places if each]
    return any(folder in each.parents for folder in installed for each in found)


def _names(tree: ast.Module) -> Iterator[str]:
    """The names that a module binds, whatever its statements are in; those of its functions and classes are not."""
    ahead: list[ast.AST] = [tree]
    while ahead:
        for node in ast.iter_child_nodes(ahead.pop()):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield node.name
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                yield from ((each.asname or each.name).partition(".")[0] for each in node.names)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            else:
                ahead.append(node)
