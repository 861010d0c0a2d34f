"""The metrics of the namespace AWS/Lambda: their units, and the dimensions they are written with."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from pytest_lambda.errors import ConfigurationError

NAMESPACE = "AWS/Lambda"

#: Developer Guide, viewing metrics: across all functions, by function, by resource, by executed version
ACCOUNT: frozenset[str] = frozenset()
FUNCTION = frozenset({"FunctionName"})
RESOURCE = frozenset({"FunctionName", "Resource"})
EXECUTED_VERSION = frozenset({"FunctionName", "Resource", "ExecutedVersion"})
MAPPING = frozenset({"EventSourceMappingUUID"})

_EVERYWHERE = (ACCOUNT, FUNCTION, RESOURCE, EXECUTED_VERSION)


class UnknownMetric(ConfigurationError):
    """No metric of this name, or none with these dimensions, can exist."""


@dataclass(frozen=True, slots=True)
class MetricKind:
    """What is known of one metric before anything is written.

    Attributes:
        unit: CloudWatch's name of the unit.
        dimension_names: each combination of dimensions that data points are written with.
    """

    unit: str = "Count"
    dimension_names: tuple[frozenset[str], ...] = _EVERYWHERE


_COUNT = MetricKind()
_MILLISECONDS = MetricKind("Milliseconds")
_OF_ACCOUNT = MetricKind(dimension_names=(ACCOUNT,))
_OF_RESOURCE = MetricKind(dimension_names=(RESOURCE, EXECUTED_VERSION))
_OF_MAPPING = MetricKind(dimension_names=(MAPPING,))

#: H19, the metrics of Managed Instances, are not here: Managed Instances are not simulated.
LAMBDA_METRICS: dict[str, MetricKind] = {
    "Invocations": _COUNT,  # H1
    "Errors": _COUNT,  # H2
    "Throttles": _COUNT,  # H3
    "Duration": _MILLISECONDS,  # H4
    "PostRuntimeExtensionsDuration": _MILLISECONDS,  # H5
    "IteratorAge": _MILLISECONDS,  # H6
    "OffsetLag": _COUNT,  # H7
    "ConcurrentExecutions": _COUNT,  # H8
    "UnreservedConcurrentExecutions": _OF_ACCOUNT,  # H8
    "ProvisionedConcurrentExecutions": _OF_RESOURCE,  # H9
    "ProvisionedConcurrencyUtilization": _OF_RESOURCE,  # H9
    "ProvisionedConcurrencyInvocations": _COUNT,  # H9
    "ProvisionedConcurrencySpilloverInvocations": _COUNT,  # H9
    "ClaimedAccountConcurrency": _OF_ACCOUNT,  # H10
    "AsyncEventsReceived": _COUNT,  # H11
    "AsyncEventAge": _MILLISECONDS,  # H12
    "AsyncEventsDropped": _COUNT,  # H13
    "DeadLetterErrors": _COUNT,  # H14
    "DestinationDeliveryFailures": _COUNT,  # H15
    "RecursiveInvocationsDropped": _COUNT,  # H16
    "PolledEventCount": _OF_MAPPING,  # H17, and those below
    "FilteredOutEventCount": _OF_MAPPING,
    "InvokedEventCount": _OF_MAPPING,
    "FailedInvokeEventCount": _OF_MAPPING,
    "DroppedEventCount": _OF_MAPPING,
    "OnFailureDestinationDeliveredEventCount": _OF_MAPPING,
    "DeletedEventCount": _OF_MAPPING,
}

#: CloudWatch API reference, MetricDatum, Unit
UNITS = (
    "Seconds", "Microseconds", "Milliseconds",
    "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes",
    "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count",
    "Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second",
    "Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second",
    "Count/Second", "None",
)  # fmt: skip


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like the given one, if any is, whatever the case of their letters."""
    lowered = {candidate.lower(): candidate for candidate in known}
    found = difflib.get_close_matches(word.lower(), lowered, n=1)
    return lowered[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, or nothing."""
    found = nearest(word, known)
    return f" Did you mean {found!r}?" if found else ""


def listed(words: Iterable[str]) -> str:
    """The words in order, for a message."""
    return ", ".join(sorted(words)) or "none"
