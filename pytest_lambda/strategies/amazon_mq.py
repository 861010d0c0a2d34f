"""Events of Amazon MQ's brokers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.amazon_mq import activemq, rabbitmq
from pytest_lambda.events.shapes.amazon_mq import ActiveMQEvent, RabbitMQEvent
from pytest_lambda.strategies.varying import json_values, sizes, strategy, world_for
from pytest_lambda.world import World

_BODIES = st.one_of(st.text(), json_values(), st.binary())
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8)
_PROPERTIES = st.dictionaries(_NAMES, st.text(max_size=12), max_size=3)
_HEADERS = st.dictionaries(
    _NAMES,
    st.one_of(st.text(max_size=12), st.binary(max_size=12), st.integers(-(2**31), 2**31), st.booleans()),
    max_size=3,
)


def activemq_events(
    *,
    bodies: Any = None,
    properties: Any = None,
    redelivered: Any = None,
    queue: str = "orders",
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[ActiveMQEvent]:
    """Batches of text and bytes messages from a queue of an ActiveMQ broker.

    Args:
        bodies: a strategy for bodies: bytes, text, or objects for JSON.
        properties: a strategy for dictionaries of names and texts.
        redelivered: a strategy for whether the messages were delivered before.
        queue: as `events.activemq` takes it.
        min_size, max_size: messages in a batch, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "ActiveMQ")
    drawn = st.tuples(
        st.lists(strategy(bodies, _BODIES, "bodies"), min_size=low, max_size=high),
        strategy(properties, _PROPERTIES, "properties"),
        strategy(redelivered, st.booleans(), "redelivered"),
    )
    surroundings = world_for(world)
    return drawn.map(
        lambda parts: activemq(
            *parts[0], properties=parts[1], redelivered=parts[2], queue=queue, world=surroundings
        )
    )


def rabbitmq_events(
    *,
    bodies: Any = None,
    headers: Any = None,
    redelivered: Any = None,
    queue: str = "orders",
    virtual_host: str = "/",
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[RabbitMQEvent]:
    """Batches of messages from a queue of a RabbitMQ broker.

    Args:
        bodies: a strategy for bodies: bytes, text, or objects for JSON.
        headers: a strategy for dictionaries as `events.rabbitmq` takes them.
        redelivered: a strategy for whether the messages were delivered before.
        queue, virtual_host: as `events.rabbitmq` takes them.
        min_size, max_size: messages in a batch, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "RabbitMQ")
    drawn = st.tuples(
        st.lists(strategy(bodies, _BODIES, "bodies"), min_size=low, max_size=high),
        strategy(headers, _HEADERS, "headers"),
        strategy(redelivered, st.booleans(), "redelivered"),
    )
    surroundings = world_for(world)
    return drawn.map(
        lambda parts: rabbitmq(
            *parts[0],
            headers=parts[1],
            redelivered=parts[2],
            queue=queue,
            virtual_host=virtual_host,
            world=surroundings,
        )
    )
