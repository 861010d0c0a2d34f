"""The data points that are written with one metric name, one unit and the same dimensions."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from pytest_lambda.clock.real import moment

#: name and value of each dimension, in the order of the names
Dimensions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DataPoint:
    """One value that was written.

    Attributes:
        epoch: virtual seconds since 1970.
        value: in the metric's unit.
        unit: CloudWatch's name of the unit.
    """

    epoch: float
    value: float
    unit: str

    @property
    def time(self) -> datetime:
        """The moment, in UTC."""
        return moment(self.epoch)


@dataclass(slots=True)
class Bucket:
    """What is known for ever of the data points of one minute."""

    sample_count: int = 0
    sum: float = 0.0
    minimum: float = math.inf
    maximum: float = -math.inf

    def add_all(self, values: Sequence[float]) -> None:
        """Some data points, at least one."""
        self.sample_count += len(values)
        self.sum += sum(values)
        self.minimum = min(self.minimum, min(values))
        self.maximum = max(self.maximum, max(values))

    def merge(self, other: Bucket) -> None:
        """All data points of the other one."""
        self.sample_count += other.sample_count
        self.sum += other.sum
        self.minimum = min(self.minimum, other.minimum)
        self.maximum = max(self.maximum, other.maximum)


class Series:
    """Data points with the same name, unit and dimensions; adding one costs the same however many there are.

    AWS writes each value of a Lambda metric several times, with more and with fewer dimensions. Here it is
    kept once, and found under each of its dimension sets.

    Args:
        unit: CloudWatch's name of the unit.
        dimension_sets: under which the data points are found.
        retain: how many single data points are kept, the newest ones. Count, sum, minimum and maximum of each
            minute are kept of all.

    Attributes:
        dropped_until: the latest moment of a data point that is no longer kept singly; minus infinity if all are.
    """

    __slots__ = ("_epochs", "_limit", "_minutes", "_retain", "_summed", "_values", "dimension_sets", "dropped_until",
                 "unit")  # fmt: skip

    def __init__(self, unit: str, dimension_sets: tuple[Dimensions, ...], retain: int) -> None:
        self.unit = unit
        self.dimension_sets = dimension_sets
        self.dropped_until = -math.inf
        self._minutes: dict[int, Bucket] = {}
        self._epochs = array("d")
        self._values = array("d")
        #: how many of the single data points are in `_minutes`
        self._summed = 0
        self._retain = retain
        # Dropping many at a time keeps the cost of adding one constant.
        self._limit = retain + retain // 4

    @property
    def minutes(self) -> dict[int, Bucket]:
        """From the number of a minute since 1970 to what happened in it."""
        self._sum_up()
        return self._minutes

    def add(self, value: float, epoch: float) -> None:
        """One data point. It is summed up with others when somebody asks: most are never asked for."""
        self._epochs.append(epoch)
        self._values.append(value)
        if len(self._values) > self._limit:
            self._drop()

    def _sum_up(self) -> None:
        values = self._values
        at = self._summed
        self._summed = len(values)
        for minute, group in groupby(self._epochs[at:], key=_minute):
            begin, at = at, at + sum(1 for _ in group)
            self._minutes.setdefault(minute, Bucket()).add_all(values[begin:at])

    def retained(self, start: float, end: float) -> Iterator[tuple[float, float]]:
        """Moment and value of the single data points with start <= moment < end, as they were written."""
        for epoch, value in zip(self._epochs, self._values, strict=True):
            if start <= epoch < end:
                yield epoch, value

    def _drop(self) -> None:
        self._sum_up()
        old = len(self._values) - self._retain
        self._summed = self._retain
        self.dropped_until = max(self.dropped_until, max(self._epochs[:old]))
        del self._epochs[:old]
        del self._values[:old]


def _minute(epoch: float) -> int:
    return int(epoch // 60)


def ordered(dimensions: Mapping[str, str]) -> Dimensions:
    """The dimensions in an order of their own."""
    return tuple(sorted(dimensions.items()))
