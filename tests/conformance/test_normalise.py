"""What is replaced before comparing, and what is not."""

from __future__ import annotations

import json
import sys
import sysconfig
from pathlib import Path

import pytest

from .normalise import normalised


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id 12345678-1234-4abc-8def-1234567890ab.", "id <request-id>."),
        ("one|12345678-1234-4abc-8def-1234567890abERROR|two", "one|<request-id>ERROR|two"),
        ("12345678-1234-4abc-8def-1234567890", "12345678-1234-4abc-8def-1234567890"),
        ("[INFO]\t2026-03-01T10:20:30.123Z\tx", "[INFO]\t<ts>\tx"),
        ('"timestamp": "2026-03-01T10:20:30Z"', '"timestamp": "<ts>"'),
        ("on 2026-03-01", "on 2026-03-01"),
        ("Duration: 3.01 ms\tBilled", "Duration: <n> ms\tBilled"),
        ("Task timed out after 3.00 seconds", "Task timed out after 3.00 seconds"),
        ("<object at 0x7f0011223344>", "<object at 0x<addr>>"),
        ("mask 0xff", "mask 0xff"),
        ("[ERROR] [1700000000000] LAMBDA_RUNTIME", "[ERROR] [<epoch-ms>] LAMBDA_RUNTIME"),
        ("1700000000", "1700000000"),
        (
            r"'latin-1' codec can't encode character '\ufffd' in position 297: Body",
            r"'latin-1' codec can't encode character '\ufffd' in position <n>: Body",
        ),
        (
            r"'utf-8' codec can't encode character '\ud800' in position 24: surrogates",
            r"'utf-8' codec can't encode character '\ud800' in position 24: surrogates",
        ),
        ('File "/var/lang/lib/python3.11/json/x.py"', 'File "/var/lang/lib/python3.NN/json/x.py"'),
        ("/var/lang/lib/python313.zip", "/var/lang/lib/python3NN.zip"),
    ],
)
def test_replaced(text: str, expected: str) -> None:
    assert normalised(text) == expected


def test_twice_is_once() -> None:
    once = normalised("0x7f0011223344 12345678-1234-4abc-8def-1234567890ab /var/lang/lib/python3.12 5 ms")
    assert normalised(once) == once


def test_task_root(tmp_path: Path) -> None:
    text = json.dumps({"file": str(tmp_path / "app.py")})
    assert json.loads(normalised(text, tmp_path)) == {"file": "/var/task/app.py"}


def test_task_root_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert normalised(f"{tmp_path}/real/app.py", tmp_path / "link") == "/var/task/app.py"


def test_libraries_of_this_interpreter(tmp_path: Path) -> None:
    paths = sysconfig.get_paths()
    text = f"{paths['stdlib']}/json/x.py {paths['purelib']}/y.py"
    library = "/var/lang/lib/python3.NN"
    assert normalised(text, tmp_path) == f"{library}/json/x.py {library}/site-packages/y.py"


def test_zipped_library_of_this_interpreter(tmp_path: Path) -> None:
    zipped = next(path for path in sys.path if path.endswith(".zip"))
    assert normalised(zipped, tmp_path) == "/var/lang/lib/python3NN.zip"


def test_recorded_text_keeps_paths_of_this_machine(tmp_path: Path) -> None:
    assert normalised(str(tmp_path)) == str(tmp_path)
