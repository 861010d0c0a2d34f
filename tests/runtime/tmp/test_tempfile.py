from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack

import pytest


def write(path):
    with open(path, "w") as file:
        file.write("x")


TEMPORARY = {
    "gettempdir": tempfile.gettempdir,
    "gettempdirb": lambda: os.fsdecode(tempfile.gettempdirb()),
    "mkdtemp": tempfile.mkdtemp,
    "mkdtemp, dir": lambda: tempfile.mkdtemp(dir="/tmp"),
    "mkstemp": lambda: (lambda descriptor, path: (os.close(descriptor), path)[1])(*tempfile.mkstemp(suffix=".x")),
    "NamedTemporaryFile": lambda: named_temporary_file(),
    "TemporaryDirectory": lambda: temporary_directory(),
}


def named_temporary_file():
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"x")
        file.flush()
        assert os.path.getsize(file.name) == 1
        return file.name


def temporary_directory():
    with tempfile.TemporaryDirectory() as folder:
        write(folder + "/x")
        return folder


@pytest.mark.parametrize("answer", TEMPORARY.values(), ids=TEMPORARY)
def test_tempfile_works_in_tmp(answer, inside, box, monkeypatch):
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    before = set(os.listdir("/tmp"))
    with inside():
        found = answer()
    assert found == "/tmp" or os.path.dirname(found) == "/tmp"
    assert os.path.basename(found) not in set(os.listdir("/tmp")) - before


@pytest.mark.parametrize("make", [tempfile.TemporaryFile, tempfile.NamedTemporaryFile, temporary_directory])
def test_temporary_files_are_removed_again(make, inside, box):
    with inside():
        made = make()
        if hasattr(made, "close"):
            made.write(b"x")
            made.close()
    assert list(box.root.iterdir()) == []


def test_a_named_temporary_file_closed_after_the_freeze_is_removed_from_the_box(inside, box):
    with ExitStack() as later:
        with inside():
            later.enter_context(tempfile.NamedTemporaryFile())
        assert len(list(box.root.iterdir())) == 1
    assert list(box.root.iterdir()) == []
