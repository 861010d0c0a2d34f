"""Runs a command over and over: after each change of what it looks at."""

from __future__ import annotations

import contextlib
import time
import traceback
from collections.abc import Callable, Collection
from pathlib import Path

from pytest_lambda.cli.changes import Changes
from pytest_lambda.cli.command import Watched
from pytest_lambda.cli.console import Console
from pytest_lambda.errors import ConfigurationError, PytestLambdaError

#: how many changed files are named
_NAMED = 3


def repeat(run: Callable[[], int], watched: Callable[[], Watched], console: Console) -> int:
    """Run now and after each change, until Ctrl-C; gives the exit code.

    What is looked at is found out anew each time, as a template may name other folders by then; and it is watched
    before the command looks at it, so that no change is lost.

    Args:
        run: the command.
        watched: what it looks at.
        console: is told.

    Raises:
        ConfigurationError: there is nothing to watch, or it cannot be watched.
    """
    with contextlib.suppress(KeyboardInterrupt):
        _repeat(run, watched, console)
    return 0


def _repeat(run: Callable[[], int], watched: Callable[[], Watched], console: Console) -> None:
    looked_at = watched()
    if not looked_at.files and not looked_at.folders:
        raise ConfigurationError("--watch has nothing to watch: the command reads no file that could change.")
    changes = Changes(looked_at)
    try:
        while True:
            _run(run, console)
            _announce(changes.wait(), console)
            looked_at, changes = _anew(watched, looked_at, changes)
    finally:
        changes.close()


def _anew(watched: Callable[[], Watched], before: Watched, changes: Changes) -> tuple[Watched, Changes]:
    try:
        now = watched()
        if now == before:
            return before, changes
        fresh = Changes(now)
    except PytestLambdaError:
        return before, changes  # the run says what is wrong
    changes.close()
    return now, fresh


def _run(run: Callable[[], int], console: Console) -> None:
    began = time.perf_counter()
    try:
        run()
    except BrokenPipeError:
        raise
    except PytestLambdaError as error:
        _tell(str(error), console)
    except Exception as error:  # a mistake of ours must not end the loop
        console.log(traceback.format_exc())
        _tell(f"{type(error).__name__}: {error}", console)
    if not console.as_json:
        console.note(f"({(time.perf_counter() - began) * 1000:,.0f} ms; watching, Ctrl-C ends)", "dim")


def _tell(error: str, console: Console) -> None:
    if console.as_json:
        console.json({"error": error})
    else:
        console.note(f"error: {error}", "red")


def _announce(changed: Collection[Path], console: Console) -> None:
    if console.as_json:
        return
    names = sorted({path.name for path in changed})
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    console.note(f"\nchanged: {', '.join(names[:_NAMED])}{more}", "cyan")
