# ruff: noqa: SIM115  (how files are opened is what is tested)
from __future__ import annotations

import bz2
import dbm.dumb
import gzip
import io
import logging
import lzma
import mmap
import os
import shelve
import shutil
import sqlite3
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

posix_only = pytest.mark.skipif(os.name != "posix", reason="a call of POSIX")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="a call of Linux")
newer_than_310 = pytest.mark.skipif(sys.version_info < (3, 11), reason="new in Python 3.11")
newer_than_312 = pytest.mark.skipif(sys.version_info < (3, 13), reason="new in Python 3.13")


def write(path):
    with open(path, "w") as file:
        file.write("x")


def close(file):
    file.close()


def os_write(path):
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY)
    os.write(descriptor, b"x")
    os.close(descriptor)


def os_fdopen(path):
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY), "w") as file:
        file.write("x")


def with_opener(path):
    with open(path, "w", opener=lambda name, flags: os.open(name, flags)) as file:
        file.write("x")


def made_by_name_of_the_folder(path):
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    os.close(os.open(os.path.basename(path), os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)


def relative_to_tmp(path):
    os.chdir("/tmp")
    write(os.path.basename(path))


def relative_to_a_folder_in_tmp(path):
    os.makedirs("/tmp/deep/er")
    os.chdir("/tmp/deep/er")
    write("../../" + os.path.basename(path))


def chained(*calls):
    def run(path):
        for call in calls:
            call(path)

    return run


def sqlite(path, **options):
    connection = sqlite3.connect(path, **options)
    connection.execute("create table t (a)")
    connection.commit()
    connection.close()


def mapped_memory(path):
    with open(path, "w+b") as file:
        file.write(b"____")
        file.flush()
        with mmap.mmap(file.fileno(), 4) as memory:
            memory[:] = b"data"


def extracted_zip(path):
    with zipfile.ZipFile(path + ".zip", "w") as archive:
        archive.writestr(os.path.basename(path), "x")
    with zipfile.ZipFile(path + ".zip") as archive:
        archive.extractall("/tmp")
    os.remove(path + ".zip")


def extracted_tar(path):
    write(path)
    with tarfile.open(path + ".tar", "w") as archive:
        archive.add(path, arcname=os.path.basename(path))
    os.remove(path)
    with tarfile.open(path + ".tar") as archive:
        archive.extractall("/tmp", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))


def archive_made_and_unpacked(path):
    os.makedirs("/tmp/source")
    write("/tmp/source/" + os.path.basename(path))
    made = shutil.make_archive("/tmp/archive", "zip", "/tmp/source")
    assert made == "/tmp/archive.zip"
    shutil.unpack_archive(made, "/tmp")


def logged(path):
    handler = logging.FileHandler(path)
    handler.emit(logging.makeLogRecord({"msg": "x"}))
    handler.close()


def shelved(path):
    with dbm.dumb.open(path, "c") as store:
        store["a"] = "b"
    write(path)


def shelved_in_sqlite(path):
    import dbm.sqlite3

    with shelve.Shelf(dbm.sqlite3.open(path, "c")) as store:
        store["a"] = 1


def tree_copied_and_removed(path):
    os.makedirs("/tmp/one/two")
    write("/tmp/one/two/x")
    shutil.copytree("/tmp/one", path)
    shutil.rmtree("/tmp/one")
    assert not os.path.exists("/tmp/one")


def removed_and_made_again(path):
    for remove in (os.remove, os.unlink, lambda path: Path(path).unlink()):
        write(path)
        remove(path)
        assert not os.path.exists(path)
    for remove in (os.rmdir, shutil.rmtree, lambda path: Path(path).rmdir()):
        os.mkdir(path)
        remove(path)
        assert not os.path.isdir(path)
    write(path)


def downloaded(path):
    utils = pytest.importorskip("s3transfer.utils")
    write(path + ".a1B2c3D4")
    utils.OSUtils().rename_file(path + ".a1B2c3D4", path)  # the last step of boto3's download_file


