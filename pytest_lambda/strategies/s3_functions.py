"""What S3 Object Lambda access points and S3 Batch Operations send."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.s3_batch import s3_batch
from pytest_lambda.events.builders.s3_object_lambda import s3_object_lambda
from pytest_lambda.events.shapes.s3_batch import S3BatchEvent
from pytest_lambda.events.shapes.s3_object_lambda import S3ObjectLambdaEvent
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

#: with spaces, plus signs and whatever else people put into keys
_KEYS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
_IDENTITIES = st.sampled_from(["AssumedRole", "IAMUser"])
_PAYLOADS = st.text(max_size=20)
_VERSIONS = st.none() | st.text("abcdefghijklmnopqrstuvwxyzABCDE0123456789._", min_size=32, max_size=32)
_ARGUMENTS = st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8), max_size=3)


def s3_object_lambda_events(
    *,
    keys: Any = None,
    operations: Any = None,
    payloads: Any = None,
    identity_types: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[S3ObjectLambdaEvent]:
    """Requests to S3 Object Lambda access points.

    Args:
        keys: a strategy for keys, as they are in the bucket.
        operations: a strategy for `"GetObject"`, `"HeadObject"`, `"ListObjects"` and `"ListObjectsV2"`.
        payloads: a strategy for what the access point's configuration has for the function.
        identity_types: a strategy for `"AssumedRole"` and `"IAMUser"`.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)
    known = st.sampled_from(["GetObject", "HeadObject", "ListObjects", "ListObjectsV2"])
    drawn = st.tuples(
        strategy(keys, _KEYS, "keys"),
        strategy(operations, known, "operations"),
        strategy(payloads, _PAYLOADS, "payloads"),
        strategy(identity_types, _IDENTITIES, "identity_types"),
    )

    def build(parts: tuple[str, str, str, str]) -> S3ObjectLambdaEvent:
        key, operation, payload, kind = parts
        listing = operation.startswith("List")
        return s3_object_lambda(
            None if listing else key,
            operation=operation,
            query={"prefix": key} if listing else None,
            payload=payload,
            identity_type=kind,
            world=surroundings,
        )

    return drawn.map(build)


def s3_batch_events(
    *,
    keys: Any = None,
    version_ids: Any = None,
    user_arguments: Any = None,
    invocation_schema_version: str = "2.0",
    bucket: str = "orders",
    world: World | None = None,
) -> st.SearchStrategy[S3BatchEvent]:
    """Tasks of jobs of S3 Batch Operations.

    Args:
        keys: a strategy for keys, as they are in the bucket.
        version_ids: a strategy for versions; None is an object without one.
        user_arguments: a strategy for what a job's creator gives to the function; of schema 2.0.
        invocation_schema_version: `1.0` or `2.0`.
        bucket: its name.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)
    own = _ARGUMENTS if invocation_schema_version == "2.0" else st.none()
    drawn = st.fixed_dictionaries(
        {
            "key": strategy(keys, _KEYS, "keys"),
            "version_id": strategy(version_ids, _VERSIONS, "version_ids"),
            "user_arguments": strategy(user_arguments, own, "user_arguments"),
        }
    )
    return drawn.map(
        lambda parts: s3_batch(
            **parts, bucket=bucket, invocation_schema_version=invocation_schema_version, world=surroundings
        )
    )
