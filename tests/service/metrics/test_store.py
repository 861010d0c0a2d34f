"""Writing data points and asking for them: exact dimensions, spans of time, percentiles, what is refused."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.service.metrics.names import LAMBDA_METRICS, UNITS, UnknownMetric
from pytest_lambda.service.metrics.selection import Statistics
from pytest_lambda.service.metrics.store import Metrics

NOON = 1_767_268_800  # 2026-01-01T12:00:00Z
ORDERS = {"FunctionName": "orders"}

points = st.lists(st.tuples(st.integers(0, 1_000), st.integers(-50, 50)), max_size=60)


def written(*values: tuple[float, float], retain: int = 100_000) -> Metrics:
    metrics = Metrics(retain_datapoints=retain)
    for epoch, value in values:
        metrics.put("Duration", value, epoch, dimensions=ORDERS, unit="Milliseconds")
    return metrics


def test_a_known_metric_without_data_is_empty_rather_than_unknown() -> None:
    errors = Metrics()["Errors"]
    assert errors.sum() == 0
    assert errors.sum(function="orders", version="3") == 0
    assert errors.sample_count() == 0
    assert (errors.average(), errors.minimum(), errors.maximum(), errors.percentile(95)) == (None,) * 4
    assert errors.datapoints() == errors.statistics() == ()


def test_a_metric_that_was_asked_for_early_sees_what_is_written_later() -> None:
    metrics = Metrics()
    errors = metrics["Errors"]
    assert metrics.names == ()
    metrics.put("Errors", 1, NOON, unit="Count")
    assert errors.sum() == 1
    assert metrics.names == ("Errors",)
    assert list(metrics) == ["Errors"]


def test_the_statistics_of_some_values() -> None:
    duration = written((NOON, 10), (NOON + 1, 30), (NOON + 61, 20))["Duration"]
    assert duration.sum(function="orders") == 60
    assert duration.average(function="orders") == 20
    assert duration.minimum(function="orders") == 10
    assert duration.maximum(function="orders") == 30
    assert duration.sample_count(function="orders") == 3
    assert duration.statistics(function="orders") == (
        Statistics(float(NOON), 60, 2, 40.0, 10.0, 30.0),
        Statistics(float(NOON + 60), 60, 1, 20.0, 20.0, 20.0),
    )
    assert duration.statistics(300, function="orders")[0].average == 20
    assert duration.statistics(function="orders")[1].time == datetime(2026, 1, 1, 12, 1, tzinfo=timezone.utc)


def test_datapoints_are_oldest_first_and_know_their_moment_and_unit() -> None:
    late, early = (NOON + 5, 2.0), (NOON, 1.0)
    first, second = written(late, early)["Duration"].datapoints(function="orders")
    assert (first.epoch, first.value, first.unit) == (NOON, 1.0, "Milliseconds")
    assert second.time - first.time == timedelta(seconds=5)


def test_a_value_is_found_with_exactly_its_dimensions() -> None:
    metrics = Metrics()
    metrics.put("Errors", 1, NOON, dimensions={"FunctionName": "orders", "Resource": "orders:live"}, unit="Count")
    assert metrics["Errors"].sum(function="orders", alias="live") == 1
    assert metrics["Errors"].sum(resource="orders:live") == 1
    assert metrics["Errors"].sum(FunctionName="orders", Resource="orders:live") == 1
    assert metrics["Errors"].sum(function="orders") == 0
    assert metrics["Errors"].sum(function="orders", alias="live", version="3") == 0
    assert metrics["Errors"].sum() == 0


def test_one_series_is_found_under_each_of_its_dimension_sets() -> None:
    metrics = Metrics()
    series = metrics.series("Errors", ({}, ORDERS), unit="Count")
    series.add(1, NOON)
    assert series is metrics.series("Errors", ({}, ORDERS), unit="Count")
    assert metrics["Errors"].sum() == metrics["Errors"].sum(function="orders") == 1


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, 7), (NOON, None, 7), (NOON + 1, None, 6), (NOON + 60, None, 4), (NOON + 61, None, 0),
        (None, NOON, 0), (None, NOON + 1, 1), (None, NOON + 60, 3), (NOON + 1, NOON + 60, 2), (NOON + 59, NOON + 61, 6),
    ],
)  # fmt: skip
def test_a_span_begins_with_its_start_and_ends_before_its_end(start: float, end: float, expected: float) -> None:
    duration = written((NOON, 1), (NOON + 59, 2), (NOON + 60, 4))["Duration"]
    assert duration.sum(function="orders", start=start, end=end) == expected
    aware = {
        name: datetime.fromtimestamp(moment, timezone.utc)
        for name, moment in (("start", start), ("end", end))
        if moment is not None
    }
    assert duration.sum(function="orders", **aware) == expected


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="has no time zone"):
        Metrics()["Errors"].sum(start=datetime(2026, 1, 1))


@pytest.mark.parametrize(("p", "expected"), [(0, 1), (50, 50), (90, 90), (99, 99), (99.5, 100), (100, 100)])
def test_percentiles_are_values_that_occurred(p: float, expected: float) -> None:
    duration = written(*((NOON, value) for value in range(100, 0, -1)))["Duration"]
    assert duration.percentile(p, function="orders") == expected


@pytest.mark.parametrize("p", [-1, 100.5, math.nan])
def test_a_percentile_outside_its_range_is_refused(p: float) -> None:
    with pytest.raises(ConfigurationError, match="from 0 to 100"):
        Metrics()["Duration"].percentile(p)


@pytest.mark.parametrize("period", [0, 59, 61, -60, 60.0, True])
def test_a_period_is_a_multiple_of_a_minute(period: int) -> None:
    with pytest.raises(ConfigurationError, match="multiple of 60"):
        Metrics()["Duration"].statistics(period)


class TestForgottenDataPoints:
    def test_statistics_of_whole_minutes_stay_exact(self) -> None:
        duration = written(*((NOON + second, 1) for second in range(600)), retain=10)["Duration"]
        assert duration.sum(function="orders") == 600
        assert duration.sum(function="orders", start=NOON + 60, end=NOON + 180) == 120

    def test_what_needs_single_ones_is_refused(self) -> None:
        duration = written(*((NOON + second, 1) for second in range(600)), retain=10)["Duration"]
        for query in (duration.datapoints, lambda **where: duration.percentile(95, **where)):
            with pytest.raises(NotSimulated, match=r"retain_datapoints"):
                query(function="orders")
        with pytest.raises(NotSimulated, match=r"2026-01-01T12:09:\d\d\+00:00 are no longer kept"):
            duration.sum(function="orders", start=NOON + 1)

    def test_the_newest_are_there(self) -> None:
        duration = written(*((NOON + second, second) for second in range(600)), retain=10)["Duration"]
        assert duration.percentile(0, function="orders", start=NOON + 590) == 590
        assert duration.sum(function="orders", start=NOON + 598) == 598 + 599

    def test_none_need_be_kept(self) -> None:
        duration = written((NOON, 1), (NOON, 2), retain=0)["Duration"]
        assert duration.average(function="orders") == 1.5
        with pytest.raises(NotSimulated):
            duration.datapoints(function="orders")

    @pytest.mark.parametrize("retain", [-1, 1.5, True])
    def test_the_number_is_checked(self, retain: int) -> None:
        with pytest.raises(ConfigurationError, match="retain_datapoints"):
            Metrics(retain_datapoints=retain)


class TestNamespaces:
    def test_names_are_plain_dimensions_in_a_namespace_of_ones_own(self) -> None:
        metrics = Metrics()
        metrics.put("Orders", 2, NOON, dimensions={"function": "checkout", "my key": "a"}, namespace="Shop")
        assert metrics.namespaces == ("AWS/Lambda", "Shop")
        assert metrics.namespace("Shop").names == ("Orders",)
        assert metrics.namespace("Shop")["Orders"].sum(function="checkout", **{"my key": "a"}) == 2
        assert metrics.namespace("Shop")["Orders"].sum(function="checkout", **{"my key": "b"}) == 0

    def test_other_dimensions_than_written_are_refused_with_those_that_are(self) -> None:
        metrics = Metrics()
        metrics.put("Orders", 2, NOON, dimensions={"service": "shop"}, namespace="Shop")
        with pytest.raises(UnknownMetric, match=r"(?s)Orders is not written with no dimension: .* service\."):
            metrics.namespace("Shop")["Orders"].sum()

    def test_an_unknown_namespace_names_the_nearest(self) -> None:
        metrics = Metrics()
        metrics.put("Orders", 2, NOON, namespace="MyShop")
        with pytest.raises(UnknownMetric, match="Did you mean 'MyShop'"):
            metrics.namespace("myshop")

    def test_a_metric_of_another_namespace_is_pointed_at(self) -> None:
        metrics = Metrics()
        metrics.put("Orders", 2, NOON, namespace="MyShop")
        with pytest.raises(UnknownMetric, match=r"metrics\.namespace\('MyShop'\)\['Orders'\]"):
            metrics["Orders"]


class TestMistakes:
    @pytest.mark.parametrize(
        ("name", "meant"),
        [("Error", "Errors"), ("invocations", "Invocations"), ("AsyncEventDropped", "AsyncEventsDropped")],
    )
    def test_an_unknown_name_names_the_nearest(self, name: str, meant: str) -> None:
        with pytest.raises(UnknownMetric, match=f"Did you mean '{meant}'"):
            Metrics()[name]

    def test_a_name_like_no_other_lists_all(self) -> None:
        with pytest.raises(UnknownMetric, match="AWS/Lambda has no metric 'Zzz'. Known: AsyncEventAge"):
            Metrics()["Zzz"]

    @pytest.mark.parametrize(
        ("name", "where"),
        [
            ("Errors", {"FunktionName": "orders"}),
            ("Errors", {"EventSourceMappingUUID": "a"}),
            ("PolledEventCount", {"function": "orders"}),
            ("UnreservedConcurrentExecutions", {"function": "orders"}),
            ("ProvisionedConcurrencyUtilization", {"function": "orders"}),
        ],
    )
    def test_dimensions_that_a_metric_never_has(self, name: str, where: dict[str, str]) -> None:
        with pytest.raises(UnknownMetric, match=f"{name} is not written with"):
            Metrics()[name].sum(**where)

    @pytest.mark.parametrize("where", [{"version": "3"}, {"alias": "live"}])
    def test_a_version_or_alias_of_no_function(self, where: dict[str, str]) -> None:
        with pytest.raises(ConfigurationError, match="give function="):
            Metrics()["Errors"].sum(**where)

    def test_resource_and_alias_at_once(self) -> None:
        with pytest.raises(ConfigurationError, match="say the same"):
            Metrics()["Errors"].sum(function="orders", resource="orders:live", alias="live")

    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
    def test_values_are_finite(self, value: float) -> None:
        with pytest.raises(ConfigurationError, match="not a finite number"):
            Metrics().put("Errors", value, NOON)

    def test_units_are_cloudwatchs(self) -> None:
        with pytest.raises(ConfigurationError, match="unknown unit 'ms'"):
            Metrics().put("Duration", 1, NOON, unit="ms")

    def test_a_query_that_was_not_called_says_so(self) -> None:
        assert repr(Metrics()["Errors"].sum) == "<sum of Errors: call it, say .sum()>"


def test_each_lambda_metric_has_a_unit_of_cloudwatch() -> None:
    assert {kind.unit for kind in LAMBDA_METRICS.values()} <= set(UNITS)


@given(points, st.integers(1, 5))
@settings(max_examples=60)
def test_the_buckets_add_up_to_the_points(values: list[tuple[int, int]], minutes: int) -> None:
    duration = written(*values)["Duration"]
    periods = duration.statistics(60 * minutes, function="orders")
    assert sum(one.sum for one in periods) == duration.sum(function="orders") == sum(value for _, value in values)
    assert sum(one.sample_count for one in periods) == duration.sample_count(function="orders") == len(values)
    assert [one.epoch for one in periods] == sorted({epoch // (60 * minutes) * 60 * minutes for epoch, _ in values})
    for one in periods:
        inside = [value for epoch, value in values if one.epoch <= epoch < one.epoch + one.period]
        assert (one.minimum, one.maximum) == (min(inside), max(inside))


@given(points, st.integers(-10, 1_100), st.integers(-10, 1_100))
@settings(max_examples=60)
def test_any_span_gives_what_lies_inside(values: list[tuple[int, int]], start: int, end: int) -> None:
    duration = written(*values)["Duration"]
    inside = [value for epoch, value in values if start <= epoch < end]
    assert duration.sum(function="orders", start=start, end=end) == sum(inside)
    assert duration.sample_count(function="orders", start=start, end=end) == len(inside)
    assert duration.maximum(function="orders", start=start, end=end) == (max(inside) if inside else None)
    assert sorted(point.value for point in duration.datapoints(function="orders", start=start, end=end)) == sorted(inside)


@given(points, st.integers(0, 20), st.integers(0, 16))
@settings(max_examples=60)
def test_whatever_is_forgotten_an_answer_is_right(values: list[tuple[int, int]], retain: int, minute: int) -> None:
    duration = written(*values, retain=retain)["Duration"]
    start = minute * 60
    inside = [value for epoch, value in values if start <= epoch]
    assert duration.sum(function="orders", start=start) == sum(inside)
    try:
        single = duration.datapoints(function="orders", start=start)
    except NotSimulated:
        assert len(values) > retain
    else:
        assert sorted(point.value for point in single) == sorted(inside)
