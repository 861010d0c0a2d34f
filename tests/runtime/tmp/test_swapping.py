# ruff: noqa: SIM115  (how files are opened is what is tested)
from __future__ import annotations

import builtins
import bz2
import importlib.machinery
import inspect
import io
import os
import pathlib
import shutil
import sqlite3
import sys
import tarfile
import tempfile
import tokenize
from importlib import import_module
from pathlib import Path

import pytest

from pytest_lambda.runtime.tmp.box import Box
from pytest_lambda.runtime.tmp.real import real_chdir, real_getcwd
from pytest_lambda.runtime.tmp.redirection import Redirection

KERNEL = import_module(os.name)
MODULES = (
    builtins, bz2, import_module("_io"), io, KERNEL, os, os.path, pathlib, shutil, import_module("_sqlite3"), sqlite3,
    sqlite3.dbapi2, tarfile, tempfile, tokenize,
)  # fmt: skip
CLASSES = (*pathlib.Path.__mro__[:-1], os.PathLike)


def everything() -> dict[str, int]:
    """The identity of every value that a name of these modules and classes has."""
    return {
        f"{place.__name__}.{name}": id(value) for place in (*MODULES, *CLASSES) for name, value in vars(place).items()
    }


@pytest.fixture
def other():
    box = Box(capacity_mb=1)
    yield Redirection(box)
    box.close()


def test_every_name_has_its_original_again(redirection):
    redirection.swap_in()
    redirection.swap_out()  # whatever is imported or cached at the first time is there now
    before = everything()
    redirection.swap_in()
    during = everything()
    redirection.swap_out()
    assert everything() == before
    changed = {name for name in before if before[name] != during[name]}
    assert {"os.stat", "os.open", "os.getcwd", "builtins.open", "io.open", "tarfile.bltn_open"} <= changed
    assert {"sqlite3.connect", "posix.stat" if os.name == "posix" else "nt.stat"} <= changed
    assert len(changed) > 40


def test_the_interpreter_is_as_before(redirection):
    hooks, finders, path = list(sys.path_hooks), list(sys.meta_path), list(sys.path)
    redirection.swap_in()
    open("/tmp/x", "w").close()
    importlib.machinery.PathFinder.find_spec("no_such_module", ["/tmp"])
    redirection.swap_out()
    assert (sys.path_hooks, sys.meta_path, sys.path) == (hooks, finders, path)
    assert list(filter(redirection.box.paths.covers, sys.path_importer_cache)) == []


def test_two_environments_do_not_see_each_other(redirection, other):
    for each, text in ((redirection, "one"), (other, "two")):
        each.swap_in()
        Path("/tmp/x").write_text(text)
        each.swap_out()
    redirection.swap_in()
    assert Path("/tmp/x").read_text() == "one"
    redirection.swap_out()
    assert (other.box.root / "x").read_text() == "two"


def test_the_next_invocation_sees_what_this_one_wrote(redirection):
    redirection.swap_in()
    Path("/tmp/x").write_text("kept")
    redirection.swap_out()
    assert not os.path.exists("/tmp/x")
    redirection.swap_in()
    assert Path("/tmp/x").read_text() == "kept"
    redirection.swap_out()


def test_an_environment_inside_another_goes_back_to_it(redirection, other):
    before = everything()
    redirection.swap_in()
    Path("/tmp/x").write_text("outer")
    other.swap_in()
    assert os.listdir("/tmp") == []
    Path("/tmp/x").write_text("inner")
    other.swap_out()
    assert Path("/tmp/x").read_text() == "outer"
    redirection.swap_out()
    assert everything() == before
    assert (other.box.root / "x").read_text() == "inner"


def test_a_box_made_while_an_environment_is_in_is_not_made_in_that_ones_tmp(redirection, other):
    redirection.swap_in()
    inner = Redirection(Box(capacity_mb=1))
    inner.swap_in()
    Path("/tmp/x").write_text("inner")
    inner.swap_out()
    assert os.listdir("/tmp") == []
    redirection.swap_out()
    assert inner.box.root.parent != redirection.box.root
    inner.box.close()


def test_the_outer_one_ends_what_was_cut_inside_it(redirection, other):
    before = everything()
    redirection.swap_in()
    other.swap_in()  # its environment is never switched to again, so nobody freezes it
    redirection.swap_out()
    assert everything() == before
    other.swap_in()
    other.swap_out()
    assert everything() == before


def test_a_patch_of_the_test_stays(redirection, monkeypatch):
    monkeypatch.setattr(os, "listdir", lambda path: ["patched"])
    monkeypatch.setattr(builtins, "open", lambda path: "opened")
    redirection.swap_in()
    try:
        assert os.listdir("/tmp") == ["patched"]
        assert open("/tmp/x") == "opened"
        assert os.mkdir("/tmp/folder") is None  # what is not patched is redirected
    finally:
        redirection.swap_out()
    assert os.listdir("/tmp") == ["patched"]
    assert open("/tmp/x") == "opened"
    monkeypatch.undo()
    assert os.listdir is KERNEL.listdir
    assert open is io.open


