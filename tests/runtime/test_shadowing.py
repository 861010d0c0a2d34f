"""Functions whose modules have the names of others (R095, R184)."""

from __future__ import annotations

import importlib
import sys

import pytest

from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

HANDLER = "def handler(event, context): return __name__"


@pytest.mark.parametrize("name", ["secrets", "calendar", "colorsys", "queue", "app"])
def test_a_module_of_the_standard_library(deploy: Deploy, name: str) -> None:
    before = sys.modules.get(name)
    function = deploy(handler=f"{name}.handler", files={f"{name}.py": HANDLER})
    assert [function({}), function({})] == [name, name]
    assert sys.modules.get(name) is before or before is None
    function.close()
    assert sys.modules.get(name) is before


@pytest.mark.parametrize("name", ["json", "logging", "types", "os"])
def test_a_module_that_the_runtime_has_loaded_already(deploy: Deploy, name: str) -> None:
    function = deploy(handler=f"{name}.handler", files={f"{name}.py": HANDLER})
    error = function.invoke({}).error
    assert error is not None
    assert (error.type, error.message) == ("Runtime.HandlerNotFound", f"Handler 'handler' missing on module '{name}'")


@pytest.mark.parametrize("name", ["helper", "secrets"])
def test_a_module_beside_the_handlers(deploy: Deploy, name: str) -> None:
    source = f"import {name}\ndef handler(event, context): return {name}.origin"
    assert deploy(source, files={f"{name}.py": "origin = 'task root'"})({}) == "task root"


@pytest.mark.parametrize("name", ["iniconfig", "greenlet", "pluggy", "pytest", "hypothesis", "freezegun"])
def test_a_package_that_only_the_test_run_has(deploy: Deploy, name: str) -> None:
    package = importlib.import_module(name)
    function = deploy(handler=f"{name}.handler", files={f"{name}.py": HANDLER})
    assert [function({}), function({})] == [name, name]
    function.cold_start()
    assert function({}) == name
    assert sys.modules[name] is package


def test_a_package_that_is_deployed_with_the_function_is_the_installed_one(deploy: Deploy) -> None:
    import iniconfig

    source = "import iniconfig\ndef handler(event, context): return hasattr(iniconfig, 'IniConfig')"
    files = {"iniconfig/__init__.py": "", "iniconfig-1.0.dist-info/RECORD": "iniconfig/__init__.py,,\n"}
    assert deploy(source, files=files)({}) is True
    assert sys.modules["iniconfig"] is iniconfig
