"""Lazy modules: freezegun reads every attribute of every module, and what it loads meanwhile sees half-frozen time.

Powertools' parser is one; pydantic then meets a `datetime` that it does not know. So freezegun's memory of what holds
functions of time is filled beforehand for modules that make attributes when they are asked for, from what they have.
"""

from __future__ import annotations

import contextlib
import sys
import warnings
from importlib.util import _LazyModule  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

from pytest_lambda.clock.shown.places import contents, is_module


def make_ready(api: Any) -> None:
    """To be called before freezegun starts."""
    memory: Any = getattr(api, "_GLOBAL_MODULES_CACHE", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _load_lazy_modules()
        if memory is not None:
            for module in list(sys.modules.values()):
                if is_module(module) and _is_lazy(module):
                    _remember(api, memory, module)


def _load_lazy_modules() -> None:
    """A module that is loaded by its first touch is loaded now: freezegun's look would be the first."""
    for module in list(sys.modules.values()):
        if type(module) is _LazyModule:
            with contextlib.suppress(Exception):
                _ = module.__doc__


def _is_lazy(module: ModuleType) -> bool:
    names = contents(module)
    return "__getattr__" in names or "__dir__" in names or type(module) is not ModuleType


def _remember(api: Any, memory: Any, module: ModuleType) -> None:
    names = contents(module)
    name = names.get("__name__")
    known = api._real_time_object_ids
    found = [(each, value) for each, value in list(names.items()) if id(value) in known]
    try:
        memory[name] = (api._get_module_attributes_hash(module), found)
    except Exception:  # its `__dir__` fails: then freezegun cannot read it, either
        return