def test_a_deleted_name_stays_deleted(redirection, monkeypatch):
    monkeypatch.delattr(os, "link")
    redirection.swap_in()
    there = hasattr(os, "link"), os.path.isdir("/tmp")
    redirection.swap_out()
    assert there == (False, True)
    assert not hasattr(os, "link")


def test_a_patch_made_inside_and_undone_outside_leaves_no_harm(redirection):
    patch = pytest.MonkeyPatch()
    redirection.swap_in()
    patch.setattr(os, "stat", lambda path: "patched")
    redirection.swap_out()
    assert os.stat("/") == "patched"
    patch.undo()  # puts back what it found: the wrapper
    assert os.stat("/").st_ino == KERNEL.stat("/").st_ino
    redirection.swap_in()
    redirection.swap_out()
    assert os.stat is KERNEL.stat


def test_a_function_kept_from_inside_is_the_original_outside(redirection, name):
    redirection.swap_in()
    opened, listdir, stat, connect = open, os.listdir, os.stat, sqlite3.connect
    redirection.swap_out()
    assert sorted(listdir("/")) == sorted(os.listdir("/"))
    assert stat("/") == os.stat("/")
    with opened(f"/tmp/{name}", "w") as file:
        assert file.name == f"/tmp/{name}"
    assert os.path.exists(f"/tmp/{name}")
    connect(f"/tmp/{name}").close()
    os.remove(f"/tmp/{name}")


def test_a_function_of_os_may_be_kept_on_a_class(redirection):
    redirection.swap_in()
    try:

        class Storage:
            opened = open
            stat = os.stat

        with Storage().opened("/tmp/x", "w") as file:
            file.write("x")
        assert Storage().stat("/tmp/x").st_size == 1
    finally:
        redirection.swap_out()


def test_wrappers_look_like_what_they_stand_for(redirection):
    redirection.swap_in()
    seen = [(f.__name__, f.__module__, f.__doc__) for f in (os.stat, open, os.listdir, os.rename)]
    capable = os.stat in os.supports_fd, os.open in os.supports_dir_fd, os.chmod in os.supports_follow_symlinks
    redirection.swap_out()
    assert seen == [(f.__name__, f.__module__, f.__doc__) for f in (os.stat, open, os.listdir, os.rename)]
    assert capable == (
        os.stat in os.supports_fd, os.open in os.supports_dir_fd, os.chmod in os.supports_follow_symlinks,
    )  # fmt: skip


def test_open_has_the_signature_of_open(redirection):
    redirection.swap_in()
    names = list(inspect.signature(open).parameters)
    redirection.swap_out()
    assert names == list(inspect.signature(open).parameters)


@pytest.mark.parametrize("folder", ["/tmp", "/tmp/deep"])
def test_the_working_directory_is_kept_by_its_real_name(folder, redirection):
    home = real_getcwd()
    redirection.swap_in()
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    own = real_getcwd()
    redirection.swap_out()
    real_chdir(home)
    assert own == str(redirection.box.root) + folder[4:]
    redirection.swap_in()
    real_chdir(own)
    assert os.getcwd() == folder
    real_chdir(home)
    redirection.swap_out()


def test_tempdir_is_the_environments_own(redirection, other):
    host = tempfile.gettempdir()
    redirection.swap_in()
    assert tempfile.gettempdir() == "/tmp"
    tempfile.tempdir = "/tmp/mine"
    other.swap_in()
    assert tempfile.gettempdir() == "/tmp"
    other.swap_out()
    assert tempfile.gettempdir() == "/tmp/mine"
    redirection.swap_out()
    assert tempfile.gettempdir() == host
    redirection.swap_in()
    assert tempfile.gettempdir() == "/tmp/mine"
    redirection.swap_out()
    redirection.process_ended()
    redirection.swap_in()
    assert tempfile.gettempdir() == "/tmp"
    redirection.swap_out()


def test_tempdir_set_by_the_test_stays(redirection, other, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    redirection.swap_in()
    other.swap_in()
    seen = tempfile.gettempdir()
    other.swap_out()
    redirection.swap_out()
    assert seen == str(tmp_path)
    assert tempfile.tempdir == str(tmp_path)


def test_tempdir_can_be_left_to_tempfile(box, monkeypatch):
    redirection = Redirection(box, tempdir=None)
    (box.root / "work").mkdir()
    redirection.swap_in()
    monkeypatch.setenv("TMPDIR", "/tmp/work")
    found = tempfile.gettempdir()
    redirection.swap_out()
    assert found == "/tmp/work"
