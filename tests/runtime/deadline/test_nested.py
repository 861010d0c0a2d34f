"""A handler may invoke another function, which has a deadline of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from pytest_lambda.runtime.deadline import KILLED, Deadline

from .cutting import cut, turn

FOR_EVER = 600.0


def sleeps() -> None:
    time.sleep(FOR_EVER)


def test_the_inner_one_is_cut_and_the_outer_one_goes_on() -> None:
    def outer() -> str:
        assert turn(sleeps, Deadline(0.01)) is KILLED
        return "goes on"

    assert turn(outer, Deadline(FOR_EVER)) == "goes on"


def test_the_outer_one_is_cut_after_the_inner_one_was() -> None:
    ran: list[str] = []

    def outer() -> None:
        turn(sleeps, Deadline(0.01))
        ran.append("inner is dead")
        time.sleep(FOR_EVER)

    cut(outer, 0.05)
    assert ran == ["inner is dead"]


@pytest.mark.parametrize("inner_seconds", [FOR_EVER, 0.05])
def test_the_inner_one_falls_with_the_outer_one(inner_seconds: float) -> None:
    ran: list[str] = []
    inner = Deadline(inner_seconds)

    def outer() -> None:
        try:
            turn(sleeps, inner)
        finally:
            ran.append("the outer handler")

    cut(outer, 0.02)
    assert ran == []
    assert not inner.killed


def test_after_a_cut_through_several_levels_deadlines_work_as_before() -> None:
    def nest(depth: int) -> Callable[[], Any]:
        return sleeps if depth == 0 else lambda: turn(nest(depth - 1), Deadline(FOR_EVER))

    cut(nest(5))
    cut(nest(5))
    assert turn(lambda: "done", Deadline(FOR_EVER)) == "done"
    cut(sleeps)
