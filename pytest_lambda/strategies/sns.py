"""SNS events."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.sns import sns
from pytest_lambda.events.shapes.sns import SnsEvent
from pytest_lambda.strategies.sqs import CHARACTERS, LARGE, TEXT
from pytest_lambda.strategies.varying import json_values, strategy, world_for
from pytest_lambda.world import World

#: up to 100 characters, no line breaks
SUBJECTS = st.none() | st.text(st.characters(whitelist_categories=("L", "N", "P", "Zs")), min_size=1, max_size=100)
_NAMES = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789_-", min_size=1, max_size=12)
_TAGS = st.sampled_from(('["a"]', '["a","b"]', "[1,2.5]", '[true,null,"é"]'))
ATTRIBUTES = st.dictionaries(
    _NAMES,
    st.one_of(
        TEXT,
        st.integers(-(10**9), 10**9),
        st.binary(min_size=1, max_size=40),
        _TAGS.map(lambda tags: {"DataType": "String.Array", "StringValue": tags}),
    ),
    max_size=3,
)


def sns_events(
    *,
    messages: Any = None,
    subjects: Any = None,
    message_attributes: Any = None,
    topic_name: str = "notifications",
    world: World | None = None,
) -> st.SearchStrategy[SnsEvent]:
    """Messages with and without subject and attributes.

    Args:
        messages: a strategy for messages: text, bytes, objects for JSON, or events of S3: `s3_events()`.
        subjects: a strategy for subjects; None is a message without one.
        message_attributes: a strategy for dictionaries as `events.sns` takes them.
        topic_name: as `events.sns` takes it.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(messages, TEXT | json_values(CHARACTERS).filter(lambda value: value != "") | LARGE, "messages"),
        strategy(subjects, SUBJECTS, "subjects"),
        strategy(message_attributes, ATTRIBUTES, "message_attributes"),
    )
    surroundings = world_for(world)

    def build(parts: tuple[Any, str | None, dict[str, Any]]) -> SnsEvent:
        message, subject, attributes = parts
        return sns(message, subject=subject, message_attributes=attributes, topic_name=topic_name, world=surroundings)

    return drawn.map(build)
