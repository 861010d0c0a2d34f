"""Functions whose modules have the names of others (R095, R184)."""

from __future__ import annotations

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


@pytest.mark.xfail(reason="a package of the test run that is imported already wins over the task root")
def test_a_package_that_only_the_test_run_has(deploy: Deploy) -> None:
    import iniconfig

    function = deploy(handler="iniconfig.handler", files={"iniconfig.py": HANDLER})
    assert function({}) == "iniconfig"
    assert sys.modules["iniconfig"] is iniconfig
