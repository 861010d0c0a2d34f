"""The rules of what S3 Batch Operations send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts, is_uuid
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.s3_batch import S3BatchEventV1, S3BatchEventV2

book = Rulebook(
    "s3_batch",
    S3BatchEventV1 | S3BatchEventV2,
    lambda event: "invocationSchemaVersion" in event and "tasks" in event,
    shape_rule="SB-shape",
    records="tasks",
)
BOOKS = (book,)


@book.rule("SB-task", "S3 invokes a function with one task at a time.")
def _one_task(event: Any) -> Iterator[Finding]:
    if len(event["tasks"]) != 1:
        yield "tasks", f"has {len(event['tasks'])} tasks, expected one"


@book.rule("SB-job", "The job's id is a UUID.")
def _job(event: Any) -> Iterator[Finding]:
    if not is_uuid(event["job"]["id"]):
        yield "job.id", f"is {event['job']['id']!r}, expected a UUID"


@book.record_rule("SB-bucket", "A bucket's ARN has neither region nor account, and a bucket's name is no ARN.")
def _bucket(task: Any) -> Iterator[Finding]:
    if "s3BucketArn" in task:
        arn = arn_parts(task["s3BucketArn"])
        if arn is None or arn.service != "s3" or arn.region or arn.account:
            yield "s3BucketArn", f"is {task['s3BucketArn']!r}, expected arn:…:s3:::<bucket>"
    if task.get("s3Bucket", "").startswith("arn:"):
        yield "s3Bucket", f"is {task['s3Bucket']!r}, expected the bucket's name"


@book.record_rule("SB-key", "The key is encoded, as it is in a manifest: it has no spaces, and is ASCII.")
def _key(task: Any) -> Iterator[Finding]:
    if not task["s3Key"] or " " in task["s3Key"] or not task["s3Key"].isascii():
        yield "s3Key", f"is {task['s3Key']!r}, expected the encoded key"
