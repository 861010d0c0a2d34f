"""Powertools at a cold start."""

from __future__ import annotations

import sys
from typing import Any, NewType

from pytest_lambda.runtime.powertools.loggers import reset_loggers
from pytest_lambda.runtime.powertools.row import UNSET, Row
from pytest_lambda.runtime.powertools.table import PACKAGE, TABLE

PowertoolsState = NewType("PowertoolsState", "tuple[Any, ...]")
_NOT_IMPORTED = PowertoolsState((UNSET,) * len(TABLE))


def reset_powertools() -> None:
    """Put Powertools into the state it has after a first import.

    To be called before the init phase, when the environment's variables, streams and root handlers are in
    place. An instance that the function does not make anew, in a package that is not executed again, goes on.
    """
    if PACKAGE not in sys.modules:
        return
    for row in TABLE:
        row.reset()
    reset_loggers()


def unknown_rows() -> tuple[Row, ...]:
    """Rows whose module is imported and does not have what the row is about: a release that moved it."""
    return tuple(row for row in TABLE if row.is_unknown())


def take_powertools() -> PowertoolsState:
    """The table's state, for an environment that pauses while another one runs; loggers are not in it."""
    if PACKAGE not in sys.modules:
        return _NOT_IMPORTED
    return PowertoolsState(tuple(row.take() for row in TABLE))


def put_powertools(state: PowertoolsState) -> None:
    """Put back what `take_powertools` gave; what was not imported then begins anew."""
    if PACKAGE not in sys.modules:
        return
    for row, value in zip(TABLE, state, strict=True):
        row.put(value)
