"""All metrics of one account in one region, and how a test asks for them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.metrics.metric import Metric
from pytest_lambda.service.metrics.names import (
    LAMBDA_METRICS,
    NAMESPACE,
    UNITS,
    UnknownMetric,
    did_you_mean,
    listed,
)
from pytest_lambda.service.metrics.series import Dimensions, Series, ordered

#: single data points that are kept of each series
RETAIN_DATAPOINTS = 100_000


class Metrics:
    """The CloudWatch metrics of one account in one region.

    `metrics["Errors"]` is a metric that Lambda writes; `metrics.namespace("MyApp")["Orders"]` is one that a
    function wrote in the embedded metric format. A value is found with exactly the dimensions it was written
    with, as in CloudWatch.

    Args:
        retain_datapoints: how many single data points are kept of each metric and dimension set, for
            percentiles. Sums, counts, minima and maxima are right however many there are.
    """

    def __init__(self, *, retain_datapoints: int = RETAIN_DATAPOINTS) -> None:
        if isinstance(retain_datapoints, bool) or not isinstance(retain_datapoints, int) or retain_datapoints < 0:
            raise ConfigurationError(f"retain_datapoints={retain_datapoints!r}: expected an integer, 0 or more.")
        self._retain = retain_datapoints
        self._namespaces: dict[str, Namespace] = {NAMESPACE: Namespace(NAMESPACE, self)}
        self._series: dict[tuple[str, str, str, tuple[Dimensions, ...]], Series] = {}
        #: series by whatever key their writer likes, since looking one up by its dimensions costs more than adding
        self.cached: dict[Hashable, Series] = {}
        #: likewise, those that are written together
        self.groups: dict[Hashable, tuple[Series, ...]] = {}

    def put(
        self,
        name: str,
        value: float,
        epoch: float,
        *,
        dimensions: Mapping[str, str] | None = None,
        unit: str = "None",
        namespace: str = NAMESPACE,
    ) -> None:
        """Write one data point with one dimension set.

        Args:
            name: of the metric.
            value: a finite number.
            epoch: virtual seconds since 1970.
            dimensions: names and values.
            unit: one of CloudWatch's units.
            namespace: of the metric.
        """
        if not math.isfinite(value):
            raise ConfigurationError(f"{name}: the value {value!r} is not a finite number; CloudWatch refuses it.")
        self.series(name, (dimensions or {},), unit=unit, namespace=namespace).add(value, epoch)

    def series(
        self, name: str, dimension_sets: Iterable[Mapping[str, str]], *, unit: str, namespace: str = NAMESPACE
    ) -> Series:
        """The series that is found under each of the dimension sets, made if there is none; for writers."""
        sets = tuple(ordered(dimensions) for dimensions in dimension_sets)
        key = (namespace, name, unit, sets)
        found = self._series.get(key)
        if found is None:
            if unit not in UNITS:
                raise ConfigurationError(f"{name}: unknown unit {unit!r}: expected one of {', '.join(UNITS)}.")
            found = self._series[key] = Series(unit, sets, self._retain)
            self._namespaces.setdefault(namespace, Namespace(namespace, self)).register(name, found)
        return found

    def namespace(self, name: str) -> Namespace:
        """The metrics of one namespace.

        Raises:
            UnknownMetric: nothing has been written there.
        """
        try:
            return self._namespaces[name]
        except KeyError:
            raise UnknownMetric(
                f"No metric has been written to the namespace {name!r}.{did_you_mean(name, self._namespaces)} "
                f"Known: {listed(self._namespaces)}."
            ) from None

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces, AWS/Lambda first."""
        return tuple(self._namespaces)

    @property
    def names(self) -> tuple[str, ...]:
        """The metrics of AWS/Lambda that have data."""
        return self._namespaces[NAMESPACE].names

    def __getitem__(self, name: str) -> Metric:
        lambda_metrics = self._namespaces[NAMESPACE]
        if name not in lambda_metrics:
            for namespace in self._namespaces.values():
                if name in namespace:
                    raise UnknownMetric(
                        f"{name!r} is not a metric of {NAMESPACE}, but one of the namespace {namespace.name!r}: "
                        f"ask for metrics.namespace({namespace.name!r})[{name!r}]."
                    )
        return lambda_metrics[name]

    def __contains__(self, name: object) -> bool:
        return name in self._namespaces[NAMESPACE]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __repr__(self) -> str:
        return f"<Metrics of {listed(self._namespaces)}>"


class Namespace:
    """The metrics of one namespace, by name."""

    def __init__(self, name: str, metrics: Metrics) -> None:
        self.name = name
        self._metrics = metrics
        self._by_dimensions: dict[str, dict[Dimensions, list[Series]]] = {}

    def register(self, name: str, series: Series) -> None:
        """Let a series be found under each of its dimension sets."""
        sets = self._by_dimensions.setdefault(name, {})
        for dimensions in series.dimension_sets:
            sets.setdefault(dimensions, []).append(series)

    @property
    def names(self) -> tuple[str, ...]:
        """The metrics that have data."""
        return tuple(name for name, sets in self._by_dimensions.items() if sets)

    def __getitem__(self, name: str) -> Metric:
        if name not in self:
            known = {*self.names, *(LAMBDA_METRICS if self.name == NAMESPACE else ())}
            raise UnknownMetric(
                f"{self.name} has no metric {name!r}.{did_you_mean(name, known)} Known: {listed(known)}."
            )
        return Metric(name, self.name, self._by_dimensions.setdefault(name, {}))

    def __contains__(self, name: object) -> bool:
        return name in self.names or (self.name == NAMESPACE and name in LAMBDA_METRICS)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __repr__(self) -> str:
        return f"<Namespace {self.name}: {listed(self.names)}>"
