# ruff: noqa: SIM115  (how files are opened is what is tested)
from __future__ import annotations

import errno
import io
import os
import shutil
import tempfile
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from pytest_lambda.runtime.tmp.box import Box
from pytest_lambda.runtime.tmp.redirection import Redirection

MB = 1024 * 1024


def fill(path: str, *, size: int = 2 * MB, mode: str = "wb", step: int = 10_000) -> None:
    with open(path, mode) as file:
        for _ in range(0, size, step):
            file.write(b"x" * step if "b" in mode else "x" * step)


@pytest.mark.parametrize("mode", ["w", "wb", "xb", "ab", "w+b", "a+"])
def test_a_full_disk_is_an_error_in_a_file_opened_by_open(mode, inside, box):
    with inside(), pytest.raises(OSError, match="No space left on device") as caught:
        fill("/tmp/big", mode=mode)
    assert caught.value.errno == errno.ENOSPC
    assert box.used_bytes() == MB  # as much as fits is written, as by the kernel
    assert box.overflow_bytes() == 0


WAYS = {
    "io.open": lambda: fill_file(vars(io)["open"]("/tmp/big", "wb")),
    "unbuffered": lambda: fill_file(open("/tmp/big", "wb", 0)),
    "r+": lambda: (Path("/tmp/big").touch(), fill_file(open("/tmp/big", "r+b"))),
    "Path.write_bytes": lambda: Path("/tmp/big").write_bytes(b"x" * 2 * MB),
    "Path.write_text": lambda: Path("/tmp/big").write_text("x" * 2 * MB),
    "os.fdopen": lambda: fill_file(os.fdopen(os.open("/tmp/big", os.O_CREAT | os.O_WRONLY), "wb")),
    "TemporaryFile": lambda: fill_file(tempfile.TemporaryFile()),
    "NamedTemporaryFile": lambda: fill_file(tempfile.NamedTemporaryFile()),
    "SpooledTemporaryFile": lambda: fill_file(tempfile.SpooledTemporaryFile(max_size=10)),
    "copyfileobj": lambda: copied(),
    "seek": lambda: sparse(),
    "truncate": lambda: truncated(),
}


def fill_file(file) -> None:
    with file:
        for _ in range(200):
            file.write(b"x" * 10_000)


def copied() -> None:
    with open("/tmp/big", "wb") as file:
        shutil.copyfileobj(io.BytesIO(b"x" * 2 * MB), file)


def sparse() -> None:
    with open("/tmp/big", "wb") as file:
        file.seek(600 * MB)
        file.write(b"x")


def truncated() -> None:
    with open("/tmp/big", "wb") as file:
        file.truncate(2 * MB)


@pytest.mark.skipif(os.name != "posix", reason="descriptors cannot be told apart on Windows")
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_file_of_open_is_counted(way, inside, box):
    with inside(), pytest.raises(OSError, match="No space left on device"):
        way()
    assert box.used_bytes() <= MB


