"""Reads the fenced code blocks of a Markdown page.

A block whose first line is a comment with a file name (`# app.py`, `# tests/test_app.py`, `# pyproject.toml`)
is that file. The files of one page stand in one folder; a later block of a name replaces the earlier one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[^\s`]*)\s*$")
_FILE_LINE = re.compile(r"^# (?P<path>[\w./-]+\.(?:py|toml|ini|ya?ml))$")


@dataclass(frozen=True)
class Block:
    """One fenced block: where it stands, what it is in, and its text."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def file(self) -> str | None:
        """The file that the block is, by its first line."""
        match = _FILE_LINE.match(self.text.partition("\n")[0])
        return match["path"] if match else None

    @property
    def is_test(self) -> bool:
        """Whether pytest collects something here."""
        return self.language == "python" and re.search(r"^ *(async )?def test_", self.text, re.M) is not None


def blocks_of(page: Path) -> list[Block]:
    """All blocks of a page in order."""
    blocks: list[Block] = []
    opened: tuple[int, str, str] | None = None
    body: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        match = _FENCE.match(line)
        if opened is None:
            if match:
                opened, body = (number, match["indent"], match["language"]), []
        elif match and not match["language"]:
            text = "\n".join(each.removeprefix(opened[1]) for each in body)
            blocks.append(Block(page, opened[0], opened[2], text + "\n"))
            opened = None
        else:
            body.append(line)
    if opened is not None:
        raise ValueError(f"{page}:{opened[0]}: the block is never closed")
    return blocks


def write_files(blocks: list[Block], folder: Path) -> None:
    """Lay out the blocks that are files."""
    for block in blocks:
        if block.file is not None:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
