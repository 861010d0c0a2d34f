"""What differs from run to run, replaced by fixed words. Every function is applied to both sides."""

from __future__ import annotations

import json
import os
import re
import sys
import sysconfig
from functools import cache
from pathlib import Path

# No word boundaries: a function's own format may put other words right beside an id or a time.
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?")
_DURATION = re.compile(r"\b\d+(?:\.\d+)? ms\b")
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_EPOCH_MS = re.compile(r"\b1[5-9]\d{11}\b")
_LATIN_1 = re.compile(r"(?<='latin-1' codec can't encode character )('[^']+') in position \d+")
_LIBRARY = re.compile(r"/var/lang/lib/python3\.(?:\d+|NN)")
_LIBRARY_ZIP = re.compile(r"/var/lang/lib/python3(?:\d+|NN)\.zip")


def normalised(text: str, task_root: Path | None = None) -> str:
    """The text after all replacements.

    Args:
        text: a payload or a log.
        task_root: the folder that stood for `/var/task` in this run; None for recorded text.
    """
    if task_root is not None:
        text = task_folder(text, task_root)
        text = own_library_folder(text)
    for replaced in (library_version, request_ids, timestamps, durations, addresses, epoch_stamps, positions):
        text = replaced(text)
    return text


def request_ids(text: str) -> str:
    """UUIDs become `<request-id>`."""
    return _UUID.sub("<request-id>", text)


def timestamps(text: str) -> str:
    """ISO times become `<ts>`."""
    return _ISO_TIME.sub("<ts>", text)


def durations(text: str) -> str:
    """Milliseconds with their unit become `<n> ms`."""
    return _DURATION.sub("<n> ms", text)


def addresses(text: str) -> str:
    """Addresses of objects become `0x<addr>`."""
    return _ADDRESS.sub("0x<addr>", text)


def epoch_stamps(text: str) -> str:
    """Milliseconds since 1970 become `<epoch-ms>`."""
    return _EPOCH_MS.sub("<epoch-ms>", text)


def positions(text: str) -> str:
    """Where in an init report the first character stands that is not Latin-1 hangs on the paths before it."""
    return _LATIN_1.sub(r"\1 in position <n>", text)


def task_folder(text: str, task_root: Path) -> str:
    """The folder that stands for the task root becomes `/var/task`."""
    for folder in {str(task_root), os.path.realpath(task_root)}:
        text = _replace_folder(text, folder, "/var/task")
    return text


def own_library_folder(text: str) -> str:
    """The library folders of the interpreter at work become those of the managed runtime."""
    for folder, stand_in in _library_folders():
        text = _replace_folder(text, folder, stand_in)
    return text


def library_version(text: str) -> str:
    """The version goes from the library's folder: some rows were shared between runtimes when recorded."""
    return _LIBRARY_ZIP.sub("/var/lang/lib/python3NN.zip", _LIBRARY.sub("/var/lang/lib/python3.NN", text))


def _replace_folder(text: str, folder: str, stand_in: str) -> str:
    if folder not in text and "\\" not in folder:
        return text
    return text.replace(folder, stand_in).replace(json.dumps(folder)[1:-1], stand_in)


@cache
def _library_folders() -> tuple[tuple[str, str], ...]:
    library = f"/var/lang/lib/python3.{sys.version_info.minor}"
    zipped = f"python3{sys.version_info.minor}.zip"
    found = {path: f"/var/lang/lib/{zipped}" for path in sys.path if path.endswith(zipped)}
    paths = sysconfig.get_paths()
    for folder in (paths["stdlib"], paths["platstdlib"]):
        found[folder] = found[os.path.realpath(folder)] = library
    for folder in (paths["purelib"], paths["platlib"]):
        found[folder] = found[os.path.realpath(folder)] = f"{library}/site-packages"
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))
