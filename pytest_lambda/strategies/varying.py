"""What varies in the events of several sources."""

from __future__ import annotations

from typing import Any, TypeAlias

from hypothesis import strategies as st

from pytest_lambda.clock import event_clock
from pytest_lambda.errors import EventError
from pytest_lambda.world import World

Strategy: TypeAlias = st.SearchStrategy[Any]

#: 2026-01-01T00:00:00Z
FIXED_MOMENT = 1_767_225_600.0


def _moment() -> float:
    moved = event_clock.moved_to()
    return FIXED_MOMENT if moved is None else moved


_WORLD = World(now=_moment)


def world_for(world: World | None) -> World:
    """The world of drawn events: a fixed moment, so that an example is the same in each run."""
    return _WORLD if world is None else world


def strategy(given: Any, default: Strategy, name: str) -> Strategy:
    """A parameter that takes a strategy.

    Args:
        given: None for the default; a value that is no strategy stands for itself.
        default: what is drawn otherwise.
        name: of the parameter.

    Raises:
        EventError: a list was given, which could mean two things.
    """
    if given is None:
        return default
    if isinstance(given, st.SearchStrategy):
        return given
    if isinstance(given, (list, tuple, set)):
        raise EventError(f"{name} is {given!r}: expected a strategy, such as st.sampled_from({given!r}).")
    return st.just(given)


def json_values(characters: Strategy | None = None) -> Strategy:
    """Objects, lists and values of JSON, small ones first.

    Args:
        characters: of which texts are made; without a strategy, of all.
    """
    texts = st.text(max_size=20) if characters is None else st.text(characters, max_size=20)
    leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=8
    )


def sizes(min_size: int, max_size: int | None, most: int, what: str) -> tuple[int, int]:
    """How many records a batch may have, checked.

    Raises:
        EventError: no batch has so many.
    """
    top = min(10, most) if max_size is None else max_size
    top = max(top, min_size) if max_size is None else top
    if not 1 <= min_size <= top <= most:
        raise EventError(
            f"min_size is {min_size} and max_size is {max_size}: a batch of {what} has from 1 to {most:,} records."
        )
    return min_size, top
