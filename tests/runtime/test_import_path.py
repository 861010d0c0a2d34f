"""Where a function's imports are found (R110)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pytest_lambda.runtime.configuration import configured
from pytest_lambda.runtime.import_path import import_path
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")


def test_the_order(tmp_path: Path) -> None:
    for name in ("task", "one/python", "two/python/lib/python3.12/site-packages", "three"):
        (tmp_path / name).mkdir(parents=True)
    layers = [tmp_path / name for name in ("one", "two", "three")]
    configuration = configured("app.handler", {"task_root": tmp_path / "task", "layers": layers, "runtime": "python3.12"})
    path = import_path(configuration)
    assert path[:4] == [
        str(tmp_path / name)
        for name in ("task", "one/python", "two/python", "two/python/lib/python3.12/site-packages")
    ]
    assert len(path) == len(set(path))
    assert all(entry in sys.path for entry in path[4:])


def test_layers_come_after_the_task_root(deploy: Deploy, tmp_path: Path) -> None:
    for layer, name in (("one", "first"), ("one", "both"), ("two", "both"), ("two", "second"), ("two", "app")):
        folder = tmp_path / layer / "python"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.py").write_text(f"origin = {layer!r}")
    function = deploy(
        "import both, first, second\ndef handler(event, context): return [both.origin, first.origin, second.origin]",
        layers=[tmp_path / "one", tmp_path / "two"],
    )
    assert function({}) == ["one", "one", "two"]


def test_a_layer_for_another_runtime_is_left_out(deploy: Deploy, tmp_path: Path) -> None:
    folder = tmp_path / "layer" / "python" / "lib" / "python3.11" / "site-packages"
    folder.mkdir(parents=True)
    (folder / "of_the_layer.py").write_text("")
    source = "import of_the_layer\ndef handler(event, context): return 1"
    error = deploy(source, layers=[tmp_path / "layer"], runtime="python3.12").invoke({}).error
    assert error is not None
    assert error.message == "Unable to import module 'app': No module named 'of_the_layer'"
    assert deploy(source, layers=[tmp_path / "layer"], runtime="python3.11")({}) == 1


def test_the_folder_of_the_tests_is_not_importable(deploy: Deploy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "beside_the_tests.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    error = deploy("import beside_the_tests\ndef handler(event, context): pass").invoke({}).error
    assert error is not None
    assert error.type == "Runtime.ImportModuleError"
