"""The table against the installed release of Powertools."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import sys
from collections.abc import Iterator
from pathlib import Path

import aws_lambda_powertools
import aws_lambda_powertools.metrics
import pytest

from pytest_lambda.runtime.powertools.reset import put_powertools, reset_powertools, take_powertools, unknown_rows
from pytest_lambda.runtime.powertools.table import PACKAGE, TABLE

VERSION = importlib.metadata.version("aws-lambda-powertools")
#: the release in which the table was last read
READ = (3, 37)

older = pytest.mark.skipif(
    tuple(map(int, VERSION.split(".")[:2])) < READ,
    reason=f"{VERSION} is older than the release the table was read in",
)


#: collections at module or class level that a cold start need not empty
NO_COLD_START_STATE = {
    "_router_middlewares",  # instances replace it
    "processed_stack_frames",  # instances replace it
    "default_contextvar",  # the default of a context variable, never filled
    "_regex_cache",  # compiled patterns
    "scopes",  # the default of a field
}


def state_in(package: Path) -> Iterator[tuple[str, str]]:
    """Names that are rebound by `global`, or hold an empty collection or a cache at module or class level."""
    for path in package.rglob("*.py"):
        if "data_classes" in path.parts or "models" in path.parts:
            continue
        module = ".".join([PACKAGE, *path.relative_to(package).with_suffix("").parts])
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name in _rebound(tree) | _collections(tree):
            yield module, name


def _rebound(tree: ast.Module) -> set[str]:
    return {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}


def _collections(tree: ast.Module) -> set[str]:
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    return {
        target.id
        for body in bodies
        for node in body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None and _may_fill(node.value)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def _may_fill(value: ast.expr) -> bool:
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, (ast.List, ast.Set)):
        return not value.elts
    if not isinstance(value, ast.Call):
        return False
    called = ast.unparse(value.func)
    if called in ("dict", "list", "set", "deque", "defaultdict"):
        return not value.args
    return called.endswith(("LRUDict", "OrderedDict", "Dictionary", "Cache"))


@older
def test_the_installed_release_has_what_the_table_says() -> None:
    """A row that fails here is about something that a new release has moved."""
    missing = []
    for row in TABLE:
        try:
            importlib.import_module(row.module)
        except ModuleNotFoundError as error:
            # an extra that is not installed, say Avro
            if str(error.name).startswith(PACKAGE):
                missing.append(row)

    assert [row for row in missing if not row.optional] == []
    assert unknown_rows() == ()


def test_what_is_missing_is_passed_over_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[f"{PACKAGE}.metrics.metrics"]
    before = len(unknown_rows())
    monkeypatch.delattr(module.Metrics, "_metadata")
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.logging.logger"], "is_cold_start", False)
    reset_powertools()
    put_powertools(take_powertools())

    assert [row.path for row in unknown_rows()][before:] == ["Metrics._metadata"]
    assert sys.modules[f"{PACKAGE}.logging.logger"].is_cold_start


@older
def test_no_state_in_the_installed_release_is_overlooked() -> None:
    """A name that shows up here is new: give it a row, or a reason."""
    listed = {(row.module, row.path.rpartition(".")[2]) for row in TABLE}
    overlooked = {
        (module, name)
        for module, name in state_in(Path(aws_lambda_powertools.__file__).parent)
        if (module, name) not in listed and name not in NO_COLD_START_STATE
    }

    assert overlooked == set()
