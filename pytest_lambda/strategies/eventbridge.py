"""EventBridge events: of any source, of a schedule, of S3."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.eventbridge import eventbridge, scheduled_event
from pytest_lambda.events.builders.s3_eventbridge import s3_eventbridge
from pytest_lambda.events.building.s3_event_names import DETAILS
from pytest_lambda.events.shapes.eventbridge import EventBridgeEvent, S3EventBridgeEvent, ScheduledEvent
from pytest_lambda.strategies.s3 import BUCKETS, KEYS, SIZES, VERSION_IDS
from pytest_lambda.strategies.varying import json_values, strategy, world_for
from pytest_lambda.world import World

SOURCES = st.sampled_from(("com.example", "orders", "aws.ec2")) | st.text("abcxyz.-_/019", min_size=1, max_size=40)
DETAIL_TYPES = st.text(st.characters(whitelist_categories=("L", "N", "P", "Zs")), min_size=1, max_size=128)
DETAILS_OF_EVENTS = st.dictionaries(st.text(max_size=20), json_values(), max_size=5)
RULES = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789._-", min_size=1, max_size=64)


def eventbridge_events(
    *,
    details: Any = None,
    sources: Any = None,
    detail_types: Any = None,
    resources: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[EventBridgeEvent]:
    """Events of any source, some replayed from an archive.

    Args:
        details: a strategy for objects, or their JSON text.
        sources: a strategy for `source`.
        detail_types: a strategy for `detail-type`.
        resources: a strategy for lists of ARNs.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)
    arn = f"arn:{surroundings.partition}:sqs:{surroundings.region}:{surroundings.account}:orders"
    lists = st.lists(st.sampled_from((arn, "arn:aws:s3:::uploads", "order/1")), max_size=3)
    drawn = st.tuples(
        strategy(details, DETAILS_OF_EVENTS, "details"),
        strategy(sources, SOURCES, "sources"),
        strategy(detail_types, DETAIL_TYPES, "detail_types"),
        strategy(resources, lists, "resources"),
        st.sampled_from((None, "replay-1")),
    )

    def build(parts: tuple[Any, str, str, list[str], str | None]) -> EventBridgeEvent:
        detail, source, detail_type, about, replay = parts
        return eventbridge(
            detail, source=source, detail_type=detail_type, resources=about, replay_name=replay, world=surroundings
        )

    return drawn.map(build)


def scheduled_event_events(*, rules: Any = None, world: World | None = None) -> st.SearchStrategy[ScheduledEvent]:
    """Events of rules with a schedule.

    Args:
        rules: a strategy for their names.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)
    return strategy(rules, RULES, "rules").map(lambda rule: scheduled_event(rule, world=surroundings))


def s3_eventbridge_events(
    *, keys: Any = None, buckets: Any = None, event_names: Any = None, sizes: Any = None, world: World | None = None
) -> st.SearchStrategy[S3EventBridgeEvent]:
    """What happens to objects in S3, through EventBridge.

    Args:
        keys: a strategy for keys, as they are in the bucket.
        buckets: a strategy for bucket names.
        event_names: a strategy for the names that `events.s3_eventbridge` takes.
        sizes: a strategy for sizes in bytes.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(keys, KEYS, "keys"),
        strategy(buckets, BUCKETS, "buckets"),
        strategy(event_names, st.sampled_from(tuple(DETAILS)), "event_names"),
        strategy(sizes, SIZES, "sizes"),
        VERSION_IDS,
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, str, str, int, str | None]) -> S3EventBridgeEvent:
        key, bucket, event_name, size, version = parts
        return s3_eventbridge(
            key, bucket=bucket, event_name=event_name, size=size, version_id=version, world=surroundings
        )

    return drawn.map(build)
