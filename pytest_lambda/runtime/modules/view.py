"""What `sys.modules` shows while a function runs, as against what it shows to test code.

A set whose modules are on stage all the time, and which hides nothing, changes nothing and costs nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from pytest_lambda.runtime.modules.contents import contents


class View:
    """Swaps entries of `sys.modules`.

    Attributes:
        outside: what test code sees and the function does not: modules that it has not imported, other
            functions' modules. By name; filled while the function runs.
        inside: the function's own modules that test code does not see, by name.
    """

    __slots__ = ("_attributes", "_hidden", "inside", "outside")

    def __init__(self) -> None:
        self._hidden: tuple[str, ...] = ()
        self._attributes: list[tuple[dict[str, Any], str, object]] = []
        self.outside: dict[str, Any] = {}
        self.inside: dict[str, Any] = {}

    def hide(self, modules: Mapping[str, object], packages: Mapping[str, object]) -> None:
        """Set what the function must not see.

        Args:
            modules: entries of `sys.modules` as they are when test code runs.
            packages: modules on stage of the function, by name: they show a hidden submodule to test code only.
        """
        self._hidden = tuple(modules)
        self._attributes = [
            (contents(packages[parent]), child, module)
            for name, module in modules.items()
            for parent, _, child in [name.rpartition(".")]
            if parent in packages
        ]

    def show(self) -> None:
        """The function runs."""
        shown: dict[str, Any] = sys.modules
        for name in self._hidden:
            module = shown.pop(name, None)
            if module is not None:
                self.outside[name] = module
        for siblings, child, module in self._attributes:
            if siblings.get(child) is module:
                del siblings[child]
        shown.update(self.inside)

    def leave(self) -> None:
        """Test code runs."""
        shown: dict[str, Any] = sys.modules
        for name in self.inside:
            shown.pop(name, None)
        shown.update(self.outside)
        self.outside.clear()
        for siblings, child, module in self._attributes:
            siblings.setdefault(child, module)
