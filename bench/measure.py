"""Times rivals against each other in one process.

Speed differs from machine to machine and from minute to minute; a ratio of two things timed side by side does
not, or hardly. So the rivals take turns, every round gives one ratio, and the median of the rounds is shown.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds per call of one rival, one figure per round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Seconds per call in the median round."""
        return statistics.median(self.rounds)

    def __sub__(self, other: Timing) -> Timing:
        return Timing(tuple(mine - theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True)))


def ratio(ours: Timing, theirs: Timing) -> float:
    """The median of the rounds' own ratios."""
    return statistics.median(mine / other for mine, other in zip(ours.rounds, theirs.rounds, strict=True))


def take_turns(
    rivals: Mapping[str, Call], *, rounds: int = 41, slice_seconds: float = 0.01
) -> dict[str, Timing]:
    """Time all rivals in turn, each for about `slice_seconds` a round; the order shifts every round."""
    loops = {name: _loops(call, slice_seconds) for name, call in rivals.items()}
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    names = list(rivals)
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            seconds[name].append(_timed(rivals[name], loops[name]))
    return {name: Timing(tuple(figures)) for name, figures in seconds.items()}


def _loops(call: Call, slice_seconds: float) -> int:
    call()  # whatever is done once only
    return max(1, round(slice_seconds / max(min(_timed(call, 1) for _ in range(3)), 1e-7)))


def _timed(call: Call, loops: int) -> float:
    started = time.perf_counter()
    for _ in range(loops):
        call()
    return (time.perf_counter() - started) / loops
