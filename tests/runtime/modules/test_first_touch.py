from __future__ import annotations

import importlib
import importlib.util
import inspect
import linecache
import threading
import types
import unittest.mock
import warnings

import freezegun
import pytest

APP = """
    import os
    TABLE = os.environ.get("TABLE", "none")
    def handler(event, context):
        return TABLE
"""


@pytest.fixture
def function(project, collected):
    project.write(app=APP)
    collected("app")
    return project.state().arm()


def test_first_read_is_the_cold_start(function, monkeypatch):
    import app

    monkeypatch.setenv("TABLE", "orders")
    assert function.inits == 0

    assert app.TABLE == "orders"
    assert function.inits == 1
    assert app.handler({}, None) == "orders"
    assert function.inits == 1


def test_first_invocation_is_the_cold_start(function, monkeypatch):
    monkeypatch.setenv("TABLE", "orders")

    assert function() == "orders"
    assert function.inits == 1


def test_import_from_is_a_touch(function):
    from app import TABLE

    assert (function.inits, TABLE) == (1, "none")


def test_import_of_the_module_alone_is_no_touch(function):
    import app

    assert function.inits == 0
    assert isinstance(app, types.ModuleType)


def test_set_is_a_touch_and_is_kept(function):
    import app

    app.TABLE = "fake"

    assert function.inits == 1
    assert function() == "fake"


def test_delete_is_a_touch(function):
    import app

    del app.TABLE

    assert function.inits == 1
    with pytest.raises(NameError):
        function()


def test_monkeypatch_is_a_touch(function, monkeypatch):
    monkeypatch.setattr("app.TABLE", "fake")

    assert function.inits == 1
    assert function() == "fake"


def test_mock_patch_is_a_touch(function):
    with unittest.mock.patch("app.TABLE", "fake"):
        assert function.inits == 1
        assert function() == "fake"
    assert function() == "none"


def test_vars_and_dir_are_touches(function):
    import app

    assert "TABLE" in vars(app)
    assert function.inits == 1


def test_star_import_is_a_touch(function):
    names: dict[str, object] = {"__name__": "test_names"}
    exec("from app import *", names)

    assert (function.inits, names["TABLE"]) == (1, "none")


@pytest.mark.parametrize(
    "name", ["__name__", "__file__", "__spec__", "__doc__", "__loader__", "__package__", "__class__", "__cached__"]
)
def test_metadata_is_no_touch(function, name):
    import app

    getattr(app, name)
    assert function.inits == 0


def test_tools_do_not_touch(function):
    import app

    inspect.getmodule(function.init)
    inspect.getsource(app)
    inspect.getmembers(app)
    linecache.checkcache()
    importlib.util.find_spec("app")
    repr(app)
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        warnings.warn("x", stacklevel=1)
    with pytest.warns(UserWarning, match="y"):
        warnings.warn("y", stacklevel=1)
    with freezegun.freeze_time("2024-01-01"):
        pass

    assert function.inits == 0


def test_threads_of_others_do_not_touch(function):
    import app

    seen = []
    thread = threading.Thread(target=lambda: seen.append(app.TABLE))
    thread.start()
    thread.join()

    assert (seen, function.inits) == (["none"], 0)
    assert app.TABLE == "none"
    assert function.inits == 1


def test_touch_happens_once_while_threads_read(function):
    import app

    stop = threading.Event()
    failures = []

    def read():
        while not stop.is_set():
            try:
                app.__name__
                getattr(app, "TABLE", None)
            except Exception as error:  # the test fails with it
                failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert app.TABLE == "none"
    stop.set()
    for thread in threads:
        thread.join()

    assert (function.inits, failures) == (1, [])


def test_first_import_in_the_test_is_a_touch(project, monkeypatch):
    project.write(app=APP)
    function = project.state().arm()
    monkeypatch.setenv("TABLE", "orders")

    import app

    assert function.inits == 1
    assert app.TABLE == "orders"
    assert function() == "orders"


