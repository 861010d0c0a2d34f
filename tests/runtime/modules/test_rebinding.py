"""Names that test modules imported from the function follow to the new objects."""

from __future__ import annotations

import sys
import textwrap
from decimal import Decimal

import pytest

from pytest_lambda.runtime.modules.contents import contents

ERRORS = """
    class OrderError(Exception):
        pass
"""
APP = """
    import functools, json, os
    from decimal import Decimal
    from collections import namedtuple
    from errors import OrderError

    def undecorated(function):
        def wrapper(*arguments):
            return function(*arguments)
        return wrapper

    class Service:
        def call(self):
            return "real"

    Point = namedtuple("Point", "x")
    service = Service()
    table = {"rows": []}
    TABLE = os.environ.get("TABLE", "none")
    TIMEOUT = int(os.environ.get("TIMEOUT", "3"))
    DEBUG = os.environ.get("DEBUG") == "1"
    nothing = None
    number = Decimal

    @functools.lru_cache
    def cached():
        return 1

    @undecorated
    def handler(event, context):
        if event == "raise":
            raise OrderError("bad")
        return service.call(), table
"""


@pytest.fixture
def test_module(tmp_path):
    """Executes the source of a test module as it is done when it is collected."""

    def make(source: str, name: str = "test_of_it", package: str = "") -> dict:
        file = tmp_path / f"{name}.py"
        file.write_text(textwrap.dedent(source))
        namespace = {"__name__": name, "__file__": str(file), "__package__": package}
        exec(compile(file.read_text(), str(file), "exec"), namespace)
        return namespace

    return make


@pytest.fixture
def armed(project, test_module):
    def make(source: str):
        project.write(app=APP, errors=ERRORS)
        names = test_module(source)
        function = project.state(namespaces=(names,))
        return names, function.arm()

    return make


KINDS = ["handler", "Service", "service", "OrderError", "table", "Point", "cached"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["from app import {0}", "from app import {0} as {0}_", "import app; mine = app.{0}"])
def test_every_kind_of_object_follows(armed, kind, form):
    names, function = armed(form.format(kind))
    name = {"from app import {0}": kind, "from app import {0} as {0}_": f"{kind}_"}.get(form, "mine")
    original = names[name]
    assert function.state.needs_early_touch()

    for _ in range(3):
        function.cold_start()
        assert names[name] is contents(sys.modules["app"])[kind]
        assert names[name] is not original
    function.state.restore()
    assert names[name] is original
    assert contents(sys.modules["app"])[kind] is original


def test_exception_can_be_caught(armed):
    names, function = armed("from app import OrderError\nfrom errors import OrderError as Same")
    function.state.touch()

    with pytest.raises(names["OrderError"]):
        function("raise")
    assert names["Same"] is names["OrderError"]
    function.cold_start()
    with pytest.raises(names["Same"]):
        function("raise")


def test_patches_hit_the_code_under_test(armed, monkeypatch):
    names, function = armed("from app import Service, service")
    function.state.touch()

    monkeypatch.setattr(names["Service"], "call", lambda self: "fake")
    assert function()[0] == "fake"
    monkeypatch.undo()
    monkeypatch.setattr(names["service"], "call", lambda: "instance")
    assert function()[0] == "instance"


def test_class_that_a_fixture_patched_before_the_touch(armed, monkeypatch):
    names, function = armed("from app import Service")
    assert function.state.needs_early_touch()
    monkeypatch.setattr(names["Service"], "call", lambda self: "fake")
    monkeypatch.setattr(names["Service"], "limit", 5, raising=False)
    assert function.inits == 0

    function.state.touch()
    assert function()[0] == "fake"
    assert names["Service"].limit == 5
    monkeypatch.undo()
    assert function()[0] == "real"
    assert not hasattr(names["Service"], "limit")
    function.state.restore()
    assert names["Service"]().call() == "real"


def test_constants_follow_where_the_source_says_so(armed, monkeypatch):
    names, function = armed(
        """
        try:
            from app import TIMEOUT, TABLE as NAME
        except ImportError:
            raise
        if True:
            from app import DEBUG
        """
    )
    for name, value in {"TIMEOUT": "7", "TABLE": "orders", "DEBUG": "1"}.items():
        monkeypatch.setenv(name, value)
    assert function.state.needs_early_touch()
    function.state.touch()

    assert (names["TIMEOUT"], names["NAME"], names["DEBUG"]) == (7, "orders", True)
    function.state.restore()
    assert (names["TIMEOUT"], names["NAME"], names["DEBUG"]) == (3, "none", False)


