"""Colour on terminals that can show it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

AUTO, ALWAYS, NEVER = "auto", "always", "never"
CHOICES = (AUTO, ALWAYS, NEVER)

#: variables of terminals on Windows that know escape sequences
_OF_WINDOWS = frozenset({"ANSICON", "ConEmuANSI", "TERM", "TERM_PROGRAM", "WT_SESSION"})

_CODES = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36}


class Colour:
    """Puts text in colour, or leaves it as it is.

    Args:
        on: whether to.
    """

    __slots__ = ("on",)

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, name: str) -> str:
        """The text; what ends a line stays outside, so that no terminal colours the rest of it.

        Args:
            text: one line, or several.
            name: bold, dim, red, green, yellow or cyan.
        """
        if not self.on:
            return text
        return "".join(_coloured(line, _CODES[name]) for line in text.splitlines(keepends=True))


def _coloured(line: str, code: int) -> str:
    bare = line.rstrip("\r\n")
    return f"\x1b[{code}m{bare}\x1b[0m{line[len(bare) :]}" if bare else line


def is_wanted(choice: str, stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a stream gets colour: as the option says, else NO_COLOR, else FORCE_COLOR, else what it is.

    Args:
        choice: `auto`, `always` or `never`.
        stream: that is written to.
        environ: the variables; NO_COLOR and FORCE_COLOR count unless they are empty.
    """
    if choice != AUTO:
        return choice == ALWAYS
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream, environ)


def is_terminal(stream: TextIO, environ: Mapping[str, str] = os.environ, *, system: str = os.name) -> bool:
    """Whether a stream is a terminal that knows escape sequences; not all of Windows do."""
    known = system != "nt" or not environ.keys().isdisjoint(_OF_WINDOWS)
    return known and environ.get("TERM") != "dumb" and stream.isatty()
