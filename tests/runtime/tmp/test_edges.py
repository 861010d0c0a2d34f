from __future__ import annotations

import os
import shutil

import pytest


def write(path):
    with open(path, "w") as file:
        file.write("x")


def test_a_symlink_of_the_box_read_from_outside_leads_into_the_box(inside, box):
    with inside():
        write("/tmp/target")
        os.symlink("/tmp/target", "/tmp/link")
    assert (box.root / "link").read_text() == "x"


def test_the_mount_itself_cannot_be_removed_or_moved(inside, box):
    with inside():
        write("/tmp/x")
        for attempt in (lambda: os.rmdir("/tmp"), lambda: os.rename("/tmp", "/tmp2"), lambda: shutil.rmtree("/tmp")):
            with pytest.raises(OSError, match="busy") as caught:
                attempt()
            assert caught.value.filename == "/tmp"
        assert os.listdir("/tmp") == []
    assert box.root.is_dir()


def test_out_of_tmp_by_dots_is_the_machine_and_not_the_parent_of_the_box(inside):
    with inside():
        os.chdir("/tmp")
        assert os.path.samefile("..", "/")
        assert sorted(os.listdir("../etc")) == sorted(os.listdir("/etc"))
        assert os.path.samefile("/tmp/../etc", "/etc")


def test_names_that_only_begin_like_tmp_are_others(inside, box):
    with inside():
        assert not os.path.exists("/tmpfile")
        assert os.path.exists("/")
        assert not os.path.exists("tmp")
    assert not box.created