WAYS_TO_WRITE: dict[str, Callable[[str], object]] = {
    "open": write,
    "open, bytes": lambda path: write(os.fsencode(path)),
    "open, Path": lambda path: write(Path(path)),
    "open, //tmp": lambda path: write("/" + path),
    "open, /tmp/./": lambda path: write("/tmp/./" + os.path.basename(path)),
    "open, /var/../tmp": lambda path: write("/var/.." + path),
    "open, into a sibling and out again": lambda path: write("/tmp/no/../" + os.path.basename(path)),
    "open, exclusive": lambda path: close(open(path, "x")),
    "open, appending": lambda path: close(open(path, "a")),
    "open, unbuffered": lambda path: close(open(path, "wb", 0)),
    "open, opener": with_opener,
    "io.open": lambda path: close(vars(io)["open"](path, "w")),
    "os.open": os_write,
    "os.fdopen": os_fdopen,
    "os.open, dir_fd": made_by_name_of_the_folder,
    "os.mkdir": lambda path: os.mkdir(path),
    "os.makedirs": lambda path: os.makedirs(path + "/a/b"),
    "os.rename": lambda path: (write("/tmp/a"), os.rename("/tmp/a", path)),
    "os.renames": lambda path: (os.makedirs("/tmp/b"), write("/tmp/b/a"), os.renames("/tmp/b/a", path)),
    "os.replace": lambda path: (write("/tmp/a"), os.replace(src="/tmp/a", dst=path)),
    "os.link": lambda path: (write("/tmp/a"), os.link("/tmp/a", path)),
    "os.symlink": lambda path: (write("/tmp/a"), os.symlink("/tmp/a", path)),
    "os.remove and rmdir": removed_and_made_again,
    "os.truncate": chained(write, lambda path: os.truncate(path, 0)),
    "os.chmod": chained(write, lambda path: os.chmod(path=path, mode=0o600)),
    "os.utime": chained(write, lambda path: os.utime(path, (1, 1), follow_symlinks=False)),
    "os.chdir, relative": relative_to_tmp,
    "os.chdir, relative with dots": relative_to_a_folder_in_tmp,
    "Path.write_text": lambda path: Path(path).write_text("x"),
    "Path.write_bytes": lambda path: Path(path).write_bytes(b"x"),
    "Path.open": lambda path: close(Path(path).open("w")),
    "Path.touch": lambda path: Path(path).touch(),
    "Path.touch, twice": lambda path: (Path(path).touch(), Path(path).touch()),
    "Path.mkdir": lambda path: Path(path).mkdir(),
    "Path.mkdir, parents": lambda path: Path(path, "a", "b").mkdir(parents=True, exist_ok=True),
    "Path.rename": lambda path: (write("/tmp/a"), Path("/tmp/a").rename(path)),
    "Path.replace": lambda path: (write("/tmp/a"), Path("/tmp/a").replace(path)),
    "Path.symlink_to": lambda path: (write("/tmp/a"), Path(path).symlink_to("/tmp/a")),
    "Path.hardlink_to": lambda path: (write("/tmp/a"), Path(path).hardlink_to("/tmp/a")),
    "Path.chmod": chained(write, lambda path: Path(path).chmod(0o600)),
    "shutil.copy": lambda path: shutil.copy(sys.executable, path),
    "shutil.copy2": lambda path: shutil.copy2(__file__, path),
    "shutil.copyfile": lambda path: (write("/tmp/a"), shutil.copyfile("/tmp/a", path)),
    "shutil.move": lambda path: (write("/tmp/a"), shutil.move("/tmp/a", path)),
    "shutil.copytree and rmtree": tree_copied_and_removed,
    "shutil.make_archive": archive_made_and_unpacked,
    "zipfile": lambda path: zipfile.ZipFile(path, "w").close(),
    "zipfile, extract": extracted_zip,
    "tarfile": lambda path: tarfile.open(path, "w").close(),
    "tarfile, w:gz": lambda path: tarfile.open(path, "w:gz").close(),
    "tarfile, extract": extracted_tar,
    "gzip": lambda path: gzip.open(path, "w").close(),
    "bz2": lambda path: bz2.open(path, "w").close(),
    "lzma": lambda path: lzma.open(path, "w").close(),
    "sqlite3": sqlite,
    "sqlite3, Path": lambda path: sqlite(Path(path)),
    "sqlite3, URI": lambda path: sqlite(f"file:{path}?mode=rwc", uri=True),
    "sqlite3, file:///": lambda path: sqlite(f"file://{path}", uri=True),
    "logging.FileHandler": logged,
    "mmap": mapped_memory,
    "dbm.dumb": shelved,
    "dbm.sqlite3": pytest.param(shelved_in_sqlite, marks=newer_than_312),
    "s3transfer": lambda path: downloaded(path),
    "os.mkfifo": pytest.param(lambda path: os.mkfifo(path), marks=posix_only),
    "os.mknod": pytest.param(lambda path: os.mknod(path), marks=linux_only),
    "os.chown": pytest.param(chained(write, lambda path: os.chown(path, -1, -1)), marks=posix_only),
    "os.lchown": pytest.param(chained(write, lambda path: os.lchown(path, -1, -1)), marks=posix_only),
}


def rows(table):
    return [pytest.param(*getattr(row, "values", (row,)), marks=getattr(row, "marks", ()), id=id_)
            for id_, row in table.items()]  # fmt: skip


@pytest.mark.parametrize("way", rows(WAYS_TO_WRITE))
def test_what_is_written_is_in_the_box_and_nowhere_else(way, name, inside, box, redirection, recwarn):
    with inside():
        way(f"/tmp/{name}")
        assert os.path.lexists(f"/tmp/{name}")
    assert os.path.lexists(box.root / name)
    assert not os.path.lexists(f"/tmp/{name}")
    redirection.warn()
    assert list(recwarn) == []
