"""Records of asynchronous invocations."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.lambda_destination import lambda_destination
from pytest_lambda.events.shapes.lambda_destination import LambdaDestinationEvent
from pytest_lambda.strategies.varying import json_values, strategy, world_for
from pytest_lambda.world import World

CONDITIONS = st.sampled_from(("Success", "RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency"))


def lambda_destination_events(
    *,
    request_payloads: Any = None,
    response_payloads: Any = None,
    conditions: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[LambdaDestinationEvent]:
    """Records of invocations that succeeded and failed.

    Args:
        request_payloads: a strategy for the events of the invocations.
        response_payloads: a strategy for the answers.
        conditions: a strategy for `condition`.
        world: account, region, clock and seed.
    """
    objects = st.dictionaries(st.text(max_size=10), json_values(), max_size=3)
    drawn = st.tuples(
        strategy(request_payloads, objects, "request_payloads"),
        strategy(response_payloads, json_values(), "response_payloads"),
        strategy(conditions, CONDITIONS, "conditions"),
    )
    surroundings = world_for(world)

    def build(parts: tuple[Any, Any, str]) -> LambdaDestinationEvent:
        request, response, condition = parts
        return lambda_destination(request, response_payload=response, condition=condition, world=surroundings)

    return drawn.map(build)
