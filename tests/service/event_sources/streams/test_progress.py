"""Checkpoints, and how long retries wait."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.service.event_sources.readings import Readings
from pytest_lambda.service.event_sources.streams.progress import Progress


def test_what_is_done_ahead_counts_when_the_gap_is_closed() -> None:
    progress = Progress(10)
    progress.done(12, 13, "c")
    progress.done(11, 12, "b")
    assert (progress.position, progress.sequence_number, progress.ahead) == (10, None, 2)
    progress.done(10, 11, "a")
    assert (progress.position, progress.sequence_number, progress.ahead) == (13, "c", 0)


def test_what_was_never_read_has_no_number() -> None:
    progress = Progress(0)
    progress.done(0, 1, "a")
    progress.done(1, 5)
    assert (progress.position, progress.sequence_number) == (5, "a")


@given(st.permutations(range(12)))
def test_any_order_ends_at_the_same_checkpoint(order: list[int]) -> None:
    progress = Progress(0)
    finished = set()
    for number in order:
        progress.done(number, number + 1, str(number))
        finished.add(number)
        lowest = next(each for each in range(13) if each not in finished)
        assert progress.position == lowest
        assert progress.sequence_number == (str(lowest - 1) if lowest else None)
        assert progress.ahead == len(finished) - lowest


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0.2), (1, 0.4), (7, 25.6), (8, 51.2), (9, 60), (5_000, 60)])
def test_delays_double_up_to_a_minute(failures: int, seconds: float) -> None:
    """C30, C31."""
    assert Readings().stream_retries.delay_us(failures) == round(seconds * 1e6)
