"""Names in modules that hold a real or a fake function of time: changed, and put back, without touching a module.

A module may be lazy, or armed to notice that a test touches it; so its dict is what is read, and not its attributes.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

#: modules that were executed while time was frozen: environments have some of their own that are in no table
executed: weakref.WeakSet[ModuleType] = weakref.WeakSet()

Exchange = Mapping[int, tuple[object, object]]


def is_module(module: object) -> bool:
    """Whether it is a module by its type, and does not only say so, as libraries of cffi do."""
    return issubclass(type(module), ModuleType)


def contents(module: object) -> dict[str, Any]:
    """The dict of a module; an empty one for what is none."""
    if not is_module(module):
        return {}
    found: dict[str, Any] = ModuleType.__getattribute__(module, "__dict__")
    return found


def put_back(api: Any) -> None:
    """No fake of freezegun's is left in a module: those imported meanwhile, executed again, or in no list at all."""
    exchange({fake: real for real, fake in pairs(api)})
    executed.clear()


def pairs(api: Any) -> Iterator[tuple[Any, Any]]:
    """Each real thing that freezegun has a fake for, and the fake."""
    yield api.real_datetime, api.FakeDatetime
    yield api.real_date, api.FakeDate
    for name in (
        "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "gmtime", "localtime",
        "strftime",
    ):  # fmt: skip
        if hasattr(api, f"real_{name}") and hasattr(api, f"fake_{name}"):
            yield getattr(api, f"real_{name}"), getattr(api, f"fake_{name}")


def exchange(values: Mapping[Any, Any]) -> None:
    """In every module, put one value in place of another."""
    wanted = {id(old): (old, new) for old, new in values.items()}
    for module in {id(each): each for each in [*sys.modules.values(), *executed]}.values():
        names = contents(module)
        if not _keeps_them(names.get("__name__")):
            exchange_in(names, wanted)


def exchange_in(names: dict[str, Any], wanted: Exchange) -> None:
    """Exchange values in the dict of one module."""
    if wanted.keys().isdisjoint(map(id, list(names.values()))):
        return
    module = sys.modules.get(str(names.get("__name__")))
    shown = module if type(module) is not ModuleType and contents(module) is names else None
    for name, value in list(names.items()):
        old, new = wanted.get(id(value), (None, None))
        if old is not None and old is value:
            if shown is None:
                names[name] = new
            else:
                setattr(shown, name, new)  # whoever watches over this module is to know


def _keeps_them(name: object) -> bool:
    own = ("freezegun.api", "time", "datetime", "_datetime", "_pydatetime", "pytest_lambda.clock.waiting.sleeping")
    return name in own or name == "pytest_lambda.clock.waiting.patches"


@contextmanager
def under_its_own_name(fake: Any) -> Iterator[None]:
    """time-machine refuses to start where `datetime.datetime` is called as freezegun calls its fake."""
    name, fake.__name__ = fake.__name__, "datetime"
    try:
        yield
    finally:
        fake.__name__ = name
