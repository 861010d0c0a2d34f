"""What a document in the embedded metric format has to be, and the data points that it holds.

Source: CloudWatch User Guide, Specification: Embedded metric format, with its JSON schema; CloudWatch API
reference, MetricDatum and Dimension, for lengths, characters and values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from pytest_lambda.service.metrics.names import UNITS, did_you_mean
from pytest_lambda.service.metrics.series import Dimensions, ordered

_METRICS = 100
_VALUES = 100
_DIMENSIONS = 30
_NAME_LENGTH = 255
_DIMENSION_VALUE_LENGTH = 1_024
_LARGEST_VALUE = 2.0**360
_RESOLUTIONS = (1, 60)
#: CloudWatch API reference, PutMetricData: data points from two weeks ago to two hours ahead
_PAST_SECONDS = 14 * 86_400
_FUTURE_SECONDS = 2 * 3_600

#: ASCII without control characters, and not white space alone
_PLAIN = re.compile(r"(?=.*[^ ])[ -~]+")


@dataclass(frozen=True, slots=True)
class EmfPoint:
    """One value of one metric with one dimension set.

    Attributes:
        namespace, name: of the metric.
        value: in that unit.
        unit: CloudWatch's name of the unit.
        dimensions: name and value of each dimension, in the order of the names.
        epoch: seconds since 1970.
        storage_resolution: 60, or 1 for a high-resolution metric.
    """

    namespace: str
    name: str
    value: float
    unit: str
    dimensions: Dimensions
    epoch: float
    storage_resolution: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and how to mend it."""

    wrong: str
    mend: str


def check_document(document: Mapping[str, object], epoch: float) -> tuple[list[EmfPoint], list[Fault]]:
    """The data points of a document, or all that is wrong with it.

    Args:
        document: the root node; it has a member `_aws`.
        epoch: virtual seconds since 1970.
    """
    reader = _Reader(document, epoch)
    points = list(reader.points())
    return ([], reader.faults) if reader.faults else (points, [])


