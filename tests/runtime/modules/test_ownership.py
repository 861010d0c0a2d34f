from __future__ import annotations

import json
import os
import site
import sys
import types

import pytest

from pytest_lambda.runtime.modules.installed import distributed_names
from pytest_lambda.runtime.modules.ownership import Ownership, file_key, looks_like_a_test


def module(name: str, file: object = None, **names: object) -> types.ModuleType:
    made = types.ModuleType(name)
    if file is not None:
        made.__file__ = str(file)
    vars(made).update(names)
    return made


@pytest.fixture
def root(tmp_path):
    (tmp_path / "task").mkdir()
    return tmp_path / "task"


@pytest.mark.parametrize("file", ["app.py", "pkg/__init__.py", "pkg/deep/er.py", "tests/factories.py", "old.pyc"])
def test_what_is_below_the_task_root(root, file):
    assert Ownership(root).owns("x", module("x", root / file))


@pytest.mark.parametrize(
    "file",
    [
        "../other.py",
        "../task2/app.py",
        "test_app.py",
        "app_test.py",
        "tests/conftest.py",
        "lib/python3.12/site-packages/requests/api.py",
        "dist-packages/x.py",
        "fast.cpython-313-x86_64-linux-gnu.so" if sys.platform != "win32" else "fast.pyd",
    ],
)
def test_what_is_not_the_functions(root, file):
    from importlib.machinery import EXTENSION_SUFFIXES

    file = f"fast{EXTENSION_SUFFIXES[0]}" if file.startswith("fast") else file
    assert not Ownership(root).owns("x", module("x", os.path.normpath(root / file)))


def test_virtual_environment_in_the_task_root(root):
    (root / ".venv").mkdir()
    (root / ".venv" / "pyvenv.cfg").touch()
    (root / "venv_tools").mkdir()
    ownership = Ownership(root)
    assert not ownership.owns("x", module("x", root / ".venv" / "src" / "x.py"))
    assert ownership.owns("y", module("y", root / "venv_tools" / "y.py"))


def test_standard_library_and_built_in_modules():
    ownership = Ownership("/")
    assert not ownership.owns("json", json)
    assert not ownership.owns("sys", sys)
    assert not ownership.owns("pytest", pytest)


def test_task_root_in_site_packages(tmp_path):
    """Given as task root it is the function's, wherever it lies."""
    folder = tmp_path / "site-packages" / "service"
    folder.mkdir(parents=True)
    assert Ownership(folder).owns("x", module("x", folder / "x.py"))


def test_never_this_package(root):
    assert not Ownership(root).owns("pytest_lambda.x", module("pytest_lambda.x", root / "pytest_lambda" / "x.py"))


def test_layers(root, tmp_path):
    layer = tmp_path / "layer"
    ownership = Ownership(root, layers=[layer])
    assert ownership.owns("x", module("x", layer / "python" / "x.py"))
    packages = layer / "python" / "lib" / "python3.12" / "site-packages"
    assert not ownership.owns("y", module("y", packages / "y.py"))


def test_what_pip_installed_into_the_task_root(root):
    """`pip install --target` leaves records: that is third-party code."""
    (root / "requests").mkdir()
    (root / "requests-2.0.dist-info").mkdir()
    (root / "requests-2.0.dist-info" / "RECORD").write_text(
        'requests/__init__.py,sha256=x,1\nsix.py,,\n../../bin/tool,,\n"requests-2.0.dist-info/RECORD",,\n'
    )
    (root / "own.egg-info").mkdir()
    assert distributed_names(str(root)) == {"requests", "six"}
    ownership = Ownership(root)
    assert not ownership.owns("requests", module("requests", root / "requests" / "__init__.py"))
    assert not ownership.owns("six", module("six", root / "six.py"))
    assert ownership.owns("own", module("own", root / "own" / "__init__.py"))
    again = Ownership(root, reexecute=["requests"])
    assert again.owns("requests.api", module("requests.api", root / "requests" / "api.py"))


