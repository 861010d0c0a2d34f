"""One metric, and the queries that a test asks it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.metrics.names import LAMBDA_METRICS, NAMESPACE, UnknownMetric
from pytest_lambda.service.metrics.selection import Moment, Selection, Statistics, seconds
from pytest_lambda.service.metrics.series import DataPoint, Dimensions, Series, ordered

Result = TypeVar("Result")


class Query(Generic[Result]):
    """A statistic of a metric that is to be called with what to select."""

    __slots__ = ("_compute", "_metric", "_name")

    def __init__(self, metric: Metric, name: str, compute: Callable[[Selection], Result]) -> None:
        self._metric = metric
        self._name = name
        self._compute = compute

    def __call__(
        self,
        *,
        function: str | None = None,
        version: str | None = None,
        alias: str | None = None,
        resource: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        **dimensions: str,
    ) -> Result:
        """Compute it; the arguments are those of `Metric.select`."""
        return self._compute(
            self._metric.select(
                function=function, version=version, alias=alias, resource=resource, start=start, end=end, **dimensions
            )
        )

    def __repr__(self) -> str:
        return f"<{self._name} of {self._metric.name}: call it, say .{self._name}()>"


class Metric:
    """One metric. Each query takes the arguments of `select`.

    Attributes:
        name: of the metric.
        namespace: `AWS/Lambda`, or one of the user's own.
        sum: of the values; 0.0 without data points.
        average: of the values; None without data points.
        minimum, maximum: of the values; None without data points.
        sample_count: how many data points there are.
        datapoints: the data points themselves, oldest first.
    """

    def __init__(self, name: str, namespace: str, written: Mapping[Dimensions, Sequence[Series]]) -> None:
        self.name = name
        self.namespace = namespace
        self._written = written
        self.sum: Query[float] = Query(self, "sum", lambda chosen: chosen.total().sum)
        self.average: Query[float | None] = Query(self, "average", _average)
        self.minimum: Query[float | None] = Query(self, "minimum", _minimum)
        self.maximum: Query[float | None] = Query(self, "maximum", _maximum)
        self.sample_count: Query[int] = Query(self, "sample_count", lambda chosen: chosen.total().sample_count)
        self.datapoints: Query[tuple[DataPoint, ...]] = Query(self, "datapoints", Selection.datapoints)

    def select(
        self,
        *,
        function: str | None = None,
        version: str | None = None,
        alias: str | None = None,
        resource: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        **dimensions: str,
    ) -> Selection:
        """The data points that were written with exactly these dimensions, as CloudWatch has them.

        Without any, those across all functions. In a namespace of the user's own, `function`, `version`, `alias`
        and `resource` are dimensions of these names.

        Args:
            function: name of a function (`FunctionName`).
            version: a version, whether invoked by its number or through an alias. CloudWatch keeps the two apart:
                ask for `resource="name:3"`, or for `alias=` and `version=` (`ExecutedVersion`), to have one of them.
            alias: an alias (`Resource` is `name:alias`).
            resource: the dimension `Resource` as AWS writes it.
            start: from this moment on: an aware datetime, or seconds since 1970.
            end: before this moment.
            dimensions: others, by CloudWatch's names, say `EventSourceMappingUUID`.

        Raises:
            UnknownMetric: the metric is never written with dimensions of these names.
        """
        chosen = {"function": function, "version": version, "alias": alias, "resource": resource}
        given = {name: value for name, value in chosen.items() if value is not None}
        if self.namespace == NAMESPACE:
            given = _lambda_dimensions(**given)
        wanted = ordered({**given, **dimensions})
        if wanted not in self._written:
            self._check_names(wanted)
        series = list(self._written.get(wanted, ()))
        if self.namespace == NAMESPACE and function is not None and version is not None and not (alias or resource):
            series += self._through_aliases(function, version)
        return Selection(self.name, series, seconds(start, -math.inf, "start"), seconds(end, math.inf, "end"))

    def percentile(
        self,
        p: float,
        *,
        function: str | None = None,
        version: str | None = None,
        alias: str | None = None,
        resource: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        **dimensions: str,
    ) -> float | None:
        """The smallest value that at least p percent of the values do not exceed; None without data points.

        Raises:
            NotSimulated: single data points of this span are no longer kept (`retain_datapoints`).
        """
        return self.select(
            function=function, version=version, alias=alias, resource=resource, start=start, end=end, **dimensions
        ).percentile(p)

    def statistics(
        self,
        period: int = 60,
        *,
        function: str | None = None,
        version: str | None = None,
        alias: str | None = None,
        resource: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        **dimensions: str,
    ) -> tuple[Statistics, ...]:
        """The statistics of each period that has data points, oldest first.

        Args:
            period: seconds, a multiple of 60.
        """
        return self.select(
            function=function, version=version, alias=alias, resource=resource, start=start, end=end, **dimensions
        ).statistics(period)

    def _through_aliases(self, function: str, version: str) -> Iterator[Series]:
        routed = {("FunctionName", function), ("ExecutedVersion", version)}
        for dimensions, series in self._written.items():
            if routed.issubset(dimensions):
                yield from series

    def _check_names(self, wanted: Dimensions) -> None:
        names = frozenset(name for name, _ in wanted)
        possible = {frozenset(name for name, _ in dimensions) for dimensions in self._written}
        if self.namespace == NAMESPACE and self.name in LAMBDA_METRICS:
            possible.update(LAMBDA_METRICS[self.name].dimension_names)
        if names not in possible:
            sets = sorted(possible, key=lambda one: (len(one), sorted(one)))
            raise UnknownMetric(
                f"{self.name} is not written with {_dimension_text(names)}: expected one of: "
                f"{'; '.join(map(_dimension_text, sets))}.\nCloudWatch finds a value only with exactly the "
                "dimensions it was written with."
            )

    def __repr__(self) -> str:
        return f"<Metric {self.namespace} {self.name}>"


def resource_of(function: str, *, version: str | None = None, alias: str | None = None) -> str:
    """The dimension `Resource`: `name:alias`, `name:version`, or the name alone for what is invoked unqualified."""
    qualifier = alias or (version if version != "$LATEST" else None)
    return f"{function}:{qualifier}" if qualifier else function


def _lambda_dimensions(
    function: str | None = None, version: str | None = None, alias: str | None = None, resource: str | None = None
) -> dict[str, str]:
    if function is None and resource is not None:
        function = resource.partition(":")[0]
    if function is None:
        if version is not None or alias is not None:
            raise ConfigurationError("version= and alias= belong to a function: give function= as well.")
        return {}
    dimensions = {"FunctionName": function}
    if resource is not None:
        if alias is not None:
            raise ConfigurationError(f"resource={resource!r} and alias={alias!r} say the same: give one of them.")
        dimensions["Resource"] = resource
    elif alias is not None or version is not None:
        dimensions["Resource"] = resource_of(function, version=version, alias=alias)
    if version is not None and (alias is not None or resource is not None):
        dimensions["ExecutedVersion"] = version
    return dimensions


def _average(chosen: Selection) -> float | None:
    total = chosen.total()
    return total.sum / total.sample_count if total.sample_count else None


def _minimum(chosen: Selection) -> float | None:
    total = chosen.total()
    return total.minimum if total.sample_count else None


def _maximum(chosen: Selection) -> float | None:
    total = chosen.total()
    return total.maximum if total.sample_count else None


def _dimension_text(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "no dimension"
