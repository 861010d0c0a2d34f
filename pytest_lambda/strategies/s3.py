"""S3 events."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.s3 import s3, s3_test_event
from pytest_lambda.events.building.s3_event_names import KINDS
from pytest_lambda.events.shapes.s3 import S3Event, S3TestEvent
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

#: not by codec: computing that takes seconds
_CHARACTERS = st.characters(blacklist_categories=["Cs"])
#: keys of up to 1,024 bytes in UTF-8: spaces, `+`, `%`, and all that is not ASCII
KEYS = st.one_of(
    st.text("abcxyz019-_./", min_size=1, max_size=40),
    st.text("a b+%&=?#@:,(){}[]'\"<>~*!$;|^`\\/\t\n", min_size=1, max_size=40),
    st.text(_CHARACTERS, min_size=1, max_size=40),
    st.text(_CHARACTERS, min_size=1, max_size=8).map(lambda text: text * (1024 // len(text.encode()))),
)
BUCKETS = st.sampled_from(("uploads", "my.bucket-1", "a-b"))
SIZES = st.sampled_from((0, 1, 14)) | st.integers(0, 5 * 2**40)
VERSION_IDS = st.none() | st.text("abcdefghijABCDEFGHIJ0123456789._", min_size=32, max_size=32)


def s3_events(
    *,
    keys: Any = None,
    buckets: Any = None,
    event_names: Any = None,
    sizes: Any = None,
    contents: Any = None,
    version_ids: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[S3Event]:
    """Notifications of one record, of every event name.

    Args:
        keys: a strategy for keys, as they are in the bucket.
        buckets: a strategy for bucket names.
        event_names: a strategy for event names; by default all of them, `ObjectCreated:Put` first.
        sizes: a strategy for sizes in bytes.
        contents: a strategy for contents, of which size and eTag are; by default there are only sizes.
        version_ids: a strategy for version ids; None is a bucket without versions.
        world: account, region, clock and seed.
    """
    size = st.none() if contents is not None and sizes is None else strategy(sizes, SIZES, "sizes")
    drawn = st.tuples(
        strategy(keys, KEYS, "keys"),
        strategy(buckets, BUCKETS, "buckets"),
        strategy(event_names, st.sampled_from(tuple(KINDS)), "event_names"),
        size,
        strategy(contents, st.none(), "contents"),
        strategy(version_ids, VERSION_IDS, "version_ids"),
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, str, str, int | None, Any, str | None]) -> S3Event:
        key, bucket, event_name, size, content, version = parts
        return s3(
            key,
            bucket=bucket,
            event_name=event_name,
            size=size,
            content=content,
            version_id=version,
            world=surroundings,
        )

    return drawn.map(build)


def s3_test_event_events(*, buckets: Any = None, world: World | None = None) -> st.SearchStrategy[S3TestEvent]:
    """What S3 sends to a new queue or topic.

    Args:
        buckets: a strategy for bucket names.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)
    return strategy(buckets, BUCKETS, "buckets").map(lambda bucket: s3_test_event(bucket=bucket, world=surroundings))
