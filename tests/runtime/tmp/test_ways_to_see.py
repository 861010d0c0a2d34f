# ruff: noqa: SIM115  (how files are opened is what is tested)
from __future__ import annotations

import filecmp
import fileinput
import glob
import io
import linecache
import os
import runpy
import shutil
import sys
import tokenize
from collections.abc import Callable
from pathlib import Path

import pytest

posix_only = pytest.mark.skipif(os.name != "posix", reason="a call of POSIX")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="a call of Linux")


def write(path):
    with open(path, "w") as file:
        file.write("x")


def read(path):
    with open(path) as file:
        return file.read()


def rows(table):
    return [pytest.param(*getattr(row, "values", (row,)), marks=getattr(row, "marks", ()), id=id_)
            for id_, row in table.items()]  # fmt: skip


def scanned():
    with os.scandir("/tmp") as entries:
        return [(entry.path, os.fspath(entry), entry.is_file(), entry.stat().st_size) for entry in entries]


def is_missing(path):
    try:
        os.stat(path)
    except FileNotFoundError as error:
        return error.filename
    return None


WAYS_TO_READ: dict[str, tuple[Callable[[], object], object]] = {
    "open": (lambda: read("/tmp/f.py"), "A = 1"),
    "open, name": (lambda: [(f.name, f.close()) for f in [open("/tmp/f.py")]], [("/tmp/f.py", None)]),
    "open, writer's name": (lambda: [(f.name, f.close()) for f in [open("/tmp/f.py", "r+")]], [("/tmp/f.py", None)]),
    "open, error": (lambda: is_missing("/tmp/no"), "/tmp/no"),
    "os.listdir": (lambda: os.listdir("/tmp"), ["f.py"]),
    "os.listdir, bytes": (lambda: os.listdir(b"/tmp"), [b"f.py"]),
    "os.listdir, cwd": (lambda: (os.chdir("/tmp"), os.listdir(), os.listdir(".")), (None, ["f.py"], ["f.py"])),
    "os.scandir": (scanned, [("/tmp/f.py", "/tmp/f.py", True, 5)]),
    "os.scandir, bytes": (lambda: [entry.path for entry in os.scandir(b"/tmp/")], [b"/tmp/f.py"]),
    "os.scandir, type": (lambda: [isinstance(entry, os.DirEntry) for entry in os.scandir("/tmp")], [True]),
    "os.walk": (lambda: list(os.walk("/tmp")), [("/tmp", [], ["f.py"])]),
    "os.walk, bottom up": (lambda: list(os.walk("/tmp", topdown=False)), [("/tmp", [], ["f.py"])]),
    "os.fwalk": pytest.param(
        (lambda: [row[:3] for row in os.fwalk("/tmp")], [("/tmp", [], ["f.py"])]), marks=posix_only
    ),
    "os.stat": (lambda: os.stat("/tmp/f.py").st_size, 5),
    "os.stat, /tmp": (lambda: len({os.stat(p).st_ino for p in ("/tmp", "/tmp/", "//tmp", Path("/tmp"), b"/tmp")}), 1),
    "os.lstat": (lambda: os.lstat("/tmp/f.py").st_size, 5),
    "os.access": (lambda: os.access("/tmp/f.py", os.R_OK), True),
    "os.access, missing": (lambda: os.access("/tmp/no", os.R_OK), False),
    "os.getcwd": (lambda: (os.chdir("/tmp"), os.getcwd(), os.getcwdb()), (None, "/tmp", b"/tmp")),
    "os.getcwd, deep": (lambda: (os.makedirs("/tmp/a/b"), os.chdir("/tmp/a/b"), os.getcwd())[2], "/tmp/a/b"),
    "os.readlink": (lambda: (os.symlink("/tmp/f.py", "/tmp/l"), os.readlink("/tmp/l"), read("/tmp/l")),
                    (None, "/tmp/f.py", "A = 1")),
    "os.readlink, relative": (lambda: (os.symlink("f.py", "/tmp/l"), os.readlink("/tmp/l"), read("/tmp/l")),
                              (None, "f.py", "A = 1")),
    "os.path.exists": (lambda: [os.path.exists(p) for p in ("/tmp", "/tmp/f.py", "/tmp/no")], [True, True, False]),
    "os.path.isfile": (lambda: (os.path.isfile("/tmp/f.py"), os.path.isdir("/tmp")), (True, True)),
    "os.path.getsize": (lambda: os.path.getsize("/tmp/f.py"), 5),
    "os.path.realpath": (lambda: os.path.realpath("/tmp/f.py"), "/tmp/f.py"),
    "os.path.realpath, link": (
        lambda: (os.symlink("/tmp/f.py", "/tmp/l"), os.path.realpath("/tmp/l"))[1], "/tmp/f.py"
    ),
    "os.path.abspath": (lambda: (os.chdir("/tmp"), os.path.abspath("f.py"))[1], "/tmp/f.py"),
    "os.path.samefile": (lambda: os.path.samefile("/tmp/f.py", Path("/tmp/f.py")), True),
    "os.statvfs": pytest.param(
        (lambda: os.statvfs("/tmp").f_blocks * os.statvfs("/tmp").f_frsize, 2**20), marks=posix_only
    ),
    "shutil.disk_usage": pytest.param((lambda: shutil.disk_usage("/tmp").total, 2**20), marks=posix_only),
    "Path.read_text": (lambda: Path("/tmp/f.py").read_text(), "A = 1"),
    "Path.exists": (lambda: (Path("/tmp/f.py").exists(), Path("/tmp/no").exists()), (True, False)),
    "Path.stat": (lambda: Path("/tmp/f.py").stat().st_size, 5),
    "Path.iterdir": (lambda: list(Path("/tmp").iterdir()), [Path("/tmp/f.py")]),
    "Path.glob": (lambda: list(Path("/tmp").glob("*.py")), [Path("/tmp/f.py")]),
    "Path.rglob": (lambda: list(Path("/tmp").rglob("f.*")), [Path("/tmp/f.py")]),
    "Path.glob, deep": (
        lambda: (os.makedirs("/tmp/a/b"), write("/tmp/a/b/g.py"), list(Path("/tmp").glob("**/g.py")))[2],
        [Path("/tmp/a/b/g.py")],
    ),
    "Path.resolve": (lambda: str(Path("/tmp/f.py").resolve()), "/tmp/f.py"),
    "Path.resolve, strict": (lambda: str(Path("/tmp/f.py").resolve(strict=True)), "/tmp/f.py"),
    "Path.cwd": (lambda: (os.chdir("/tmp"), str(Path.cwd()))[1], "/tmp"),
    "Path.absolute": (lambda: (os.chdir("/tmp"), str(Path("x").absolute()))[1], "/tmp/x"),
    "Path.readlink": (lambda: (os.symlink("/tmp/f.py", "/tmp/l"), str(Path("/tmp/l").readlink()))[1], "/tmp/f.py"),
    "Path.owner": pytest.param((lambda: Path("/tmp/f.py").owner() == Path("/tmp").owner(), True), marks=posix_only),
    "glob": (lambda: glob.glob("/tmp/*.py"), ["/tmp/f.py"]),
    "glob, recursive": (lambda: glob.glob("/tmp/**/*.py", recursive=True), ["/tmp/f.py"]),
    "glob, root_dir": (lambda: glob.glob("*.py", root_dir="/tmp"), ["f.py"]),
    "linecache": (lambda: linecache.getlines("/tmp/f.py"), ["A = 1\n"]),
    "tokenize.open": (lambda: [(f.read(), f.close()) for f in [tokenize.open("/tmp/f.py")]], [("A = 1", None)]),
    "fileinput": (lambda: list(fileinput.input("/tmp/f.py")), ["A = 1"]),
    "filecmp": (lambda: filecmp.cmp("/tmp/f.py", "/tmp/f.py", shallow=False), True),
    "runpy": (lambda: runpy.run_path("/tmp/f.py")["A"], 1),
    "io.open_code": (lambda: [(f.read(), f.name, f.close()) for f in [io.open_code("/tmp/f.py")]],
                     [(b"A = 1", "/tmp/f.py", None)]),
    "os.listxattr": pytest.param(
        (lambda: os.listxattr("/tmp/f.py") == os.listxattr(path="/tmp/f.py"), True), marks=linux_only
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", rows(WAYS_TO_READ))
def test_what_is_in_the_box_is_seen_under_tmp(way, inside, box, redirection, recwarn):
    (box.root / "f.py").write_text("A = 1")
    call, expected = way
    with inside():
        assert call() == expected
        linecache.clearcache()
        fileinput.close()
    redirection.warn()
    assert list(recwarn) == []
