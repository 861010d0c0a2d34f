"""What a command of `pytest-lambda` is made of."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Args:
        summary: one line for people.
        add_arguments: adds options to the command's parser; gets the whole command line, since options may depend on
            others.
        run: does it; gives the exit code.
    """

    summary: str
    add_arguments: Callable[[argparse.ArgumentParser, Sequence[str]], None]
    run: Callable[[argparse.Namespace], int]
