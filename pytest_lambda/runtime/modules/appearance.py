"""The classes that module objects wear while a function's modules are watched.

A module can be masked for several reasons at once; it shows the mask of the highest rank. A mask is a
subclass of `ModuleType`, as `importlib.util.LazyLoader` uses one: reads of a name that a mask does not
override cost what they cost in any module.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any


class Appearance:
    """What one module object wears.

    Attributes:
        module: kept, so that its id stays its own.
        plain: the class that it has without a mask.
        shown: the class that it was given last.
    """

    __slots__ = ("masks", "module", "plain", "shown")

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.plain: type[ModuleType] = type(module)
        self.shown: type[ModuleType] | None = None
        self.masks: dict[type[ModuleType], Any] = {}


class Wardrobe:
    """All masks that are worn, by the id of the module."""

    __slots__ = ("_ranks", "_worn")

    def __init__(self) -> None:
        self._worn: dict[int, Appearance] = {}
        self._ranks: list[type[ModuleType]] = []

    def rank(self, masks: Sequence[type[ModuleType]]) -> None:
        """Say which mask shows when a module wears several, the highest first."""
        self._ranks = list(masks)

    def wear(self, module: ModuleType, mask: type[ModuleType], payload: object) -> None:
        """Put on a mask; the payload is what the mask's methods find with `payload`."""
        appearance = self._worn.get(id(module)) or self._worn.setdefault(id(module), Appearance(module))
        appearance.masks[mask] = payload
        self._show(appearance)

    def wear_only(self, module: ModuleType, mask: type[ModuleType], payload: object) -> None:
        """Put on a mask in place of all others."""
        appearance = self._worn.get(id(module)) or self._worn.setdefault(id(module), Appearance(module))
        appearance.masks = {mask: payload}
        self._show(appearance)

    def take_off(self, module: ModuleType, mask: type[ModuleType]) -> None:
        """Take a mask off, if it is worn."""
        appearance = self._worn.get(id(module))
        if appearance is not None and appearance.masks.pop(mask, None) is not None:
            self._show(appearance)
            if not appearance.masks:
                del self._worn[id(module)]

    def payload(self, module: ModuleType, mask: type[ModuleType]) -> Any:
        """What was given with a mask; None when the module does not wear it."""
        appearance = self._worn.get(id(module))
        return None if appearance is None else appearance.masks.get(mask)

    def bare(self, module: ModuleType) -> bool:
        """Show the module as one that has just been made, until it is given or loses a mask.

        Returns:
            Whether that is possible: a class of the module's own may have a layout that does not allow it.
        """
        try:
            object.__setattr__(module, "__class__", ModuleType)
        except TypeError:
            return False
        return True

    def plain_class(self, module: ModuleType) -> type[ModuleType]:
        """The class of a module without masks."""
        appearance = self._worn.get(id(module))
        return type(module) if appearance is None else appearance.plain

    def read(self, module: ModuleType, name: str) -> object:
        """Read an attribute past the masks; `super` would fail when another thread sees the mask come off."""
        return self.plain_class(module).__getattribute__(module, name)

    def write(self, module: ModuleType, name: str, value: object) -> None:
        """Set an attribute past the masks."""
        self.plain_class(module).__setattr__(module, name, value)

    def delete(self, module: ModuleType, name: str) -> None:
        """Delete an attribute past the masks."""
        self.plain_class(module).__delattr__(module, name)

    def restore_class(self, module: ModuleType, plain: type[ModuleType]) -> None:
        """Give a module its former class; masks stay on."""
        object.__setattr__(module, "__class__", plain)
        appearance = self._worn.get(id(module))
        if appearance is not None:
            self._show(appearance)

    def _show(self, appearance: Appearance) -> None:
        module, masks = appearance.module, appearance.masks
        if type(module) is not appearance.shown:  # its code may have given it a class of its own
            appearance.plain = type(module)
        plain = appearance.plain
        mask = next((mask for mask in self._ranks if mask in masks), None) if len(masks) != 1 else next(iter(masks))
        shown = appearance.shown = plain if mask is None else _masked(mask, plain)
        object.__setattr__(module, "__class__", shown)


wardrobe = Wardrobe()


def _masked(mask: type[ModuleType], plain: type[ModuleType]) -> type[ModuleType]:
    if plain is ModuleType:
        return mask
    try:
        return type(mask.__name__, (mask, plain), {})
    except TypeError:  # a layout or a metaclass of its own: such a module goes unmasked
        return plain
