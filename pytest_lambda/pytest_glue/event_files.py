"""Event files: JSON on disk, found from the test's folder or the root folder of the run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pytest_lambda.errors import EventError


def load(name: str, folders: Sequence[Path]) -> Any:
    """The event in a file.

    Args:
        name: a path, taken from the first of the folders that has it.
        folders: the test's folder, then the root folder of the run.

    Raises:
        EventError: there is no such file, or it is not JSON.
    """
    for folder in folders:
        if (folder / name).is_file():
            return parse(folder / name)
    raise EventError(f"There is no event file {name!r} in {_listed(folders)}.{_there(name, folders)}")


def parse(path: Path) -> Any:
    """The event in a file that is there.

    Raises:
        EventError: it is not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise EventError(f"The event file {path} is not JSON: {error}.") from None


def matching(patterns: Iterable[str], folders: Sequence[Path]) -> list[tuple[str, Path]]:
    """The files that match any of the patterns, in order: names from their folder on, and paths.

    Raises:
        EventError: a pattern matches nothing.
    """
    found: dict[str, Path] = {}
    for pattern in patterns:
        there = next((matches for folder in folders if (matches := _matches(pattern, folder))), None)
        if there is None:
            raise EventError(f"No event file matches {pattern!r} in {_listed(folders)}.{_there(pattern, folders)}")
        found.update(there)
    return list(found.items())


def _matches(pattern: str, folder: Path) -> dict[str, Path]:
    paths = sorted(path for path in folder.glob(pattern) if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in paths}


def _there(name: str, folders: Sequence[Path]) -> str:
    """What is there instead, in the folder that was meant."""
    for folder in folders:
        parent = (folder / name).parent
        if parent.is_dir() and "*" not in str(parent):
            names = sorted(path.name for path in parent.glob("*.json"))[:10]
            if names:
                return f" {parent} has {', '.join(names)}."
    return " Paths are taken from the folder of the test, then from the root folder of the run."


def _listed(folders: Sequence[Path]) -> str:
    return " or ".join(str(folder) for folder in dict.fromkeys(folders))
