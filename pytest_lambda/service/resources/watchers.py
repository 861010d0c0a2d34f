"""Who is told when a queue or a stream has changed."""

from __future__ import annotations

from collections.abc import Callable


class Watchers:
    """Those who want to be told. Calling one must not wait."""

    __slots__ = ("_callbacks",)

    def __init__(self) -> None:
        self._callbacks: list[Callable[[], object]] = []

    def add(self, callback: Callable[[], object]) -> None:
        """Tell somebody from now on."""
        self._callbacks.append(callback)

    def remove(self, callback: Callable[[], object]) -> None:
        """Do so no longer; one who was not told changes nothing."""
        if callback in self._callbacks:
            self._callbacks.remove(callback)

    def tell(self) -> None:
        """Something has changed in what can be read or received, or when."""
        for callback in tuple(self._callbacks):
            callback()
