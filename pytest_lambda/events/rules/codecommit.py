"""The rules of CodeCommit's events (AWS: Using Lambda with CodeCommit)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts, is_uuid
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.codecommit import CodeCommitEvent

_COMMIT = re.compile("[0-9a-f]{40}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")

book = Rulebook(
    "codecommit",
    CodeCommitEvent,
    lambda event: event["Records"][0]["eventSource"] == "aws:codecommit",
    shape_rule="CC-shape",
)
BOOKS = (book,)


@book.record_rule("CC-arn", "The ARN is that of a repository in `awsRegion`.")
def _arn(record: Any) -> Iterator[Finding]:
    arn = arn_parts(record["eventSourceARN"])
    if arn is None or arn.service != "codecommit" or arn.region != record["awsRegion"]:
        yield "eventSourceARN", f"is {record['eventSourceARN']!r}, expected a repository in {record['awsRegion']}"


@book.record_rule("CC-reference", "A reference is `refs/…`, and a commit has 40 hexadecimal digits.")
def _reference(record: Any) -> Iterator[Finding]:
    for number, reference in enumerate(record["codecommit"]["references"]):
        if not reference["ref"].startswith("refs/"):
            yield f"codecommit.references[{number}].ref", f"is {reference['ref']!r}, expected 'refs/heads/…'"
        if not _COMMIT.fullmatch(reference["commit"]):
            yield f"codecommit.references[{number}].commit", f"is {reference['commit']!r}, expected 40 digits"


@book.record_rule("CC-time", "`eventTime` is like `2026-01-31T12:00:00.000+0000`.")
def _time(record: Any) -> Iterator[Finding]:
    if not _TIME.fullmatch(record["eventTime"]):
        yield "eventTime", f"is {record['eventTime']!r}, expected a time such as '2026-01-31T12:00:00.000+0000'"


@book.record_rule("CC-uuid", "`eventId` is a UUID.")
def _uuid(record: Any) -> Iterator[Finding]:
    if not is_uuid(record["eventId"]):
        yield "eventId", f"is {record['eventId']!r}, expected a UUID"
