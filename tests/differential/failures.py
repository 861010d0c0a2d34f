"""Ways in which a handler fails, built afresh for each side."""

from __future__ import annotations

import asyncio
import builtins
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

_TEXTS = st.text(max_size=20) | st.sampled_from(
    [
        "line 1\nline 2\r\n  indented\n",
        "\x00",
        "漢字 é",
        "\u2028",
        "  leading",
        "trailing  ",
        "Traceback (most recent",
    ]
)
_ARGUMENTS = st.lists(_TEXTS | st.none() | st.integers() | st.dictionaries(st.text(), st.integers()), max_size=3)


class Plain(Exception):
    """An exception of the function's own."""


class Outer:
    """Holds an exception class, whose report has the bare name (R052)."""

    class Inner(Exception):
        """The held class."""


class Unprintable(Exception):
    """An exception whose report kills the process (R070)."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


class NotText(Exception):
    """An exception whose text is not a string (R070)."""

    def __str__(self) -> str:
        return 5


class Fatal(BaseException):
    """An exception that the client does not catch (R064)."""


@dataclass(frozen=True)
class Failure:
    """An exception to raise, how deep, and what it is chained to or noted with."""

    make: Callable[[], BaseException]
    depth: int = 0
    chain: str = "none"
    notes: tuple[str, ...] = ()

    def happen(self) -> None:
        """Raise the exception, always at the same place."""
        self._descend(self.depth)

    def _descend(self, depth: int) -> None:
        if depth:
            return self._descend(depth - 1)
        error = self.make()
        if sys.version_info >= (3, 11):
            for note in self.notes:
                error.add_note(note)
        if self.chain == "cause":
            raise error from ValueError("cause")
        if self.chain == "context":
            try:
                raise KeyError("context")
            except KeyError:
                raise error  # noqa: B904 - the implicit context is the point
        raise error


def failures() -> st.SearchStrategy[Failure]:
    """Ordinary exceptions of many shapes."""
    return st.builds(
        Failure,
        _makers(),
        depth=st.integers(0, 7),
        chain=st.sampled_from(["none", "cause", "context"]),
        notes=st.lists(_TEXTS, max_size=2).map(tuple),
    )


def fatal() -> st.SearchStrategy[Failure]:
    """Exceptions that end the process: not `Exception`, not printable, or with a lone surrogate (R071)."""
    return st.builds(
        Failure,
        st.sampled_from(
            [
                lambda: Fatal("x"),
                lambda: GeneratorExit(),
                lambda: asyncio.CancelledError(),
                lambda: KeyboardInterrupt(),
                lambda: SystemExit(0),
                lambda: SystemExit(3),
                lambda: SystemExit("text"),
                lambda: Unprintable(),
                lambda: NotText(),
                lambda: ValueError("bad \ud800"),
            ]
        ),
        depth=st.integers(0, 2),
    )


def _makers() -> st.SearchStrategy[Callable[[], BaseException]]:
    kinds: Any = [
        Plain,
        Outer.Inner,
        ValueError,
        KeyError,
        RuntimeError,
        AssertionError,
        OSError,
        StopIteration,
    ]
    own = st.sampled_from(kinds).flatmap(lambda kind: _ARGUMENTS.map(lambda args: lambda: kind(*args)))
    named = st.builds(
        lambda name, text: lambda: type(name, (Exception,), {})(text),
        st.sampled_from(["We.ird", "with space", "Größe", "<locals>", "A" * 300, ""]),
        _TEXTS,
    )
    return own | named | _groups()


def _groups() -> st.SearchStrategy[Callable[[], BaseException]]:
    if sys.version_info < (3, 11):
        return st.nothing()
    group: type[BaseException] = vars(builtins)["ExceptionGroup"]  # linters know the oldest Python's names only
    return _TEXTS.map(lambda text: lambda: group(text, [ValueError("a"), Plain("b")]))
