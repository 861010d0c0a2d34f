"""The package is layered: an import points to the same layer or to one above it in the table, never down."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pytest_lambda"

LAYERS = {
    **dict.fromkeys(("errors", "arn", "limits", "world", "lazy_names", "scalars"), 1),
    "clock": 2,
    **dict.fromkeys(("documents", "events", "strategies", "batches"), 3),
    "runtime": 4,
    "service": 5,
    **dict.fromkeys(("gateway", "boto", "templates", "checks"), 6),
    **dict.fromkeys(("pytest_plugin", "pytest_glue", "hookspecs", "reporting", "cli", "__main__"), 7),
}
GLUE = 7

#: top-level modules of an unrelated distribution that ships the same import package
FORBIDDEN_NAMES = {"plugin", "fixtures", "impl", "util", "types", "compat", "exceptions"}

LONGEST_FILE = 400


@dataclass(frozen=True)
class Import:
    """One import statement: which module, seen from which file and line."""

    file: Path
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def imports_of(file: Path, source: str, package: str, root: Path) -> Iterator[Import]:
    """Every import that can be executed, wherever it stands; what only a type checker reads is left out."""
    for node in _executed(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(file, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield Import(file, node.lineno, "." * node.level + (node.module or ""))
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(file, node.lineno, _imported(str(node.module), alias.name, package, root))


def _imported(module: str, name: str, package: str, root: Path) -> str:
    if module == package and ((root / name).is_dir() or (root / f"{name}.py").is_file()):
        return f"{package}.{name}"  # a submodule by its full path, however it is spelled
    return module


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            for other in child.orelse:
                yield from _executed(other)
            continue
        yield child
        yield from _executed(child)


def all_imports(root: Path) -> list[Import]:
    return [
        each
        for file in sorted(root.rglob("*.py"))
        for each in imports_of(file.relative_to(root), file.read_text(encoding="utf-8"), root.name, root)
    ]


def top_name(file: Path) -> str:
    return Path(file.parts[0]).stem


def own_imports(root: Path) -> list[tuple[Import, str]]:
    """Imports of the package's own modules, with the top-level name under the package that they reach."""
    return [
        (each, each.module.split(".")[1])
        for each in all_imports(root)
        if each.module.startswith(f"{root.name}.")
    ]


def wrong_arrows(root: Path) -> list[str]:
    return [
        f"{each} (layer {LAYERS[top_name(each.file)]} imports layer {LAYERS[target]})"
        for each, target in own_imports(root)
        if top_name(each.file) != "__init__" and LAYERS[top_name(each.file)] < LAYERS[target]
    ]


def sibling_cycles(root: Path) -> list[str]:
    """Two top-level names of one layer that import each other, directly or through others."""
    arrows: dict[str, set[str]] = {}
    for each, target in own_imports(root):
        if top_name(each.file) not in ("__init__", target):
            arrows.setdefault(top_name(each.file), set()).add(target)
    return [name for name in arrows if name in _reached(name, arrows)]


def _reached(start: str, arrows: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for target in arrows.get(waiting.pop(), set()) - seen:
            seen.add(target)
            waiting.append(target)
    return seen


def pytest_below_the_glue(root: Path) -> list[str]:
    return [
        str(each)
        for each in all_imports(root)
        if LAYERS.get(top_name(each.file), 1) < GLUE and each.module.split(".")[0] in ("pytest", "_pytest")
    ]


def imports_of_the_root(root: Path) -> list[str]:
    """The root may be a foreign module (see FORBIDDEN_NAMES): nothing of ours relies on what it exports."""
    imports = all_imports(root)
    return [str(each) for each in imports if each.module == root.name or each.module.startswith(".")]


def unknown_names(root: Path) -> list[str]:
    names = {
        each.stem
        for each in root.iterdir()
        if each.suffix == ".py" or (each.is_dir() and each.name != "__pycache__")
    }
    return sorted(names - set(LAYERS) - {"__init__"})


def forbidden_names(root: Path) -> list[str]:
    return sorted({each.stem for each in root.iterdir()} & FORBIDDEN_NAMES)


def long_files(root: Path) -> list[str]:
    lengths = {
        file.relative_to(root): len(file.read_text(encoding="utf-8").splitlines())
        for file in root.rglob("*.py")
    }
    return [f"{file} has {length} lines" for file, length in lengths.items() if length > LONGEST_FILE]


RULES = {
    "every top-level name has a layer": unknown_names,
    "no top-level name of the foreign package": forbidden_names,
    "no arrow against the table": wrong_arrows,
    "no cycle among siblings of a layer": sibling_cycles,
    "pytest in the glue only": pytest_below_the_glue,
    "full submodule paths": imports_of_the_root,
    "files of one job": long_files,
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_package_keeps_the_rule(rule):
    assert rule(PACKAGE) == []


OFFENDERS = [
    (unknown_names, "helpers.py", "", ["helpers"]),
    (forbidden_names, "util.py", "", ["util"]),
    (
        wrong_arrows,
        "clock.py",
        "def f():\n    from pkg.runtime.function import g",
        ["clock.py:2 imports pkg.runtime.function (layer 2 imports layer 4)"],
    ),
    (
        wrong_arrows,
        "errors.py",
        "from pkg import runtime",
        ["errors.py:1 imports pkg.runtime (layer 1 imports layer 4)"],
    ),
    (sibling_cycles, "events.py", "from pkg.strategies import a", ["events", "strategies"]),
    (
        pytest_below_the_glue,
        "limits.py",
        "try:\n    import pytest\nexcept ImportError:\n    import _pytest.mark",
        ["limits.py:2 imports pytest", "limits.py:4 imports _pytest.mark"],
    ),
    (imports_of_the_root, "cli.py", "from pkg import World", ["cli.py:1 imports pkg"]),
    (imports_of_the_root, "cli.py", "from . import world", ["cli.py:1 imports ."]),
    (long_files, "arn.py", "\n" * 401, ["arn.py has 401 lines"]),
]


@pytest.mark.parametrize(
    ("rule", "file", "source", "expected"),
    OFFENDERS,
    ids=[f"{rule.__name__}-{file}" for rule, file, _, _ in OFFENDERS],
)
def test_rule_finds_an_offender(rule, file, source, expected, tmp_path):
    root = tmp_path / "pkg"
    (root / "runtime").mkdir(parents=True)
    (root / "strategies.py").write_text("from pkg.events import b")
    (root / file).write_text(source)

    assert sorted(rule(root)) == expected


def test_imports_for_the_type_checker_are_no_arrows(tmp_path):
    root = tmp_path / "pkg"
    root.mkdir()
    (root / "errors.py").write_text("if TYPE_CHECKING:\n    from pkg.runtime.result import InvocationResult")

    assert wrong_arrows(root) == []