def test_constants_of_the_test_itself_stay(armed, monkeypatch):
    names, function = armed(
        """
        import app
        TIMEOUT = 3
        TABLE = "none"
        DEBUG = False
        nothing = None
        def local():
            from app import TABLE
        """
    )
    for name, value in {"TIMEOUT": "7", "TABLE": "orders", "DEBUG": "1"}.items():
        monkeypatch.setenv(name, value)
    assert not function.state.needs_early_touch()
    function.state.touch()

    assert (names["TIMEOUT"], names["TABLE"], names["DEBUG"], names["nothing"]) == (3, "none", False, None)


def test_shared_objects_of_libraries_stay(armed, project, monkeypatch):
    names, function = armed("import json, functools\nfrom decimal import Decimal\nimport app\nnumber = Decimal")
    assert not function.state.needs_early_touch()
    project.write(app=APP.replace("number = Decimal", "number = float"))
    function.state.touch()

    assert sys.modules["app"].number is float
    assert names["Decimal"] is names["number"] is Decimal


def test_class_of_a_library_under_the_same_name_stays(armed, project):
    names, function = armed("from decimal import Decimal\nimport app")
    project.write(app=APP.replace("from decimal import Decimal", "Decimal = float"))
    function.state.touch()

    assert sys.modules["app"].Decimal is float
    assert names["Decimal"] is Decimal


def test_star_import_and_helpers(project, test_module):
    project.write(app=APP, errors=ERRORS)
    helper = test_module("from app import *", "helper")
    names = test_module("class Uses:\n  pass", "test_uses")
    names["make"] = helper["Service"]
    function = project.state(namespaces=(helper, names)).arm()
    function.state.touch()

    app = sys.modules["app"]
    assert helper["Service"] is names["make"] is app.Service
    assert helper["table"] is app.table
    assert helper["Decimal"] is Decimal


def test_relative_import_in_a_test_package(project, test_module):
    project.write(pkg__init="", pkg__app="import os\nTABLE = os.environ.get('TABLE', 'none')\ndef handler(e, c): pass")
    names = test_module("from ..pkg.app import TABLE" if False else "from .app import TABLE", package="pkg")
    function = project.state("pkg.app.handler", namespaces=(names,)).arm()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TABLE", "orders")
        function.state.touch()
    assert names["TABLE"] == "orders"


def test_submodule_as_a_name(project, test_module):
    project.write(
        pkg__init="", pkg__sub="things = []", pkg__app="from pkg import sub\ndef handler(e, c): return sub.things"
    )
    names = test_module("import pkg.sub as s\nfrom pkg import sub")
    function = project.state("pkg.app.handler", namespaces=(names,)).arm()

    assert not function.state.needs_early_touch()
    assert function() is names["s"].things is names["sub"].things


def test_name_that_the_test_bound_anew_is_left_alone(armed):
    names, function = armed("from app import Service")
    function.state.touch()
    names["Service"] = mine = object()
    function.cold_start()
    assert names["Service"] is mine
    function.state.restore()
    assert names["Service"] is mine


def test_override_of_the_module_is_none_of_the_name(armed, monkeypatch):
    """`from app import service` is not patched by patching `app.service`; neither is it after a cold start."""
    names, function = armed("from app import service")
    function.state.touch()
    fake = object()
    monkeypatch.setattr("app.service", fake)
    assert names["service"] is not fake
    function.cold_start()
    assert names["service"] is not fake
    assert type(names["service"]) is sys.modules["app"].Service


def test_modules_that_only_the_test_imports_follow_too(project, collected):
    project.write(app=APP, errors=ERRORS, factories="from app import Service\ndef make(): return Service()")
    factories = collected("factories")
    original = factories.Service
    function = project.state().arm()

    assert type(factories.make()) is sys.modules["app"].Service
    function.cold_start()
    assert type(factories.make()) is sys.modules["app"].Service
    function.state.restore()
    assert factories.Service is original


def test_names_deleted_from_the_function_keep_their_object(armed, project):
    names, function = armed("from app import table")
    table = names["table"]
    project.write(app=APP.replace('table = {"rows": []}', "").replace("service.call(), table", "1"))
    function.state.touch()
    assert names["table"] is table


def test_unreadable_source(armed, tmp_path):
    names, function = armed("from app import TIMEOUT, Service")
    names["__file__"] = str(tmp_path / "gone.py")
    function.state.touch()
    assert names["Service"] is sys.modules["app"].Service
    assert names["TIMEOUT"] == 3


def test_visible_counterpart(armed):
    names, function = armed("from app import Service, OrderError")
    first = names["Service"]
    function.state.touch()
    function.cold_start()
    app = sys.modules["app"]

    assert function.state.visible(first) is app.Service
    assert function.state.visible(first.call) is app.Service.call
    assert function.state.visible(Decimal) is Decimal
    assert function.state.visible(3) == 3
