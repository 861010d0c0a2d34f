"""Powertools at a cold start, and while two environments exist at the same time."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.runtime.powertools.loggers import LoggersState, put_loggers, reset_loggers, take_loggers
from pytest_lambda.runtime.powertools.row import UNSET, Row
from pytest_lambda.runtime.powertools.table import PACKAGE, TABLE


@dataclass(frozen=True, slots=True)
class PowertoolsState:
    """What Powertools keeps, as `take_powertools` finds it."""

    values: tuple[Any, ...] = (UNSET,) * len(TABLE)
    loggers: LoggersState = field(default_factory=dict)


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
    """The state of an environment that pauses while another one runs."""
    if PACKAGE not in sys.modules:
        return PowertoolsState()
    return PowertoolsState(tuple(row.take() for row in TABLE), take_loggers())


def put_powertools(state: PowertoolsState) -> None:
    """Put back what `take_powertools` gave; what was not imported then begins anew."""
    if PACKAGE not in sys.modules:
        return
    for row, value in zip(TABLE, state.values, strict=True):
        row.put(value)
    put_loggers(state.loggers)