class _Reader:
    """Goes through a document from its root, collecting faults."""

    def __init__(self, root: Mapping[str, object], epoch: float) -> None:
        self._root = root
        self._epoch = epoch
        self.faults: list[Fault] = []

    def points(self) -> Iterator[EmfPoint]:
        metadata = self._root["_aws"]
        if not isinstance(metadata, dict):
            self._fault(f"_aws is {_shown(metadata)}.", "Make it an object with Timestamp and CloudWatchMetrics.")
            return
        timestamp = self._timestamp(metadata)
        directives = metadata.get("CloudWatchMetrics")
        if not isinstance(directives, list):
            what = _shown(directives) if "CloudWatchMetrics" in metadata else "missing"
            self._fault(f"_aws.CloudWatchMetrics is {what}.", "Make it an array of objects.")
            return
        for number, directive in enumerate(directives):
            place = f"_aws.CloudWatchMetrics[{number}]"
            if isinstance(directive, dict):
                yield from self._of_directive(directive, place, timestamp)
            else:
                self._fault(f"{place} is {_shown(directive)}.", "Make it an object.")

    def _timestamp(self, metadata: Mapping[str, object]) -> float:
        stamp = metadata.get("Timestamp")
        if "Timestamp" not in metadata:
            self._fault("_aws.Timestamp is missing.", "Set it to int(time.time() * 1000).")
        elif not _is_number(stamp):
            self._fault(f"_aws.Timestamp is {_shown(stamp)}.", "Make it a number of milliseconds since 1970.")
        elif self._is_near(stamp, 1_000):
            return stamp / 1_000
        else:
            in_seconds = self._is_near(stamp, 1)
            self._fault(
                f"_aws.Timestamp is {_shown(stamp)}: more than two weeks ago, or more than two hours ahead.",
                "It is in seconds: multiply it by 1000." if in_seconds else "Set it to int(time.time() * 1000).",
            )
        return self._epoch

    def _is_near(self, stamp: float, units: int) -> bool:
        return (self._epoch - _PAST_SECONDS) * units <= stamp <= (self._epoch + _FUTURE_SECONDS) * units

    def _of_directive(self, directive: Mapping[str, object], place: str, epoch: float) -> Iterator[EmfPoint]:
        namespace = self._namespace(directive.get("Namespace"), f"{place}.Namespace")
        sets = list(self._dimension_sets(directive.get("Dimensions"), f"{place}.Dimensions"))
        for name, unit, resolution in self._definitions(directive.get("Metrics"), f"{place}.Metrics"):
            for value in self._values(name):
                for dimensions in sets:
                    yield EmfPoint(namespace, name, value, unit, dimensions, epoch, resolution)

    def _namespace(self, namespace: object, place: str) -> str:
        mend = f"Make it a string of 1 to {_NAME_LENGTH} printable ASCII characters that does not begin with a colon."
        if not isinstance(namespace, str):
            self._fault(f"{place} is {_shown(namespace)}.", mend)
            return ""
        if not _is_name(namespace):
            self._fault(f"{place} is {_shown(namespace)}.", mend)
        elif namespace.startswith("AWS/"):
            self._fault(
                f"{place} is {namespace!r}: what begins with AWS/ belongs to AWS's services.", "Choose another name."
            )
        return namespace

    def _dimension_sets(self, sets: object, place: str) -> Iterator[Dimensions]:
        if not isinstance(sets, list) or not sets:
            self._fault(
                f"{place} is {_shown(sets)}.", "Make it an array of arrays of member names; [[]] is no dimension."
            )
            return
        for number, names in enumerate(sets):
            where = f"{place}[{number}]"
            if not isinstance(names, list):
                self._fault(f"{where} is {_shown(names)}.", 'Make it an array of member names, say [["service"]].')
                continue
            if len(names) > _DIMENSIONS:
                self._fault(
                    f"{where} has {len(names)} dimensions.", f"CloudWatch takes at most {_DIMENSIONS}: use fewer."
                )
            yield ordered({str(name): self._dimension(name, where) for name in names})

    def _dimension(self, name: object, place: str) -> str:
        if not isinstance(name, str) or not _is_name(name):
            self._fault(
                f"{place} has the name {_shown(name)}.",
                f"Make it a string of 1 to {_NAME_LENGTH} printable ASCII characters without a colon in front.",
            )
            return ""
        if name not in self._root:
            self._fault(f"The dimension {name!r} of {place} is missing.", f"Set {name!r} at the root of the document.")
            return ""
        value = self._root[name]
        if not isinstance(value, str):
            self._fault(f"The dimension {name!r} is {_shown(value)}.", "Make it a string: str(value).")
            return ""
        if len(value) > _DIMENSION_VALUE_LENGTH or not _PLAIN.fullmatch(value):
            self._fault(
                f"The dimension {name!r} is {_shown(value)}.",
                f"Make it 1 to {_DIMENSION_VALUE_LENGTH} printable ASCII characters, not blanks alone.",
            )
        return value

    def _definitions(self, definitions: object, place: str) -> Iterator[tuple[str, str, int]]:
        if not isinstance(definitions, list):
            self._fault(f"{place} is {_shown(definitions)}.", 'Make it an array of objects, say [{"Name": "Orders"}].')
            return
        if len(definitions) > _METRICS:
            self._fault(
                f"{place} has {len(definitions)} metrics.",
                f"CloudWatch takes at most {_METRICS}: write more documents.",
            )
        for number, definition in enumerate(definitions):
            where = f"{place}[{number}]"
            name = definition.get("Name") if isinstance(definition, dict) else None
            if not isinstance(definition, dict) or not isinstance(name, str) or not 1 <= len(name) <= _NAME_LENGTH:
                self._fault(
                    f"{where} is {_shown(definition)}.",
                    f"Make it an object whose Name is a string of 1 to {_NAME_LENGTH} characters.",
                )
                continue
            yield name, self._unit(definition, name), self._resolution(definition, name)

    def _unit(self, definition: Mapping[str, object], name: str) -> str:
        unit = definition.get("Unit", "None")
        if unit in UNITS:
            return str(unit)
        hint = did_you_mean(unit, UNITS) if isinstance(unit, str) else ""
        self._fault(f"The unit of {name!r} is {_shown(unit)}.{hint}", f"Make it one of {', '.join(UNITS)}.")
        return "None"

    def _resolution(self, definition: Mapping[str, object], name: str) -> int:
        resolution = definition.get("StorageResolution", 60)
        if _is_number(resolution) and resolution in _RESOLUTIONS:
            return int(resolution)
        self._fault(f"The StorageResolution of {name!r} is {_shown(resolution)}.", "Make it 1 or 60, in seconds.")
        return 60

    def _values(self, name: str) -> Iterator[float]:
        if name not in self._root:
            self._fault(f"The metric {name!r} has no value.", f"Set {name!r} at the root of the document.")
            return
        target = self._root[name]
        values = target if isinstance(target, list) else [target]
        if len(values) > _VALUES:
            self._fault(
                f"The metric {name!r} has {len(values)} values.",
                f"CloudWatch takes at most {_VALUES}: write more documents.",
            )
        for value in values:
            if _is_number(value) and abs(value) <= _LARGEST_VALUE:
                yield float(value)
            else:
                self._fault(
                    f"The metric {name!r} has the value {_shown(value)}.",
                    "Make it a number from -2^360 to 2^360, or an array of such numbers.",
                )

    def _fault(self, wrong: str, mend: str) -> None:
        self.faults.append(Fault(wrong, mend))


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_name(name: str) -> bool:
    return len(name) <= _NAME_LENGTH and not name.startswith(":") and _PLAIN.fullmatch(name) is not None


def _shown(value: object) -> str:
    text = "missing or null" if value is None else json.dumps(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
