"""CloudWatch alarms."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.cloudwatch_alarm import cloudwatch_alarm
from pytest_lambda.events.shapes.cloudwatch_alarm import CloudWatchAlarmEvent
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

STATES = st.sampled_from(("ALARM", "OK", "INSUFFICIENT_DATA"))
NAMES = st.text(st.characters(whitelist_categories=("L", "N", "P", "Zs")), min_size=1, max_size=255)


def cloudwatch_alarm_events(
    *, alarm_names: Any = None, states: Any = None, world: World | None = None
) -> st.SearchStrategy[CloudWatchAlarmEvent]:
    """Alarms on metrics and composite ones, in every state.

    Args:
        alarm_names: a strategy for names.
        states: a strategy for `state`.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(alarm_names, NAMES, "alarm_names"),
        strategy(states, STATES, "states"),
        STATES,
        st.sampled_from((None, 'ALARM("a") OR ALARM("b")')),
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, str, str, str | None]) -> CloudWatchAlarmEvent:
        name, state, previous, rule = parts
        return cloudwatch_alarm(name, state=state, previous_state=previous, alarm_rule=rule, world=surroundings)

    return drawn.map(build)
