"""Logging: the root logger as the function configures it, and loggers that the function made or changed."""

from __future__ import annotations

import logging
from typing import Any

#: of the module itself: a class of loggers, a factory of records or level names of the function's own
_GLOBALS = (
    "raiseExceptions", "lastResort", "_loggerClass", "_logRecordFactory", "_warnings_showwarning", "_levelToName",
    "_nameToLevel",
)  # fmt: skip
_Settings = tuple[int, bool, bool, tuple[Any, ...], tuple[Any, ...]]


class RootLogger:
    """The root logger's level, handlers and filters, `logging.disable`, and the formatter's clock (R190)."""

    __slots__ = ("_host", "_own")

    def __init__(self) -> None:
        # A new process of the runtime: level WARNING, no handler yet (R190).
        self._own: tuple[Any, ...] = (
            logging.WARNING, [], [], False, logging.NOTSET, vars(logging.Formatter)["converter"],
            _fresh_globals(),
        )  # fmt: skip
        self._host: tuple[Any, ...] = ()

    @property
    def host_handlers(self) -> list[logging.Handler]:
        """The handlers of the host's root logger, pytest's among them."""
        handlers: list[logging.Handler] = self._host[1] if self._host else logging.getLogger().handlers
        return handlers

    def swap_in(self) -> None:
        """Thaw."""
        self._host = _root_settings()
        _set_root(self._own)

    def swap_out(self) -> None:
        """Freeze."""
        self._own = _root_settings()
        _set_root(self._host)


def _root_settings() -> tuple[Any, ...]:
    root = logging.getLogger()
    return (
        root.level,
        root.handlers,
        root.filters,
        root.disabled,
        root.manager.disable,
        # As it is kept, not as it is read: freezegun's gmtime is a function and needs a staticmethod around it.
        vars(logging.Formatter)["converter"],
        {name: vars(logging)[name] for name in _GLOBALS},
    )


def _fresh_globals() -> dict[str, Any]:
    # Installed packages are not executed again: what they have set stays in force.
    copies = {name: dict(vars(logging)[name]) for name in ("_levelToName", "_nameToLevel")}
    return {**_root_settings()[-1], **copies, "raiseExceptions": True, "_warnings_showwarning": None}


def _set_root(settings: tuple[Any, ...]) -> None:
    root = logging.getLogger()
    level_changed = root.level != settings[0] or root.manager.disable != settings[4]
    (
        root.level,
        root.handlers,
        root.filters,
        root.disabled,
        root.manager.disable,
        logging.Formatter.converter,
        module_globals,
    ) = settings
    vars(logging).update(module_globals)
    if level_changed:
        # isEnabledFor caches its answers per logger.
        root.manager._clear_cache()  # type: ignore[attr-defined]


class NamedLoggers:
    """Named loggers as they were before a process of the runtime ran, to be put back when it has ended.

    They are not swapped at every freeze: a library's loggers number hundreds.
    """

    __slots__ = ("_before", "_kept")

    def __init__(self) -> None:
        self._before: dict[str, _Settings] = {}
        self._kept: list[tuple[logging.Logger, _Settings, dict[str, object]]] = []

    def note(self) -> None:
        """Remember every logger's settings: the process comes."""
        self._before = {name: _settings(logger) for name, logger in _loggers()}

    def restore(self) -> None:
        """Put back what differs, and make loggers that are new since then as if they had just been made."""
        for name, logger in _loggers():
            before = self._before.get(name, _NEW)
            if _settings(logger) != before:
                _apply(logger, before)
                _forget_extras(logger)

    def put_aside(self) -> None:
        """Restore, and remember what the process had changed: another one comes."""
        before, kept = self._before, []
        for name, logger in _loggers():
            host, settings = before.get(name, _NEW), _settings(logger)
            if settings != host:
                kept.append((logger, settings, {extra: vars(logger)[extra] for extra in vars(logger).keys() - _PLAIN}))
                _apply(logger, host)
                _forget_extras(logger)
        self._kept = kept

    def bring_back(self) -> None:
        """Change it again."""
        for logger, settings, extras in self._kept:
            _apply(logger, settings)
            vars(logger).update(extras)
        self._kept = []


_NEW: _Settings = (logging.NOTSET, True, False, (), ())
_PLAIN = frozenset(vars(logging.Logger("x")))


def _loggers() -> list[tuple[str, logging.Logger]]:
    return [
        (name, logger)
        for name, logger in logging.Logger.manager.loggerDict.items()
        if isinstance(logger, logging.Logger)
    ]


def _settings(logger: logging.Logger) -> _Settings:
    return logger.level, logger.propagate, logger.disabled, tuple(logger.handlers), tuple(logger.filters)


def _apply(logger: logging.Logger, settings: _Settings) -> None:
    logger.setLevel(settings[0])
    logger.propagate, logger.disabled = settings[1], settings[2]
    logger.handlers[:] = settings[3]
    logger.filters[:] = settings[4]


def _forget_extras(logger: logging.Logger) -> None:
    # Libraries mark a logger that they have set up with an attribute of their own.
    for name in vars(logger).keys() - _PLAIN:
        delattr(logger, name)
