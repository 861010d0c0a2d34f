from __future__ import annotations

import gc
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pytest_lambda.runtime.tmp.box import Box
from pytest_lambda.runtime.tmp.folder import make_folder
from pytest_lambda.runtime.tmp.redirection import Redirection

MB = 1024 * 1024


def test_nothing_is_made_before_it_is_needed(inside, box):
    with inside():
        os.stat("/")
        open(os.devnull).close()
        os.path.exists("/var/task")
    assert not box.created
    assert (box.used_bytes(), box.overflow_bytes()) == (0, 0)


def test_the_first_use_makes_an_empty_folder_like_the_one_of_aws(inside, box):
    with inside():
        assert os.listdir("/tmp") == []
        mode = os.stat("/tmp").st_mode
    assert box.created
    assert box.root.parent.parent == Path(tempfile.gettempdir()).resolve()
    if os.name == "posix":
        assert stat.filemode(mode) == "drwxrwxrwt"
        assert stat.filemode(box.root.parent.stat().st_mode) == "drwx------"


def test_sizes_are_added_up_and_one_file_with_two_names_counts_once(box):
    (box.root / "a").write_bytes(b"x" * 1000)
    (box.root / "deep").mkdir()
    (box.root / "deep" / "b").write_bytes(b"x" * 10)
    os.link(box.root / "a", box.root / "deep" / "c")
    os.symlink(__file__, box.root / "l")
    assert box.used_bytes() == 1010


def test_what_a_test_puts_into_the_root_is_in_tmp(inside, box):
    (box.root / "model.bin").write_bytes(b"x")
    with inside():
        assert os.path.getsize("/tmp/model.bin") == 1
        assert os.path.getsize(box.root / "model.bin") == 1
        assert os.listdir(str(box.root)) == ["model.bin"]


def hard_to_remove(folder: Path) -> None:
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "x").write_text("x")
    (folder / "deep" / "er" / "x").chmod(0o400)
    (folder / "deep" / "er").chmod(0o500)
    (folder / "deep").chmod(0o000)
    (folder / "broken").symlink_to("/nowhere")
    (folder / "elsewhere").symlink_to(os.path.dirname(__file__))


def test_clear_empties_it(inside, box):
    hard_to_remove(box.root)
    box.clear()
    with inside():
        assert os.listdir("/tmp") == []
    assert os.path.exists(__file__)


def test_close_removes_it(box):
    root = box.root
    hard_to_remove(root)
    box.close()
    assert not root.parent.exists()
    assert not box.created
    box.close()


def test_close_inside_an_environment_removes_the_right_folder(inside, box):
    other = Box(capacity_mb=1)
    root = other.root
    (root / "x").write_text("x")
    with inside():
        Path("/tmp/x").write_text("x")
        other.close()
        assert os.listdir("/tmp") == ["x"]
    assert not root.exists()


def test_used_after_close_it_is_a_new_empty_folder(inside, box):
    (box.root / "x").write_text("x")
    box.close()
    with inside():
        assert os.listdir("/tmp") == []


def test_a_box_that_nobody_closed_is_removed_with_its_last_reference():
    root = Box(capacity_mb=1).root
    gc.collect()
    assert not root.parent.exists()


def test_a_box_that_nobody_closed_is_removed_when_the_interpreter_ends(tmp_path):
    script = (
        "import os, tempfile\n"
        "from pytest_lambda.runtime.tmp.box import Box\n"
        "box = Box(capacity_mb=1)\n"
        "assert box.root.is_dir()\n"
        "print(box.root)\n"
    )
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], check=True, env=variables, capture_output=True, text=True)
    assert Path(done.stdout.strip()).parent.parent == tmp_path.resolve()
    assert list(tmp_path.iterdir()) == []


def test_what_killed_runs_left_is_removed_after_three_days(tmp_path):
    hour = 3600
    now = tmp_path.stat().st_mtime
    ages = {"pytest-lambda-old": 73 * hour, "pytest-lambda-young": 71 * hour, "other": 73 * hour}
    for name, age in ages.items():
        (tmp_path / name / "tmp").mkdir(parents=True)
        (tmp_path / name / "tmp" / "x").write_text("x")
        os.utime(tmp_path / name, (now - age, now - age))
    (tmp_path / "pytest-lambda-link").symlink_to(tmp_path / "other")
    os.utime(tmp_path / "pytest-lambda-link", (now - 73 * hour,) * 2, follow_symlinks=False)
    made = Path(make_folder(str(tmp_path)))
    assert {path.name for path in tmp_path.iterdir()} == {
        "other", "pytest-lambda-link", "pytest-lambda-young", made.parent.name,
    }  # fmt: skip
    assert (tmp_path / "other" / "tmp" / "x").exists()


def test_a_given_folder_is_made_and_removed(tmp_path):
    box = Box(tmp_path / "a" / "tmp", capacity_mb=1)
    assert not (tmp_path / "a").exists()
    redirection = Redirection(box)
    redirection.swap_in()
    Path("/tmp/x").write_text("x")
    redirection.swap_out()
    assert (tmp_path / "a" / "tmp" / "x").read_text() == "x"
    box.close()
    assert not (tmp_path / "a" / "tmp").exists()


def test_a_given_folder_that_was_there_stays(tmp_path):
    (tmp_path / "x").write_text("x")
    box = Box(tmp_path, capacity_mb=1)
    assert box.used_bytes() == 0
    assert box.root == tmp_path.resolve()
    assert box.used_bytes() == 1
    box.close()
    assert (tmp_path / "x").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
def test_a_forked_child_does_not_take_the_folder_away(box):
    root = box.root
    child = os.fork()
    if child == 0:
        try:
            box.close()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert root.is_dir()
