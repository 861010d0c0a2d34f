"""How long throttled events wait (E6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import Backoff


def test_alone() -> None:
    delays = [Backoff().delay_us(before) / 1e6 for before in range(12)]
    assert delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_a_crowd_is_spread_over_the_second_half() -> None:
    delays = [Backoff().delay_us(5, crowd) / 1e6 for crowd in range(8)]
    assert delays == [32, 24, 28, 20, 30, 22, 26, 18]


@pytest.mark.parametrize("before", [0, 1, 9, 63, 64, 10_000])
def test_never_less_than_the_first_nor_more_than_the_last(before: int) -> None:
    """AWS documents one second and five minutes."""
    for crowd in range(100):
        assert 1 <= Backoff().delay_us(before, crowd) / 1e6 <= 300


@given(before=st.integers(0, 100), crowd=st.integers(1, 10**9))
def test_nobody_of_a_crowd_waits_longer_than_one_alone(before: int, crowd: int) -> None:
    backoff = Backoff(first_seconds=0.5, factor=3, most_seconds=40)
    assert backoff.delay_us(before) / 2 <= backoff.delay_us(before, crowd) <= backoff.delay_us(before)


def test_everybody_of_a_crowd_has_a_moment_of_his_own() -> None:
    assert len({Backoff().delay_us(9, crowd) for crowd in range(5000)}) == 5000


def test_a_first_delay_above_the_last_one() -> None:
    assert Backoff(first_seconds=20, most_seconds=10).delay_us(0, 3) == 10_000_000
