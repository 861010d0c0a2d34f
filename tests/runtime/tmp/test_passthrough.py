from __future__ import annotations

import os
import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import pytest

from pytest_lambda.runtime.tmp.box import Box
from pytest_lambda.runtime.tmp.redirection import Redirection


@pytest.fixture
def shared(name):
    """A folder in the machine's /tmp."""
    folder = Path("/tmp", name)
    folder.mkdir()
    yield folder
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


@pytest.fixture
def with_passthrough():
    boxes = []

    def make(*passthrough):
        boxes.append(Box(capacity_mb=1, passthrough=passthrough))
        return Redirection(boxes[-1])

    yield make
    for box in boxes:
        box.close()


def test_a_folder_that_passes_through_is_the_machines(with_passthrough, shared, recwarn):
    redirection = with_passthrough(shared)
    redirection.swap_in()
    (shared / "x").write_text("x")
    open(f"{shared}/y", "w").close()
    seen = sorted(os.listdir(shared)), os.path.isdir(shared), os.listdir("/tmp")
    by_dots = os.path.samefile(f"{shared}/../{shared.name}/x", shared / "x")
    redirection.swap_out()
    redirection.warn()
    assert seen == (["x", "y"], True, [])
    assert by_dots
    assert sorted(file.name for file in shared.iterdir()) == ["x", "y"]
    assert list(recwarn) == []


def test_bytecode_of_an_import_is_nothing_of_the_functions(with_passthrough, shared, tmp_path, monkeypatch):
    (tmp_path / "compiled_meanwhile.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "pycache_prefix", str(shared / "bytecode"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    redirection = with_passthrough()
    redirection.swap_in()
    import_module("compiled_meanwhile")
    seen = os.listdir("/tmp")
    redirection.swap_out()
    assert seen == []
    assert [file.name for file in shared.rglob("*.pyc")] != []
    shutil.rmtree(shared / "bytecode")


def test_its_neighbours_do_not(with_passthrough, shared):
    redirection = with_passthrough(shared)
    redirection.swap_in()
    Path(f"{shared}2").write_text("x")
    Path(f"{shared}/../beside").write_text("x")
    redirection.swap_out()
    assert sorted(file.name for file in redirection.box.root.iterdir()) == sorted([f"{shared.name}2", "beside"])


def test_all_of_tmp_may_pass_through(with_passthrough, name):
    redirection = with_passthrough(Path("/tmp"))
    redirection.swap_in()
    Path("/tmp", name).write_text("x")
    redirection.swap_out()
    assert Path("/tmp", name).read_text() == "x"
    Path("/tmp", name).unlink()
    assert not redirection.box.created


def test_between_box_and_passthrough_files_can_be_moved(with_passthrough, shared):
    redirection = with_passthrough(shared)
    redirection.swap_in()
    Path("/tmp/x").write_text("x")
    os.rename("/tmp/x", f"{shared}/x")
    os.symlink(f"{shared}/x", "/tmp/link")
    read = Path("/tmp/link").read_text(), os.readlink("/tmp/link"), os.path.realpath("/tmp/link")
    redirection.swap_out()
    assert read == ("x", f"{shared}/x", f"{shared}/x")


def test_the_interpreter_and_its_path_pass_through(with_passthrough, shared, monkeypatch):
    monkeypatch.syspath_prepend(str(shared))
    (shared / "module.py").write_text("")
    redirection = with_passthrough()
    redirection.swap_in()
    seen = os.path.exists(shared / "module.py"), os.path.exists(sys.executable), os.path.exists(os.__file__)
    redirection.swap_out()
    assert seen == (True, True, True)


def test_tmp_itself_on_the_path_does_not(with_passthrough, monkeypatch):
    monkeypatch.syspath_prepend("/tmp")
    redirection = with_passthrough()
    redirection.swap_in()
    seen = os.listdir("/tmp")
    redirection.swap_out()
    assert seen == []


def test_the_box_itself_is_at_home_under_its_real_name(with_passthrough):
    redirection = with_passthrough()
    root = redirection.box.root
    assert str(root).startswith(tempfile.gettempdir())
    redirection.swap_in()
    (root / "x").write_text("x")
    seen = os.listdir("/tmp"), os.listdir(root)
    redirection.swap_out()
    assert seen == (["x"], ["x"])
