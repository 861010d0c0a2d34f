"""Public names of packages that are loaded when they are first used, so that importing the packages costs nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping


def lazily(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """What a package has as its `__getattr__` and `__dir__`.

    Args:
        package: its `__name__`.
        homes: public name -> the module that holds it: below the package, or by its full name.
    """
    namespace = vars(sys.modules[package])
    root = __name__.partition(".")[0]

    def load(name: str) -> object:
        home = homes.get(name)
        # freezegun asks every module for everything: it must not load all of this, and under half-frozen time
        if home is None or sys._getframe(1).f_globals.get("__name__") == "freezegun.api":
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        path = home if home.startswith(f"{root}.") else f"{package}.{home}"
        value = namespace[name] = getattr(import_module(path), name)
        return value

    def names() -> list[str]:
        return sorted({*namespace, *homes})

    return load, names
