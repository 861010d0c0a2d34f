"""Events of Amazon Connect's flows."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.connect import connect
from pytest_lambda.events.shapes.connect import ConnectEvent
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

_NAMES = st.text("abcdefghij", min_size=1, max_size=8)
_MAPS = st.dictionaries(_NAMES, st.text(max_size=20), max_size=3)
_NUMBERS = st.integers(10**9, 10**12).map("+{}".format)


def connect_events(
    *,
    parameters: Any = None,
    attributes: Any = None,
    channels: Any = None,
    customers: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[ConnectEvent]:
    """Calls, chats and tasks, in queues and not.

    Args:
        parameters: a strategy for dictionaries that the flow passes on.
        attributes: a strategy for dictionaries of texts.
        channels: a strategy for channels.
        customers: a strategy for telephone numbers or addresses; None is a customer without.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(parameters, _MAPS, "parameters"),
        strategy(attributes, _MAPS, "attributes"),
        strategy(channels, st.sampled_from(("VOICE", "CHAT", "TASK", "EMAIL")), "channels"),
        strategy(customers, st.none() | _NUMBERS, "customers"),
        st.sampled_from((None, "BasicQueue")),
        st.booleans(),
    )
    surroundings = world_for(world)

    def build(parts: tuple[Any, Any, str, Any, str | None, bool]) -> ConnectEvent:
        passed_on, known, channel, customer, queue, streaming = parts
        return connect(
            parameters=passed_on,
            attributes=known,
            channel=channel,
            customer=customer,
            queue=queue,
            media_streaming=streaming and channel == "VOICE",
            world=surroundings,
        )

    return drawn.map(build)
