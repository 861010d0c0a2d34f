"""What a command of `pytest-lambda` is made of."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytest_lambda.cli.console import Console


@dataclass(frozen=True, slots=True)
class Watched:
    """What a command looks at, so that it is worth running again when that changes.

    Args:
        files: single ones; they may come and go.
        folders: whose files count, and those of folders in them.
        patterns: of the names of the files in folders.
    """

    files: frozenset[Path] = frozenset()
    folders: frozenset[Path] = frozenset()
    patterns: tuple[str, ...] = ("*.py",)


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Args:
        add_arguments: adds options to the command's parser; gets the whole command line, since options may depend on
            others.
        run: does it; gives the exit code.
        watched: what `--watch` looks at; None for a command that goes on by itself until Ctrl-C.
    """

    add_arguments: Callable[[argparse.ArgumentParser, Sequence[str]], None]
    run: Callable[[argparse.Namespace, Console], int]
    watched: Callable[[argparse.Namespace], Watched] | None = None


def given_after(given: Sequence[str], option: str) -> str:
    """The value of an option ahead of parsing: further options depend on it. Empty if it is not there."""
    for number, each in enumerate(given):
        if each.startswith(f"{option}="):
            return each.partition("=")[2]
        if each == option and number + 1 < len(given):
            return given[number + 1]
    return ""
