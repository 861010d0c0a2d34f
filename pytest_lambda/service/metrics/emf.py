"""Metrics that a function prints: CloudWatch's embedded metric format.

Source: CloudWatch User Guide, Specification: Embedded metric format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from json import loads
from typing import NamedTuple, NoReturn

from pytest_lambda.service.metrics.emf_document import EmfPoint, Fault, check_document
from pytest_lambda.service.metrics.store import Metrics

#: what a log record has in front of its message (G52). The specification allows metadata of Lambda's own there.
_RECORD_PREFIX = re.compile(r"\[[A-Z]+\]\t[^\t]*\t[^\t]*\t(?=\{)")

_MEMBER = re.compile(r'"_aws"\s*:')

#: bytes of a log event; CloudWatch Logs quotas
_EVENT_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class EmfProblem:
    """What is wrong with a line that means to be a document in the embedded metric format.

    Attributes:
        line: the whole line.
        wrong: what is wrong.
        mend: how to mend it.
    """

    line: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.wrong}\n{self.mend}\nThe line: {self.line}"


class Extracted(NamedTuple):
    """What some log lines hold.

    Attributes:
        points: the data points, in the order of the lines.
        problems: what is wrong. A line with a problem gives no data points.
    """

    points: tuple[EmfPoint, ...]
    problems: tuple[EmfProblem, ...]


def scan(lines: Iterable[str], epoch: float) -> Extracted:
    """Read the documents among log lines; lines that mean to be nothing of the kind are passed over.

    Args:
        lines: as the function wrote them.
        epoch: virtual seconds since 1970; CloudWatch refuses what is too far from it.
    """
    points: list[EmfPoint] = []
    problems: list[EmfProblem] = []
    for line in lines:
        if "_aws" in line:
            found = parse(line, epoch)
            points += found.points
            problems += found.problems
    return Extracted(tuple(points), tuple(problems))


def parse(line: str, epoch: float) -> Extracted:
    """Read one log line.

    Args:
        line: as the function wrote it.
        epoch: virtual seconds since 1970.
    """
    line = line.rstrip("\n")
    points, faults = _read(line, epoch)
    return Extracted(tuple(points), tuple(EmfProblem(line, fault.wrong, fault.mend) for fault in faults))


def put(metrics: Metrics, points: Iterable[EmfPoint]) -> None:
    """Write data points that were read."""
    for point in points:
        metrics.put(
            point.name,
            point.value,
            point.epoch,
            dimensions=dict(point.dimensions),
            unit=point.unit,
            namespace=point.namespace,
        )


class _NotJson(ValueError):
    """NaN and the infinities, which Python writes and JSON does not have."""


def _read(line: str, epoch: float) -> tuple[list[EmfPoint], list[Fault]]:
    fault = _disguised(line)
    if fault:
        return [], [fault]
    if not _MEMBER.search(line):
        return [], []
    text = _RECORD_PREFIX.sub("", line, count=1)
    try:
        document = loads(text, parse_constant=_refuse)
    except _NotJson as error:
        return [], [Fault(f"{error} is not JSON.", "Leave the metric out when there is no number, or write another.")]
    except (ValueError, RecursionError) as error:
        return [], [_broken(text, error)]
    if not isinstance(document, dict) or "_aws" not in document:
        return [], []
    if len(line.encode("utf-8", "replace")) > _EVENT_BYTES:
        return [], [Fault(f"The line has more than {_EVENT_BYTES} bytes.", "Write several documents.")]
    return check_document(document, epoch)


def _refuse(constant: str) -> NoReturn:
    raise _NotJson(constant)


def _disguised(line: str) -> Fault | None:
    """A document that CloudWatch does not recognise, so that its metrics are lost without a word."""
    if '\\"_aws\\"' in line and '\\"CloudWatchMetrics\\"' in line:
        return Fault(
            "The document is text inside another JSON object, as it is when it is logged in the log format JSON: "
            "CloudWatch extracts nothing.",
            "Write it with print(json.dumps(document)).",
        )
    if "'_aws'" in line and "'CloudWatchMetrics'" in line:
        return Fault(
            "The document is Python's repr of a dict, not JSON: CloudWatch extracts nothing.",
            "Write it with print(json.dumps(document)).",
        )
    return None


def _broken(text: str, error: Exception) -> Fault:
    if not text.startswith("{"):
        return Fault(
            "The line has text in front of the document, or is only a part of it.",
            "Write the document alone on one line: print(json.dumps(document)), without indent=.",
        )
    extra = isinstance(error, json.JSONDecodeError) and error.msg == "Extra data"
    return Fault(
        "The line has text after the document." if extra else f"The line is not one JSON object: {error}.",
        "Write the document alone on one line: print(json.dumps(document)), without indent=.",
    )
