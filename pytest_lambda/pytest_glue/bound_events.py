"""The builders of events, bound to the world of the test that runs: what `lambda_events` gives."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pytest_lambda import events
from pytest_lambda.pytest_glue.event_files import load
from pytest_lambda.world import World

_UNBOUND = frozenset({"ABSENT", "Violation", "check", "check_response"})


class BoundEvents:
    """All of `pytest_lambda.events`, with the account, region and seed of the running test; and `load`.

    Args:
        world: gives the world.
        folders: gives the folders that event files are taken from.
    """

    __slots__ = ("_folders", "_world")

    def __init__(self, world: Callable[[], World], folders: Callable[[], Sequence[Path]]) -> None:
        self._world = world
        self._folders = folders

    @property
    def world(self) -> World:
        """The test's own: account and region as configured, and a seed that is the test's name."""
        __tracebackhide__ = True
        return self._world()

    def load(self, name: str) -> Any:
        """The event in a JSON file, named from the test's folder or the root folder of the run.

        Raises:
            EventError: there is no such file, or it is not JSON.
        """
        __tracebackhide__ = True
        return load(name, self._folders())

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith("_") or name not in events.__all__:
            raise AttributeError(f"lambda_events has no builder {name!r}: see pytest_lambda.events.")
        found = getattr(events, name)
        if name in _UNBOUND:
            return found

        @functools.wraps(found)
        def bound(*args: Any, world: World | None = None, **keywords: Any) -> Any:
            __tracebackhide__ = True
            return found(*args, world=self.world if world is None else world, **keywords)

        return bound

    def __dir__(self) -> list[str]:
        return sorted({"load", "world", *events.__all__})
