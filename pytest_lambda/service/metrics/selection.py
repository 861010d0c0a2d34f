"""The data points of one metric, one dimension set and one span of time, and what can be computed from them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pytest_lambda.clock.real import moment
from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.service.metrics.series import Bucket, DataPoint, Series

#: a moment: aware, or seconds since 1970
Moment = float | datetime


@dataclass(frozen=True, slots=True)
class Statistics:
    """The statistics of one period.

    Attributes:
        epoch: the period's begin, in virtual seconds since 1970.
        period: its length in seconds.
        sample_count: how many data points it has.
        sum, minimum, maximum: of their values.
    """

    epoch: float
    period: int
    sample_count: int
    sum: float
    minimum: float
    maximum: float

    @property
    def time(self) -> datetime:
        """The period's begin, in UTC."""
        return moment(self.epoch)

    @property
    def average(self) -> float:
        """Sum by sample count."""
        return self.sum / self.sample_count


@dataclass(frozen=True, slots=True)
class Selection:
    """The data points of some series with start <= moment < end.

    Attributes:
        name: of the metric, for error messages.
        series: where to look.
        start, end: seconds since 1970, or infinite.
    """

    name: str
    series: Sequence[Series]
    start: float = -math.inf
    end: float = math.inf

    def total(self) -> Bucket:
        """Count, sum, minimum and maximum."""
        total = Bucket()
        for _, bucket in self._buckets():
            total.merge(bucket)
        return total

    def datapoints(self) -> tuple[DataPoint, ...]:
        """All data points, oldest first."""
        points = [
            DataPoint(epoch, value, series.unit)
            for series in self.series
            for epoch, value in self._single(series, self.start, self.end)
        ]
        return tuple(sorted(points, key=lambda point: point.epoch))

    def percentile(self, p: float) -> float | None:
        """The smallest value that at least p percent of the values do not exceed; None without data points."""
        if not 0 <= p <= 100:
            raise ConfigurationError(f"percentile {p!r}: expected a number from 0 to 100, say 95 for p95.")
        values = sorted(point.value for point in self.datapoints())
        return values[max(0, math.ceil(len(values) * p / 100) - 1)] if values else None

    def statistics(self, period: int) -> tuple[Statistics, ...]:
        """One entry for each period that has data points, oldest first."""
        if isinstance(period, bool) or not isinstance(period, int) or period < 60 or period % 60:
            raise ConfigurationError(
                f"period={period!r}: expected a multiple of 60 seconds, the granularity of Lambda's metrics."
            )
        periods: dict[int, Bucket] = {}
        for minute, bucket in self._buckets():
            periods.setdefault(minute * 60 // period, Bucket()).merge(bucket)
        return tuple(
            Statistics(float(number * period), period, one.sample_count, one.sum, one.minimum, one.maximum)
            for number, one in sorted(periods.items())
        )

    def _buckets(self) -> Iterator[tuple[int, Bucket]]:
        """Number and contents of each minute, of a first or last minute only what lies inside."""
        for series in self.series:
            for minute, bucket in series.minutes.items():
                begin = minute * 60
                if self.start <= begin and begin + 60 <= self.end:
                    yield minute, bucket
                elif begin < self.end and self.start < begin + 60:
                    yield from self._part(series, minute)

    def _part(self, series: Series, minute: int) -> Iterator[tuple[int, Bucket]]:
        part = Bucket()
        begin = minute * 60
        values = [value for _, value in self._single(series, max(self.start, begin), min(self.end, begin + 60))]
        if values:
            part.add_all(values)
            yield minute, part

    def _single(self, series: Series, start: float, end: float) -> Iterator[tuple[float, float]]:
        if series.dropped_until > -math.inf and start <= series.dropped_until:
            raise NotSimulated(
                f"{self.name}: the single data points up to {_text(series.dropped_until)} are no longer kept, only "
                "count, sum, minimum and maximum of each minute.\nAsk for a later start, for sum, average, minimum, "
                "maximum or statistics of whole minutes, or keep more with retain_datapoints=."
            )
        return series.retained(start, end)


def seconds(moment: Moment | None, otherwise: float, what: str) -> float:
    """Seconds since 1970."""
    if moment is None:
        return otherwise
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ConfigurationError(
            f"{what}={moment!r} has no time zone: expected an aware datetime, say datetime(2026, 1, 1, "
            "tzinfo=timezone.utc), or seconds since 1970."
        )
    return moment.timestamp()


def _text(epoch: float) -> str:
    return moment(epoch).isoformat()
