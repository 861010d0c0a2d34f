"""SQS events."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.sqs import sqs
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.events.shapes.sqs import SqsEvent
from pytest_lambda.strategies.varying import json_values, sizes, strategy, world_for
from pytest_lambda.world import World

#: what SendMessage takes: no control characters but tab, line feed and carriage return
CHARACTERS = st.characters(
    blacklist_categories=["Cs"],
    blacklist_characters="".join(chr(code) for code in range(32) if code not in (9, 10, 13)) + "\ufffe\uffff",
)
TEXT = st.text(CHARACTERS, min_size=1)
#: 256 KB, which was the limit for years
LARGE = st.integers(1, 262_144).map(lambda size: "x" * size)
_NAMES = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789_-", min_size=1, max_size=12).filter(
    lambda name: not name.lower().startswith(("aws", "amazon"))
)
#: a Number has at most 38 digits
_WHOLE = st.integers(-(10**38) + 1, 10**38 - 1)
_ATTRIBUTES = st.dictionaries(
    _NAMES,
    st.one_of(
        TEXT,
        st.integers(-(10**20), 10**20),
        st.binary(min_size=1, max_size=40),
        st.builds(
            lambda label, value: {"DataType": f"Number.{label}", "StringValue": str(value)}, _NAMES, _WHOLE
        ),
    ),
    max_size=3,
)
_GROUPS = st.none() | st.text("abcdefghij0123456789-", min_size=1, max_size=8)


def sqs_events(
    *,
    bodies: Any = None,
    message_attributes: Any = None,
    message_group_ids: Any = None,
    receive_counts: Any = None,
    queue_name: str | None = None,
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[SqsEvent]:
    """Batches of messages, standard and FIFO, some delivered before, some with attributes.

    Args:
        bodies: a strategy for bodies: text, bytes, objects for JSON, or events of other builders.
        message_attributes: a strategy for dictionaries as `events.sqs` takes them.
        message_group_ids: a strategy for group ids; None is a standard queue.
        receive_counts: a strategy for `ApproximateReceiveCount`.
        queue_name: as `events.sqs` takes it.
        min_size, max_size: messages in a batch, 1 to 10,000; at most 10 by default, and always for FIFO queues.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "SQS")
    groups = _GROUPS if queue_name is None else st.just("group" if queue_name.endswith(".fifo") else None)
    if low > 10:
        groups = st.none()
    drawn = st.tuples(
        st.lists(strategy(bodies, TEXT | json_values(CHARACTERS), "bodies"), min_size=low, max_size=high),
        strategy(message_attributes, _ATTRIBUTES, "message_attributes"),
        strategy(message_group_ids, groups, "message_group_ids"),
        strategy(receive_counts, st.integers(1, 1000), "receive_counts"),
        st.booleans(),
        st.none() | LARGE if bodies is None else st.none(),
    )
    surroundings = world_for(world)

    def build(parts: tuple[list[Any], dict[str, Any], str | None, int, bool, str | None]) -> SqsEvent:
        contents, attributes, group, count, without_digest, large = parts
        if large is not None:  # one in a batch: more of them would only take time
            contents = [large, *contents[1:]]
        more: dict[str, Any] = {"md5OfMessageAttributes": ABSENT} if without_digest and not attributes else {}
        return sqs(
            *(contents if group is None else contents[:10]),
            message_attributes=attributes,
            message_group_id=group,
            approximate_receive_count=count,
            queue_name=queue_name,
            world=surroundings,
            **more,
        )

    return drawn.map(build)
