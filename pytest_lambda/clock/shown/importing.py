"""Imports while time is frozen: installed packages keep the real classes of `datetime` in what they build.

pydantic has a table with `datetime` as a key; made from freezegun's class it would be wrong for ever after.
"""

from __future__ import annotations

import datetime
import os
import sys
import sysconfig
from collections.abc import Callable
from functools import cache
from importlib.machinery import SourceFileLoader
from types import ModuleType, SimpleNamespace
from typing import Any

from pytest_lambda.clock.shown.places import contents, exchange_in, executed, pairs
from pytest_lambda.clock.shown.tools import Tools, is_tool

_datetime: Any = datetime
#: up to pydantic 2.13 it compares types with `datetime.datetime` when it makes a schema, be that an hour later
_COMPARES = "pydantic._internal._generate_schema"


class Imports:
    """Watches what is imported while time is frozen."""

    __slots__ = ("_api", "_execute", "_fake", "_own", "_real", "_tools", "_wanted")

    def __init__(self, api: Any, tools: Tools) -> None:
        self._api = api
        self._tools = tools
        self._own = False
        self._execute: Any = None
        self._real = api.real_datetime, api.real_date
        self._fake = api.FakeDatetime, api.FakeDate
        self._wanted = {id(real): (real, fake) for real, fake in pairs(api)}

    def begin(self) -> None:
        """Watch."""
        _library_folders()  # which imports something itself
        loader: Any = SourceFileLoader
        self._own, self._execute = "exec_module" in vars(loader), loader.exec_module
        execute = self.execute
        loader.exec_module = lambda self, module: execute(self, module)
        self._compare_with(_real_module(self._real))
        for fake, real in zip(self._fake, self._real, strict=True):
            fake.__get_pydantic_core_schema__ = classmethod(_schema_of(real))

    def end(self) -> None:
        """Watch no more."""
        loader: Any = SourceFileLoader
        if self._own:
            loader.exec_module = self._execute
        else:
            del loader.exec_module
        self._compare_with(_datetime)
        for fake in self._fake:
            del fake.__get_pydantic_core_schema__

    def execute(self, loader: SourceFileLoader, module: ModuleType) -> None:
        """Execute a module."""
        executed.add(module)
        installed = _installed(loader.path)
        before = _datetime.datetime, _datetime.date
        if before not in (self._real, self._fake) or not self._api.freeze_factories:
            self._execute(loader, module)  # a test has put a class of its own there
            return
        _datetime.datetime, _datetime.date = self._real if installed else self._fake
        try:
            self._execute(loader, module)
        finally:
            _datetime.datetime, _datetime.date = before
        if module.__name__ == _COMPARES:
            self._compare_with(_real_module(self._real))
        if is_tool(module.__name__):
            self._tools.give(module)
        elif installed and not module.__name__.startswith(_ignored()):
            exchange_in(contents(module), self._wanted)

    def _compare_with(self, found: Any) -> None:
        """What pydantic finds under the name of the module `datetime`."""
        names = contents(sys.modules.get(_COMPARES))
        if "datetime" in names:
            names["datetime"] = found


def _real_module(real: tuple[Any, Any]) -> SimpleNamespace:
    """The module `datetime` with its real classes."""
    return SimpleNamespace(**{**vars(_datetime), "datetime": real[0], "date": real[1]})


def _ignored() -> tuple[str, ...]:
    from freezegun import config

    return tuple(config.settings.default_ignore_list)


def _schema_of(real: type) -> Callable[..., Any]:
    """What pydantic asks a class that it does not know: a model of the function's says `datetime`, and has the fake."""
    return lambda cls, source, handler: handler(real)


@cache
def _library_folders() -> tuple[str, ...]:
    found = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return tuple(folder + os.sep for folder in found | {os.path.realpath(each) for each in found})


def _installed(path: str) -> bool:
    return path.startswith(_library_folders()) or "site-packages" in path.split(os.sep)