def test_first_import_of_a_submodule_executes_it_once(project):
    project.write(
        pkg__init="import pkg.log; pkg.log.names.append(__name__)",
        pkg__log="names = []",
        pkg__app="""
            from pkg import log
            log.names.append(__name__)
            def handler(event, context): return log.names
        """,
    )
    function = project.state("pkg.app.handler").arm()

    import pkg.app

    assert function.inits == 1
    assert pkg.app.log.names == ["pkg", "pkg.app"]
    assert function() is pkg.log.names


def test_first_import_of_a_module_that_the_function_does_not_import(project):
    project.write(app=APP, other="import app; NAME = app.TABLE")
    function = project.state().arm()

    import other

    assert function.inits == 1
    assert other.NAME == "none"


def test_module_that_is_not_the_functions_is_no_touch(project, tmp_path, monkeypatch):
    project.write(app=APP)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "not_owned_by_it.py").write_text("X = 1")
    monkeypatch.syspath_prepend(tmp_path / "elsewhere")
    function = project.state().arm()

    import not_owned_by_it

    assert (function.inits, not_owned_by_it.X) == (0, 1)
    monkeypatch.delitem(importlib.sys.modules, "not_owned_by_it")


def test_exception_of_init_comes_out_at_the_touch(project, collected, monkeypatch):
    monkeypatch.setenv("TABLE", "orders")
    project.write(app="import os\nTABLE = os.environ['TABLE']\ndef handler(event, context): return TABLE")
    app = collected("app")
    function = project.state().arm()
    monkeypatch.delenv("TABLE")

    with pytest.raises(KeyError, match="TABLE"):
        _ = app.TABLE

    assert app.TABLE == "orders", "what failed leaves the module as it was"
    assert function.inits == 1
    monkeypatch.setenv("TABLE", "new")
    function.cold_start()
    assert app.TABLE == "new"


def test_exception_of_init_comes_out_at_the_import(project):
    project.write(app="raise LookupError('no table')")
    project.state().arm()

    with pytest.raises(LookupError, match="no table"):
        __import__("app")
    with pytest.raises(LookupError, match="no table"):
        __import__("app")
    assert "app" not in importlib.sys.modules


def test_exception_class_of_a_failed_init_is_the_one_that_the_test_has(project, collected, monkeypatch):
    project.write(
        errors="class BadSetting(Exception): pass",
        app="import errors, os\nif 'BAD' in os.environ: raise errors.BadSetting()\ndef handler(event, context): pass",
    )
    collected("app")
    names = {"__name__": "test_names"}
    exec("from errors import BadSetting", names)
    function = project.state(namespaces=(names,)).arm()
    monkeypatch.setenv("BAD", "1")

    with pytest.raises(Exception) as caught:
        function()
    assert type(caught.value) is names["BadSetting"]


def test_mock_patch_does_not_hide_a_failing_init(project, collected, monkeypatch):
    monkeypatch.setenv("TABLE", "orders")
    project.write(app="import os\nTABLE = os.environ['TABLE']\ndef handler(event, context): return TABLE")
    collected("app")
    function = project.state().arm()
    monkeypatch.delenv("TABLE")

    with unittest.mock.patch("app.TABLE", "fake"):  # mock swallows a KeyError
        assert function.inits == 1
        function.handler = None
        with pytest.raises(KeyError, match="TABLE"):
            function()


def test_find_spec_of_a_module_that_is_not_imported_is_no_touch(project):
    project.write(app=APP)
    function = project.state().arm()

    assert importlib.util.find_spec("app") is not None
    assert function.inits == 0
    import app

    assert (function.inits, app.TABLE) == (1, "none")


def test_reload_by_test_code_shows_the_environment_of_the_test(function, monkeypatch):
    import app

    monkeypatch.setenv("TABLE", "orders")
    importlib.reload(app)

    assert app.TABLE == "orders"
    assert function() == "orders"


def test_deleted_and_imported_again(function, monkeypatch):
    monkeypatch.delitem(importlib.sys.modules, "app")
    monkeypatch.setenv("TABLE", "orders")

    import app

    assert app.TABLE == "orders"
    assert function.inits == 1
