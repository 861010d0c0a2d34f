from __future__ import annotations

import importlib.util
import os
import sys
import zipfile

import pytest


@pytest.fixture
def importing(monkeypatch):
    monkeypatch.setattr(sys, "path", ["/tmp", *sys.path])
    before = set(sys.modules)
    yield
    for module in set(sys.modules) - before:
        del sys.modules[module]


@pytest.mark.usefixtures("importing")
def test_modules_and_packages_are_imported_from_tmp(inside, box):
    with inside():
        write_module("/tmp/lambda_single.py", "A = 1")
        write_module("/tmp/lambda_package/__init__.py", "from lambda_package import part")
        write_module("/tmp/lambda_package/part.py", "B = 2")
        importlib.invalidate_caches()
        import lambda_package
        import lambda_single

        assert (lambda_single.A, lambda_single.__file__) == (1, "/tmp/lambda_single.py")
        assert (lambda_package.part.B, lambda_package.part.__file__) == (2, "/tmp/lambda_package/part.py")


@pytest.mark.usefixtures("importing")
def test_modules_are_imported_from_an_archive_in_tmp(inside):
    with inside():
        with zipfile.ZipFile("/tmp/layer.zip", "w") as archive:
            archive.writestr("lambda_zipped.py", "A = 3")
        sys.path.insert(0, "/tmp/layer.zip")
        import lambda_zipped

        assert (lambda_zipped.A, lambda_zipped.__file__) == (3, "/tmp/layer.zip/lambda_zipped.py")


def test_a_module_is_loaded_from_a_file_in_tmp(inside):
    with inside():
        write_module("/tmp/plain.py", "A = 4")
        spec = importlib.util.spec_from_file_location("plain", "/tmp/plain.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert module.A == 4


@pytest.mark.usefixtures("importing")
def test_what_one_environment_can_import_another_cannot(inside, redirection, box):
    with inside():
        write_module("/tmp/lambda_mine.py", "A = 1")
        importlib.invalidate_caches()
        assert importlib.util.find_spec("lambda_mine") is not None
    assert importlib.util.find_spec("lambda_mine") is None
    box.clear()
    with inside():
        assert importlib.util.find_spec("lambda_mine") is None


def write_module(path, source):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(source)
