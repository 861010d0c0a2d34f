"""Events of S3 Batch Operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.s3_objects import checked_key, encoded_key
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.s3_batch import S3BatchEvent
from pytest_lambda.world import World


def s3_batch(
    key: str = "reports/2026/summary.txt",
    *,
    bucket: str = "orders",
    version_id: str | None = None,
    invocation_schema_version: str = "1.0",
    user_arguments: Mapping[str, str] | None = None,
    world: World | None = None,
    **fields: Any,
) -> S3BatchEvent:
    """A task of a job of S3 Batch Operations: S3 invokes the function with one object at a time.

    Args:
        key: of the object, as it is in the bucket.
        bucket: its name.
        version_id: of the object, if the bucket has versions.
        invocation_schema_version: `1.0` or `2.0`, as the job says.
        user_arguments: what the job's creator gives to the function; of schema 2.0.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event, and of its task. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such schema, or S3 takes no such key.
    """
    if invocation_schema_version not in ("1.0", "2.0"):
        raise EventError(f"invocation_schema_version is {invocation_schema_version!r}: expected '1.0' or '2.0'.")
    if user_arguments is not None and invocation_schema_version == "1.0":
        raise EventError("Only schema 2.0 has user_arguments: expected invocation_schema_version='2.0' with them.")
    key = checked_key(key)
    scene = Scene(world, 0, "s3_batch", key, bucket, version_id)
    given = fields_of("s3_batch", fields, parameters_of(s3_batch))
    job = given.at("job")
    made = {"id": job("id", scene.ids.uuid())}
    if invocation_schema_version == "2.0":
        made["userArguments"] = job("userArguments", ABSENT if user_arguments is None else dict(user_arguments))
    task = _task(scene, given, key, bucket, version_id, invocation_schema_version)
    return cast(
        S3BatchEvent,
        given.done(
            {
                "invocationSchemaVersion": given("invocationSchemaVersion", invocation_schema_version),
                "invocationId": given("invocationId", base64_text(scene.ids.bytes(36))),
                "job": job.done(made),
                "tasks": given("tasks", [task]),
            }
        ),
    )


def _task(scene: Scene, fields: Fields, key: str, bucket: str, version_id: str | None, schema: str) -> dict[str, Any]:
    made = {
        "taskId": fields("taskId", base64_text(scene.ids.bytes(15))),
        "s3Key": fields("s3Key", encoded_key(key)),
        "s3VersionId": fields("s3VersionId", version_id),
    }
    if schema == "1.0":
        made["s3BucketArn"] = fields("s3BucketArn", f"arn:{scene.partition}:s3:::{bucket}")
    else:
        made["s3Bucket"] = fields("s3Bucket", bucket)
    return {name: value for name, value in made.items() if value is not ABSENT}
