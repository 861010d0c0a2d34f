"""What one process of the run has recorded: a file with one JSON array a line, so that memory stays bounded.

Each line is written at once: when the process crashes, all that happened before is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

#: the kinds of lines, each the first element of its array
TEST, FUNCTION, RUN, DETAIL, JUDGED, MARK, END = "test", "function", "run", "detail", "judged", "mark", "end"

_DETAIL_PREFIX = f'["{DETAIL}", '.encode()
_TEST_PREFIX = f'["{TEST}", '.encode()


class Fragment:
    """A file that rows are appended to.

    Args:
        path: of the file, which need not be there.

    Attributes:
        broken: why nothing more is recorded, or None.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)
        self.broken: str | None = None

    def write(self, *row: object) -> None:
        """Append a row."""
        if self.broken is not None:
            return
        try:
            self._file.write(json.dumps(row).encode() + b"\n")
        except OSError as error:  # a full disk is no reason for a test to fail
            self.broken = str(error)

    def position(self) -> int:
        """Where the next row will stand."""
        return self._file.seek(0, 2)

    def cut(self, position: int) -> None:
        """Forget all rows from a position on."""
        self._file.truncate(position)

    def close(self) -> None:
        """Nothing more will come."""
        self._file.close()


def test_positions(path: Path) -> Iterator[tuple[int, int, list[Any]]]:
    """Where the rows of each test begin and end, with the row that names the test."""
    begun: tuple[int, list[Any]] | None = None
    position = 0
    with path.open("rb") as file:
        for line in file:
            if line.startswith(_TEST_PREFIX) and line.endswith(b"\n"):
                if begun is not None:
                    yield begun[0], position, begun[1]
                begun = position, json.loads(line)
            position += len(line)
    if begun is not None:
        yield begun[0], position, begun[1]


def rows_of(path: Path, begin: int, end: int) -> Iterator[tuple[list[Any], int, int]]:
    """The rows of one test but for the details, each with the place of the row of details that follows it.

    The place is where the JSON of the details begins and its length; 0 for none.
    """
    pending: list[Any] | None = None
    with path.open("rb") as file:
        file.seek(begin)
        position = begin
        while position < end:
            line = file.readline()
            if not line.endswith(b"\n"):
                break  # the process ended here
            if line.startswith(_DETAIL_PREFIX):
                if pending is not None:
                    yield pending, position, len(line) - 1
                pending = None
            else:
                if pending is not None:
                    yield pending, 0, 0
                pending = json.loads(line)
            position += len(line)
    if pending is not None:
        yield pending, 0, 0


def details_at(path: Path, places: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    """The JSON of rows of details, an empty array where there are none."""
    with path.open("rb") as file:
        for position, length in places:
            if length:
                file.seek(position)
                yield file.read(length)
            else:
                yield b"[]"
