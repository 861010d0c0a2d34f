"""Swapping in and out: whatever happens in between, the host's state comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.runtime.process_state.table import ProcessState, anything_thawed

pytestmark = pytest.mark.usefixtures("leak_census")


class Recording:
    """A part that notes what happens to it."""

    def __init__(self, name: str, notes: list[str], *, fails: str = "") -> None:
        self.name = name
        self.notes = notes
        self.fails = fails

    def swap_in(self) -> None:
        self._note("in")

    def swap_out(self) -> None:
        self._note("out")

    def _note(self, what: str) -> None:
        self.notes.append(f"{self.name} {what}")
        if self.fails == what:
            raise RuntimeError(f"{self.name} failed")


def test_parts_go_in_in_order_and_out_in_reverse() -> None:
    notes: list[str] = []
    state = ProcessState([Recording(name, notes) for name in "abc"])
    for _ in range(2):
        assert not anything_thawed()
        state.thaw()
        assert anything_thawed()
        state.freeze()
        assert notes == ["a in", "b in", "c in", "c out", "b out", "a out"]
        notes.clear()
    assert not anything_thawed()


def test_a_part_that_fails_on_the_way_in_takes_the_others_back_out() -> None:
    notes: list[str] = []
    state = ProcessState([Recording("a", notes), Recording("b", notes, fails="in"), Recording("c", notes)])
    with pytest.raises(RuntimeError, match="b failed"):
        state.thaw()
    assert notes == ["a in", "b in", "a out"]
    assert not anything_thawed()


def test_a_part_that_fails_on_the_way_out_does_not_keep_the_others() -> None:
    notes: list[str] = []
    state = ProcessState([Recording("a", notes), Recording("b", notes, fails="out"), Recording("c", notes, fails="out")])
    state.thaw()
    with pytest.raises(RuntimeError, match="c failed"):
        state.freeze()
    assert notes == ["a in", "b in", "c in", "c out", "b out", "a out"]
    assert not anything_thawed()


def test_only_the_innermost_is_in_place() -> None:
    notes: list[str] = []
    outer, inner = ProcessState([Recording("outer", notes)]), ProcessState([Recording("inner", notes)])
    outer.thaw()
    inner.thaw()
    assert notes == ["outer in", "outer out", "inner in"]
    inner.freeze()
    assert notes[3:] == ["inner out", "outer in"]
    assert anything_thawed()
    outer.freeze()
    assert notes[5:] == ["outer out"]


def test_one_that_cannot_come_in_leaves_the_outer_one_in_place() -> None:
    notes: list[str] = []
    outer, inner = ProcessState([Recording("outer", notes)]), ProcessState([Recording("inner", notes, fails="in")])
    outer.thaw()
    with pytest.raises(RuntimeError, match="inner failed"):
        inner.thaw()
    assert notes == ["outer in", "outer out", "inner in", "outer in"]
    outer.freeze()
    assert not anything_thawed()


def test_environments_within_one_that_was_cut_come_out_first() -> None:
    notes: list[str] = []
    outer, inner = ProcessState([Recording("outer", notes)]), ProcessState([Recording("inner", notes)])
    outer.thaw()
    inner.thaw()
    outer.freeze()
    assert notes == ["outer in", "outer out", "inner in", "inner out"]
    assert not anything_thawed()


def test_a_part_that_fails_within_one_that_was_cut() -> None:
    notes: list[str] = []
    outer, inner = ProcessState([Recording("outer", notes)]), ProcessState([Recording("inner", notes, fails="out")])
    outer.thaw()
    inner.thaw()
    with pytest.raises(RuntimeError, match="inner failed"):
        outer.freeze()
    assert notes == ["outer in", "outer out", "inner in", "inner out"]
    assert not anything_thawed()


@given(st.lists(st.sampled_from(["thaw", "freeze"]), max_size=30))
def test_whatever_the_nesting_each_swap_in_has_its_swap_out(steps: list[str]) -> None:
    notes: list[str] = []
    stack: list[ProcessState] = []
    for number, step in enumerate(steps):
        if step == "thaw":
            stack.append(ProcessState([Recording(f"{number}{part}", notes) for part in "ab"]))
            stack[-1].thaw()
        elif stack:
            middle = len(stack) // 2  # what lies above it was cut
            stack[middle].freeze()
            del stack[middle:]
    for state in reversed(stack):
        state.freeze()
    assert not anything_thawed()
    entered = [note.removesuffix(" in") for note in notes if note.endswith(" in")]
    left = [note.removesuffix(" out") for note in notes if note.endswith(" out")]
    assert sorted(entered) == sorted(left)
