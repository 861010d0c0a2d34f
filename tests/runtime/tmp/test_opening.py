# ruff: noqa: SIM115  (how files are opened is what is tested)
from __future__ import annotations

import io
import os
import pathlib

import pytest


def test_an_error_names_the_path_as_the_handler_spelled_it(inside):
    with inside():
        for call in (
            lambda: open("/tmp/no/file"),
            lambda: open("/tmp/no/file", "w"),
            lambda: os.listdir(b"/tmp/no"),
            lambda: pathlib.Path("/tmp/no").read_text(),
            lambda: os.chdir("/tmp/no"),
        ):
            with pytest.raises(FileNotFoundError) as caught:
                call()
            assert os.fsdecode(caught.value.filename).startswith("/tmp/no")
            assert "'/tmp/no" in str(caught.value)
        with pytest.raises(FileNotFoundError) as caught:
            os.rename("/tmp/no", "/tmp/there")
        assert (caught.value.filename, caught.value.filename2) == ("/tmp/no", "/tmp/there")


def test_what_open_answers_is_of_the_usual_types(inside):
    with inside():
        for mode, type_ in (("w", io.TextIOWrapper), ("wb", io.BufferedWriter), ("w+b", io.BufferedRandom)):
            with open("/tmp/x", mode) as file:
                assert type(file) is type_
                assert file.mode == mode.replace("w+b", "rb+")
                assert "_io." in repr(file)
                assert repr(file).count("'/tmp/x'") == 1
        with open("/tmp/x", "wb", buffering=0) as file:
            assert isinstance(file, io.FileIO)
            assert repr(file).startswith("<_io.FileIO name='/tmp/x'")


@pytest.mark.skipif(os.name != "posix", reason="descriptors of POSIX")
def test_a_descriptor_of_an_opener_is_not_inherited(inside, tmp_path):
    def opener(path, flags):
        descriptor = os.open(path, flags)
        os.set_inheritable(descriptor, True)
        return descriptor

    with inside():
        for path in ("/tmp/x", tmp_path / "x"):
            with open(path, "w", opener=opener) as file:
                assert not os.get_inheritable(file.fileno())


@pytest.mark.parametrize("opener", [lambda path, flags: -1, lambda path, flags: "no", lambda path: 0])
def test_a_wrong_opener_is_refused_as_by_the_original(opener, inside, tmp_path):
    with inside():
        raised = []
        for path in ("/tmp/x", tmp_path / "x"):
            with pytest.raises((TypeError, ValueError)) as caught:
                open(path, "w", opener=opener)
            raised.append((caught.type, str(caught.value)))
    assert raised[0] == raised[1]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("/tmp/x", "wr"), ValueError),
        (("/tmp/x", "wbt"), ValueError),
        (("/tmp/x", "wb", -1, "utf-8"), ValueError),
        (("/tmp/x", "w", 0), ValueError),
        (("/tmp/x", "w", -1, None, None, "no"), ValueError),
        (("/tmp/x", "w", -1, "no-such-encoding"), LookupError),
        (("/tmp/x", "r", -1, None, None, None, False), ValueError),
        (("/tmp/x", 7), TypeError),
        ((None,), TypeError),
        (("/tmp/x\0",), ValueError),
    ],
)
def test_wrong_arguments_of_open_are_refused_as_by_the_original(arguments, error, inside, tmp_path):
    with pytest.raises(error) as original:
        open(*[str(tmp_path / "x") if argument == "/tmp/x" else argument for argument in arguments])
    with inside(), pytest.raises(error) as ours:
        open(*arguments)
    assert str(ours.value) == str(original.value)
