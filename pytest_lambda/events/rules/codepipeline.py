"""The rules of CodePipeline's jobs (AWS: Invoke an AWS Lambda function in a pipeline)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.formats import is_uuid
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.codepipeline import CodePipelineEvent

_JOB = "CodePipeline.job"

book = Rulebook("codepipeline", CodePipelineEvent, lambda event: _JOB in event, shape_rule="CP-shape")
BOOKS = (book,)


@book.rule("CP-uuid", "The job's id is a UUID.")
def _uuid(event: Any) -> Iterator[Finding]:
    if not is_uuid(event[_JOB]["id"]):
        yield f"{_JOB}.id", f"is {event[_JOB]['id']!r}, expected a UUID"


@book.rule("CP-account", "`accountId` has 12 digits.")
def _account(event: Any) -> Iterator[Finding]:
    account = event[_JOB]["accountId"]
    if not (len(account) == 12 and account.isdecimal()):
        yield f"{_JOB}.accountId", f"is {account!r}, expected 12 digits"


@book.rule("CP-artifacts", "Each artifact has a name of its own and a place.")
def _artifacts(event: Any) -> Iterator[Finding]:
    for kind in ("inputArtifacts", "outputArtifacts"):
        seen: set[str] = set()
        for number, artifact in enumerate(event[_JOB]["data"][kind]):
            field = f"{_JOB}.data.{kind}[{number}]"
            if artifact["name"] in seen or not artifact["name"]:
                yield f"{field}.name", f"{artifact['name']!r} is empty or there more than once"
            seen.add(artifact["name"])
            if not all(artifact["location"]["s3Location"].values()):
                yield f"{field}.location.s3Location", "has an empty bucket or key"
