"""The loggers that Powertools has set up, at a cold start.

`Logger(service)` sets up the logger of that name once and marks it; every later `Logger(service)` takes it as
it is, with the level, keys and stream of the last environment. Without the mark the next one sets it up.

A `Logger` that nobody makes anew (in a package that is not executed again; on AWS it would be) goes on, with
the keys it was made with and on the standard output of this environment.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from typing import Any

from pytest_lambda.runtime.powertools.log_handlers import HandlersGivingWay, PrintedAlready, successor
from pytest_lambda.runtime.powertools.standard_streams import remember_streams

_LOGGING = "aws_lambda_powertools.logging"
_MARK = "init"
_HANDLER = "powertools_handler"
_MARKS = (_MARK, _HANDLER, "powertools_buffer_config", "powertools_buffer_cache")

LoggersState = dict[str, tuple[int, list[tuple[logging.Handler, Any]], dict[str, Any]]]

#: by name, every logger that ever bore the mark; the logging module keeps them for ever, too
_known: dict[str, logging.Logger] = {}


def reset_loggers() -> None:
    """Let every `Logger` begin again."""
    if f"{_LOGGING}.logger" not in sys.modules:
        return
    _find_marked()
    for logger in _known.values():
        _begin_again(logger)
    _print_once(name for name, logger in _known.items() if logger.handlers)
    remember_streams()


def take_loggers() -> LoggersState:
    """How every such logger is set up at this moment."""
    if f"{_LOGGING}.logger" not in sys.modules:
        return {}
    _find_marked()
    return {
        name: (
            logger.level,
            [(handler, handler.formatter) for handler in logger.handlers],
            {mark: logger.__dict__[mark] for mark in _MARKS if mark in logger.__dict__},
        )
        for name, logger in _known.items()
    }


def put_loggers(state: LoggersState) -> None:
    """Set up every such logger as it was, and those that were not there as if they were new."""
    if f"{_LOGGING}.logger" not in sys.modules:
        return
    _find_marked()
    for name, logger in _known.items():
        level, handlers, marks = state.get(name) or (logging.NOTSET, _others(logger), {})
        logger.setLevel(level)
        logger.handlers = [handler for handler, _ in handlers]
        for handler, formatter in handlers:
            # not setFormatter: a handler of ours would hand the formatter on
            handler.formatter = formatter
        for mark in _MARKS:
            logger.__dict__.pop(mark, None)
        logger.__dict__.update(marks)


def _others(logger: logging.Logger) -> list[tuple[logging.Handler, Any]]:
    return [(each, each.formatter) for each in logger.handlers if not _is_powertools(each)]


def _is_powertools(handler: logging.Handler) -> bool:
    return isinstance(handler.formatter, sys.modules[f"{_LOGGING}.formatter"].BasePowertoolsFormatter)


def _find_marked() -> None:
    for name, logger in logging.root.manager.loggerDict.items():
        if isinstance(logger, logging.Logger) and _MARK in logger.__dict__:
            _known[name] = logger


def _begin_again(logger: logging.Logger) -> None:
    attributes = logger.__dict__
    attributes.pop(_MARK, None)
    # with this attribute, release 3 goes on with the old handler in place of the one it is told to use
    attributes.pop(_HANDLER, None)
    heirs = {each: successor(each) for each in logger.handlers if _is_powertools(each)}
    logger.handlers = HandlersGivingWay(logger, heirs, owner=f"{_LOGGING}.logger")
    for old, heir in heirs.items():
        if heir is not old:
            setattr(logger, _HANDLER, heir)


def _print_once(names: Iterable[str]) -> None:
    printed = PrintedAlready(names)
    suppress = sys.modules[f"{_LOGGING}.filters"].SuppressFilter
    for handler in logging.root.handlers:
        handler.filters = [each for each in handler.filters if not isinstance(each, (suppress, PrintedAlready))]
        # Powertools, too, leaves caplog's handler alone, and heeds this setting
        if type(handler).__name__ != "LogCaptureHandler" and not _prints_twice():
            handler.addFilter(printed)


def _prints_twice() -> bool:
    setting = os.environ.get("POWERTOOLS_LOG_DEDUPLICATION_DISABLED", "")
    return setting.lower() in ("1", "y", "yes", "t", "true", "on")
