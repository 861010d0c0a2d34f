"""The computer's own folder for temporary files, told apart from what tests and environments make of it."""

from __future__ import annotations

import tempfile

from pytest_lambda.runtime.tmp.current import CURRENT, outside


class _Host:
    __slots__ = ("candidates", "tempdir")

    def __init__(self) -> None:
        self.candidates: set[str] = set()
        self.tempdir = ""


_HOST = _Host()


def host_tempdir() -> str:
    """Where new boxes go; also when asked from inside an environment, or under a test's `tempfile.tempdir`."""
    if CURRENT.paths is None or not _HOST.tempdir:
        with outside():
            # The last one is the current directory, where a test may well put its temporary files.
            _HOST.candidates.update(tempfile._candidate_tempdir_list()[:-1])  # type: ignore[attr-defined]
            found = tempfile.gettempdir()
        if found in _HOST.candidates or not _HOST.tempdir:
            _HOST.tempdir = found
    return _HOST.tempdir


def is_set_by_test(tempdir: str | None) -> bool:
    """Whether a value of `tempfile.tempdir` is not one that tempfile finds by itself."""
    return tempdir is not None and tempdir not in _HOST.candidates
