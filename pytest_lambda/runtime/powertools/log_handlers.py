"""Handlers and filters that stand between the loggers of two environments."""

from __future__ import annotations

import copy
import logging
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

from pytest_lambda.runtime.powertools.standard_streams import was_stdout

if TYPE_CHECKING:
    _StreamHandler = logging.StreamHandler[TextIO]
else:
    _StreamHandler = logging.StreamHandler


def successor(handler: logging.Handler) -> logging.Handler:
    """The handler in its first state; where it was on a former standard output, a new one on the present."""
    handler.setFormatter(_without_keys(handler.formatter))
    if type(handler) in (logging.StreamHandler, _Successor) and was_stdout(handler.stream):  # type: ignore[attr-defined]
        return _Successor(handler)
    return handler


def _without_keys(formatter: Any) -> Any:
    """A copy with the keys it was made with: environments that exist at the same time share no keys."""
    if not hasattr(formatter, "keys_combined"):
        return formatter
    fresh = copy.copy(formatter)
    fresh.update_formatter = fresh.append_keys
    fresh.clear_state()
    return fresh


class _Successor(_StreamHandler):
    """A handler on the present standard output.

    A `Logger` that is made anew gives it a formatter. One that is not goes on adding keys to the handler that
    it was made with, whose formatter is therefore always the same.
    """

    def __init__(self, old: logging.Handler) -> None:
        super().__init__(sys.stdout)
        self._origin: logging.Handler = getattr(old, "_origin", old)
        self.setLevel(old.level)
        self.filters = list(old.filters)
        self.setFormatter(old.formatter)

    def setFormatter(self, fmt: logging.Formatter | None) -> None:
        super().setFormatter(fmt)
        self._origin.setFormatter(fmt)


class HandlersGivingWay(list[logging.Handler]):
    """A logger's handlers, of which the heirs of former ones go when their owner adds a new one.

    Args:
        logger: whose handlers they are.
        heirs: the handlers of former environments, and what stands in their place.
        owner: the module whose additions replace them.
    """

    def __init__(self, logger: logging.Logger, heirs: Mapping[logging.Handler, logging.Handler], *, owner: str) -> None:
        super().__init__(heirs.get(each, each) for each in logger.handlers)
        self._logger = logger
        self._heirs = tuple(heirs.values())
        self._owner = owner

    def append(self, handler: logging.Handler) -> None:
        """Add a handler; called by `Logger.addHandler` of the logging module."""
        present = [each for each in self if each in self._heirs]
        if not present or sys._getframe(2).f_globals.get("__name__") != self._owner:
            super().append(handler)
            return
        # in the place of the first heir: releases before 3.20 take the first handler for theirs
        self.insert(self.index(present[0]), handler)
        self._logger.handlers = [each for each in self if each not in present]


class PrintedAlready(logging.Filter):
    """Rejects the records of loggers that print for themselves.

    Powertools' own filter tests whether the service's name is a part of the logger's name; the service of one
    function would silence loggers of another.
    """

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self._names = frozenset(names)
        self._prefixes = tuple(f"{name}." for name in self._names)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record has not been printed."""
        return record.name not in self._names and not record.name.startswith(self._prefixes)
