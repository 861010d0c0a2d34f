"""Events of Kafka."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.kafka import msk, self_managed_kafka
from pytest_lambda.events.shapes.kafka import MskEvent, SelfManagedKafkaEvent
from pytest_lambda.strategies.varying import Strategy, json_values, sizes, strategy, world_for
from pytest_lambda.world import World

_CONTENTS = st.one_of(st.text(), json_values(), st.binary())
_KEYS = st.none() | st.text() | st.binary(max_size=20)
_HEADERS = st.dictionaries(st.text(min_size=1, max_size=12), st.text(max_size=12) | st.binary(max_size=12), max_size=3)
_PARTITIONS = st.lists(st.integers(0, 99), min_size=1, max_size=3, unique=True)


def msk_events(
    *,
    values: Any = None,
    keys: Any = None,
    headers: Any = None,
    topic: str = "orders",
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[MskEvent]:
    """Batches of records from one or more partitions of a topic in a cluster of Amazon MSK.

    Args:
        values: a strategy for values: bytes, text, or objects for JSON.
        keys: a strategy for keys; None for none.
        headers: a strategy for dictionaries of names and bytes or texts.
        topic: as `events.msk` takes it.
        min_size, max_size: records of a partition, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    return _events(msk, values, keys, headers, topic, sizes(min_size, max_size, 10_000, "Kafka"), world)


def self_managed_kafka_events(
    *,
    values: Any = None,
    keys: Any = None,
    headers: Any = None,
    topic: str = "orders",
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[SelfManagedKafkaEvent]:
    """Batches of records from one or more partitions of a topic in a Kafka cluster that is not Amazon's.

    Args:
        values: a strategy for values: bytes, text, or objects for JSON.
        keys: a strategy for keys; None for none.
        headers: a strategy for dictionaries of names and bytes or texts.
        topic: as `events.self_managed_kafka` takes it.
        min_size, max_size: records of a partition, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    return _events(self_managed_kafka, values, keys, headers, topic, sizes(min_size, max_size, 10_000, "Kafka"), world)


def _events(
    builder: Callable[..., Any],
    values: Any,
    keys: Any,
    headers: Any,
    topic: str,
    bounds: tuple[int, int],
    world: World | None,
) -> Strategy:
    drawn = st.tuples(
        st.lists(strategy(values, _CONTENTS, "values"), min_size=bounds[0], max_size=bounds[1]),
        strategy(keys, _KEYS, "keys"),
        strategy(headers, _HEADERS, "headers"),
        _PARTITIONS,
        st.integers(0, 2**40),
    )
    surroundings = world_for(world)

    def build(parts: tuple[list[Any], Any, dict[str, Any], list[int], int]) -> Any:
        contents, key, named, partitions, offset = parts
        event: Any = None
        for partition in partitions:
            event = builder(
                *contents,
                topic=topic,
                partition=partition,
                offset=offset,
                key=key,
                headers=named,
                records=event and event["records"],
                world=surroundings,
            )
        return event

    return drawn.map(build)