def test_files_of_earlier_invocations_count(inside):
    with inside():
        fill("/tmp/one", size=MB // 2)
    with inside(), pytest.raises(OSError, match="No space left"):
        fill("/tmp/two", size=MB * 3 // 4)


def test_what_is_removed_makes_room(inside, box):
    with inside():
        for _ in range(3):
            fill("/tmp/one", size=MB * 3 // 4)
            os.remove("/tmp/one")
        fill("/tmp/one", size=MB * 3 // 4)
        fill("/tmp/one", size=MB * 3 // 4)  # truncated first
        with open("/tmp/one", "r+b") as file:
            file.write(b"y" * (MB // 2))  # in place
    assert box.used_bytes() == MB * 3 // 4 // 10_000 * 10_000 + 10_000


def test_a_handler_that_makes_room_can_go_on(inside):
    with inside():
        with pytest.raises(OSError, match="No space left"):
            fill("/tmp/one")
        os.remove("/tmp/one")
        fill("/tmp/two", size=MB // 2)
        assert os.path.getsize("/tmp/two") >= MB // 2


def test_a_removed_file_keeps_its_place_while_it_is_open(inside, box):
    with inside(), open("/tmp/one", "wb", 0) as file:
        file.write(b"x" * (MB // 2))
        os.remove("/tmp/one")
        with pytest.raises(OSError, match="No space left"):
            fill("/tmp/two", size=MB * 3 // 4)
        file.close()
        fill("/tmp/two", size=MB * 3 // 4)


def test_other_files_are_not_counted(inside, tmp_path, box):
    with inside():
        fill(str(tmp_path / "big"))
        with open(os.devnull, "wb") as null:
            null.write(b"x" * 2 * MB)
    assert not box.created


def test_the_buckets_of_moto_take_no_place_in_tmp(inside, box, monkeypatch):
    monkeypatch.setenv("MOTO_S3_DEFAULT_KEY_BUFFER_SIZE", "1000")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="bucket")
        with inside():
            s3.put_object(Bucket="bucket", Key="large", Body=b"x" * 3 * MB)
            s3.put_object(Bucket="bucket", Key="small", Body=b"x" * (MB // 2))
            s3.download_file("bucket", "small", "/tmp/small")
            assert os.listdir("/tmp") == ["small"]
            with pytest.raises(OSError, match="No space left"):
                s3.download_file("bucket", "large", "/tmp/large")
            assert os.listdir("/tmp") == ["small"]
    assert box.used_bytes() == MB // 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_takes_no_place(inside):
    with inside():
        os.mkfifo("/tmp/pipe")
        reader = os.open("/tmp/pipe", os.O_RDONLY | os.O_NONBLOCK)
        with open("/tmp/pipe", "wb", 0) as pipe:
            for _ in range(300):
                pipe.write(b"x" * 4096)
                os.read(reader, 4096)
        os.close(reader)


def test_writes_past_open_are_measured(inside, box):
    with inside():
        descriptor = os.open("/tmp/big", os.O_CREAT | os.O_WRONLY)
        os.write(descriptor, b"x" * (MB + 100))
        os.close(descriptor)
    assert box.overflow_bytes() == 100
    assert box.overflow_bytes() == 100
    box.clear()
    assert box.overflow_bytes() == 0


def test_writes_past_open_leave_no_room_in_the_next_invocation(inside, box):
    (box.root / "put-there-by-the-test").write_bytes(b"x" * MB)
    with inside(), pytest.raises(OSError, match="No space left"):
        Path("/tmp/x").write_text("x")


def test_what_the_test_adds_between_invocations_takes_its_place(inside, box):
    with inside():
        Path("/tmp/x").write_text("x")
    (box.root / "put-there-by-the-test").write_bytes(b"x" * (MB // 2))
    with inside(), pytest.raises(OSError, match="No space left"):
        fill("/tmp/y", size=MB * 3 // 4)


def test_the_folder_is_only_measured_if_it_was_used(inside, box):
    with inside():
        Path("/tmp/x").write_bytes(b"x" * MB)
    assert box.overflow_bytes() == 0
    (box.root / "put-there-by-the-test").write_bytes(b"x")
    with inside():
        os.getpid()
    assert box.overflow_bytes() == 0
    with inside():
        os.stat("/tmp")
    assert box.overflow_bytes() == 1


def test_a_file_kept_open_over_the_freeze_belongs_to_its_own_box(inside):
    other = Box(capacity_mb=4)
    with inside():
        file = open("/tmp/x", "wb", 0)
    redirection = Redirection(other)
    redirection.swap_in()
    with file:
        assert [file.write(b"x" * (MB - 10)) for _ in range(2)] == [MB - 10, 10]
        with pytest.raises(OSError, match="No space left"):
            file.write(b"x")
    redirection.swap_out()
    assert not other.created


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="no statvfs")
def test_the_disk_is_as_large_as_the_ephemeral_storage(inside):
    with inside():
        before = shutil.disk_usage("/tmp")
        fill("/tmp/x", size=MB // 2)
        after = shutil.disk_usage("/tmp")
        root = shutil.disk_usage("/")
    assert (before.total, before.free) == (MB, MB)
    assert after.total == MB
    assert MB // 2 - 16_384 <= after.free <= MB // 2
    assert root.total != MB


def test_appending_and_reading_back_works_under_the_quota(inside):
    with inside():
        for part in ("one\n", "two\n"):
            with open("/tmp/log", "a") as file:
                file.write(part)
        with open("/tmp/log", "r+") as file:
            assert file.read() == "one\ntwo\n"
            file.seek(0)
            file.write("ONE")
            file.truncate(4)
        assert Path("/tmp/log").read_text() == "ONE\n"
        with open("/tmp/log", "a+b") as file:
            file.write(b"more")
            file.seek(0)
            assert file.read() == b"ONE\nmore"


def test_appending_counts_at_the_end_wherever_the_file_is_read(inside):
    with inside(), open("/tmp/log", "a+b", buffering=0) as file:
        file.write(b"x" * (MB - 10))
        file.seek(0)
        assert file.write(b"x" * 100) == 10


def test_newlines_encodings_and_buffers_are_those_of_open(inside, tmp_path):
    cases = [
        {"mode": "w", "newline": "\r\n"},
        {"mode": "w", "newline": ""},
        {"mode": "w", "encoding": "utf-16"},
        {"mode": "w", "encoding": "ascii", "errors": "replace"},
        {"mode": "w", "buffering": 1},
        {"mode": "w", "buffering": 16},
        {"mode": "w+", "encoding": "latin-1"},
    ]
    with inside():
        for case in cases:
            seen = []
            for path in ("/tmp/file", str(tmp_path / "file")):
                with open(path, **case) as file:
                    file.write("a\nä\n")
                    seen.append((os.path.getsize(path), file.encoding, file.errors, file.line_buffering, file.mode))
                with open(path, "rb") as file:
                    seen[-1] += (file.read(),)
            assert seen[0] == seen[1]


def test_the_buffer_is_as_large_as_that_of_open(inside, tmp_path):
    def written_through(path: str) -> list[int]:
        sizes = []
        with open(path, "wb") as file:
            for _ in range(40):
                file.write(b"x" * 1000)
                sizes.append(os.path.getsize(path))
        return sizes

    with inside():
        assert written_through("/tmp/x") == written_through(str(tmp_path / "x"))