def test_further_packages(root):
    ownership = Ownership(root, reexecute=["json", "lib.part"])
    assert ownership.owns("json", json)
    assert ownership.owns("json.decoder", json.decoder)
    assert not ownership.owns("jsonschema", module("jsonschema", "/x/jsonschema.py"))
    assert ownership.owns("lib.part", module("lib.part", __path__=["/elsewhere/lib/part"]))


def test_module_of_a_callable_handler(root, tmp_path):
    ownership = Ownership(root, handler_module="service")
    assert ownership.owns("service", module("service", tmp_path / "service.py"))
    ownership = Ownership(root, handler_module="test_service")
    assert not ownership.owns("test_service", module("test_service", tmp_path / "test_service.py"))


def test_namespace_packages(root, tmp_path):
    ownership = Ownership(root)
    assert ownership.owns("ns", module("ns", __path__=[str(root / "ns")]))
    assert ownership.owns("src", module("src", __path__=[str(root)]))
    assert not ownership.owns("ns", module("ns", __path__=[str(root / "ns"), str(tmp_path / "ns")]))
    assert not ownership.owns("ns", module("ns", __path__=[]))


def test_other_test_modules(root):
    ownership = Ownership(root, is_test_module=lambda name, file: "/tests/" in file)
    assert not ownership.owns("factories", module("factories", root / "tests" / "factories.py"))
    assert ownership.owns("test_app", module("test_app", root / "test_app.py"))


def test_links_to_the_task_root(root, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(root)
    assert Ownership(link).owns("x", module("x", root / "x.py"))
    assert Ownership(root).owns("x", module("x", link / "x.py"))
    assert file_key("x", str(link / "x.py")) == file_key("x", str(root / "x.py"))


def test_objects_in_the_place_of_modules(root):
    names = {}
    exec(compile("class Config:\n  def get(self): pass", str(root / "config.py"), "exec"), names)
    ownership = Ownership(root)
    assert ownership.owns("config", names["Config"]())
    assert not ownership.owns("config", types.SimpleNamespace())
    assert not ownership.owns("config", object())


def test_modules_in_sys_modules(root, monkeypatch):
    own, other = module("own_app", root / "own_app.py"), module("other_app", "/elsewhere/other_app.py")
    monkeypatch.setitem(sys.modules, "own_app", own)
    monkeypatch.setitem(sys.modules, "other_app", other)
    ownership = Ownership(root)
    assert ownership.modules() == {"own_app": own}
    assert ownership.modules() == {"own_app": own}
    monkeypatch.setitem(sys.modules, "other_app", module("other_app", root / "other_app.py"))
    assert set(ownership.modules()) == {"own_app", "other_app"}


def test_names(root, monkeypatch):
    (root / "app.py").touch()
    (root / "json.py").touch()
    (root / "python").mkdir()
    ownership = Ownership(root)
    assert ownership.owns_name("app")
    assert ownership.owns_name("app.part")
    assert not ownership.owns_name("other")
    assert not ownership.owns_name("json")
    monkeypatch.setitem(sys.modules, "app", module("app", "/elsewhere/app.py"))
    assert not ownership.owns_name("app")


def test_shadowing_modules(root, tmp_path, monkeypatch):
    for name in ("app", "shared", "idle", "test_x", "mine"):
        (root / f"{name}.py").touch()
    elsewhere = tmp_path / "other"
    shadows = {
        "app": module("app", elsewhere / "app.py"),
        "shared": module("shared", __path__=[str(elsewhere / "shared")]),
        "shared.part": module("shared.part", elsewhere / "shared" / "part.py"),
        "idle": module("idle", os.path.join(site.getsitepackages()[0], "idle.py")),
    }
    others = {
        "test_x": module("test_x", elsewhere / "test_x.py"),
        "mine": module("mine", root / "mine.py"),
        "unknown": module("unknown", elsewhere / "unknown.py"),
    }
    for name, each in {**shadows, **others}.items():
        monkeypatch.setitem(sys.modules, name, each)
    assert dict(Ownership(root).shadowed()) == shadows


def test_default_pattern():
    assert looks_like_a_test("x", "/a/test_x.py")
    assert looks_like_a_test("x", "/a/x_test.py")
    assert looks_like_a_test("x", "/a/conftest.py")
    assert not looks_like_a_test("x", "/tests/x.py")
