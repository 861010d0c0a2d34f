"""CloudWatch Logs events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.cloudwatch_logs import cloudwatch_logs
from pytest_lambda.events.shapes.cloudwatch_logs import CloudWatchLogsEvent
from pytest_lambda.strategies.varying import json_values, sizes, strategy, world_for
from pytest_lambda.world import World

#: a line of a log: also with line breaks, tabs, colours of a terminal and what is not ASCII
TEXT = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1)
STRUCTURED = st.fixed_dictionaries(
    {"level": st.sampled_from(("INFO", "ERROR", "DEBUG"))},
    optional={"message": st.text(max_size=20), "extra": json_values()},
)
#: past 256 KB, at which the runtime's log output was cut into several events
LARGE = st.integers(1, 300_000).map(lambda size: "x" * size)
GROUPS = st.sampled_from(("/aws/lambda/orders", "orders", "/ecs/a-b_c.d#1"))
_EXTRACTED = st.none() | st.dictionaries(
    st.sampled_from(("level", "@message", "$.a.b", "1")), st.text(max_size=10), min_size=1, max_size=3
)


def cloudwatch_logs_events(
    *,
    messages: Any = None,
    log_groups: Any = None,
    extracted_fields: Any = None,
    min_size: int = 1,
    max_size: int | None = None,
    control_messages: bool = True,
    world: World | None = None,
) -> st.SearchStrategy[CloudWatchLogsEvent]:
    """Log events, plain and structured, also large ones; now and then a control message.

    Args:
        messages: a strategy for messages: text, bytes, objects for JSON.
        log_groups: a strategy for names of groups.
        extracted_fields: a strategy for dictionaries of text, or None.
        min_size, max_size: log events at once, 1 to 10,000; at most 10 by default.
        control_messages: whether CloudWatch Logs' own messages are among them.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "CloudWatch Logs")
    levels: tuple[str | None, ...] = (None, "ACCOUNT_LEVEL_POLICY")
    drawn = st.tuples(
        st.lists(strategy(messages, TEXT | STRUCTURED, "messages"), min_size=low, max_size=high),
        strategy(log_groups, GROUPS, "log_groups"),
        strategy(extracted_fields, _EXTRACTED, "extracted_fields"),
        st.sampled_from(levels),
        st.none() if messages is not None else st.none() | LARGE,
        st.integers(0, 19) if control_messages else st.just(0),
    )
    surroundings = world_for(world)

    def build(
        parts: tuple[Sequence[Any], str, dict[str, str] | None, str | None, str | None, int],
    ) -> CloudWatchLogsEvent:
        contents, group, extracted, level, large, control = parts
        if control == 19:
            return cloudwatch_logs(control_message=CONTROL_MESSAGE, world=surroundings)
        if large is not None:
            contents = [*contents[:-1], large]  # one is enough: compressing takes time
        return cloudwatch_logs(
            *contents, log_group=group, extracted_fields=extracted, policy_level=level, world=surroundings
        )

    return drawn.map(build)


CONTROL_MESSAGE = "CWL CONTROL MESSAGE: Checking health of destination Firehose."
