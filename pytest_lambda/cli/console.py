"""What a command reads and writes: data on standard output, all that is said about it on standard error."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterator
from typing import Any, TextIO

from pytest_lambda.cli.colour import AUTO, Colour, is_terminal, is_wanted
from pytest_lambda.cli.json_input import STDIN, read_bytes

#: goes to the beginning of the line, and removes what is there
_ERASE = "\r\x1b[K"


class Console:
    """The streams of one run of the program.

    Args:
        colour: `auto`, `always` or `never`.
        as_json: whether machines read what is written.
        repeating: whether the command runs over and over: JSON is one line each time, then.
    """

    def __init__(self, *, colour: str = AUTO, as_json: bool = False, repeating: bool = False) -> None:
        self.as_json = as_json
        self.repeating = repeating
        self._out, self._err = sys.stdout, sys.stderr
        self._stdin: bytes | None = None
        self.colour = Colour(not as_json and is_wanted(colour, self._out))
        self.note_colour = Colour(is_wanted(colour, self._err))

    def read(self, name: str) -> bytes:
        """What a file holds; `-` is standard input, which stays the same however often it is asked for.

        Raises:
            ConfigurationError: it cannot be read, or is empty.
        """
        if name != STDIN:
            return read_bytes(name)
        if self._stdin is None:
            if sys.stdin is not None and sys.stdin.isatty():
                self.note("Reading standard input; Ctrl-D ends it.", "dim")
            self._stdin = read_bytes(name)
        return self._stdin

    def text(self, text: str) -> None:
        """Write to standard output."""
        self._write(self._out, text)

    def json(self, value: Any) -> None:
        """Write a value as JSON: one line for each run where there are several."""
        self.payload(json.dumps(value, indent=None if self.repeating else 2, ensure_ascii=False, default=str))

    def payload(self, text: str | bytes) -> None:
        """Write JSON as it is: to the byte, unless a terminal shows it, and a line's end after it."""
        buffer = getattr(self._out, "buffer", None)
        if buffer is None or self._out.isatty():
            shown = text if isinstance(text, str) else text.decode(errors="replace")
            self._write(self._out, f"{_escaped(shown, self._out)}\n")
            return
        self._out.flush()
        buffer.write((text if isinstance(text, bytes) else _without_surrogates(text).encode()) + b"\n")
        buffer.flush()

    def note(self, text: str, colour: str = "") -> None:
        """Say something about what is going on, in a line of its own."""
        self.log(f"{self.note_colour(text, colour) if colour else text}\n")

    def log(self, text: str) -> None:
        """Write to standard error."""
        self._write(self._err, text)

    @contextlib.contextmanager
    def busy(self, text: str) -> Iterator[None]:
        """Show on a terminal what takes its time, and take it away again."""
        if self.as_json or not is_terminal(self._err):
            yield
            return
        self._write(self._err, self.note_colour(text, "dim"))
        try:
            yield
        finally:
            self._write(self._err, _ERASE)

    def flush(self) -> None:
        """Nothing stays behind."""
        self._out.flush()
        self._err.flush()

    def _write(self, stream: TextIO, text: str) -> None:
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()


def _escaped(text: str, stream: TextIO) -> str:
    """JSON whose characters the stream has; a character is beyond ASCII within a string only."""
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return re.sub(r"[^\x00-\x7f]", _escape, text)
    return text


def _without_surrogates(text: str) -> str:
    """JSON that UTF-8 has characters for: halves of pairs are escapes."""
    return re.sub(r"[\ud800-\udfff]", _escape, text)


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
