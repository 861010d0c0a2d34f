"""Input of Lambda tasks of Step Functions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.step_functions import step_functions
from pytest_lambda.strategies.varying import json_values, strategy, world_for
from pytest_lambda.world import World

_ERRORS = st.none() | st.sampled_from(("States.Timeout", "States.TaskFailed", "Lambda.TooManyRequestsException"))


def step_functions_events(
    *,
    payloads: Any = None,
    errors: Any = None,
    task_token: str | None = None,
    context: str | None = None,
    error_key: str | None = None,
    world: World | None = None,
) -> st.SearchStrategy[Any]:
    """Inputs of tasks: states, and errors that were caught.

    Args:
        payloads: a strategy for objects for JSON; dictionaries, if something is to be put into them.
        errors: a strategy for exceptions and names of errors; None is no error.
        task_token, context, error_key: as `events.step_functions` takes them.
        world: account, region, clock and seed.
    """
    texts = st.text(max_size=20)
    reserved = {task_token, context, error_key}
    names = texts.filter(lambda name: name not in reserved)
    default = st.dictionaries(names, json_values(), max_size=3)
    drawn = st.tuples(
        strategy(payloads, default, "payloads"), strategy(errors, _ERRORS, "errors"), texts, st.integers(0, 3)
    )
    surroundings = world_for(world)

    def build(parts: tuple[Any, Any, str, int]) -> Any:
        payload, error, cause, retries = parts
        return step_functions(
            payload,
            error=error,
            cause=cause,
            error_key=error_key,
            task_token=task_token,
            context=context,
            retry_count=retries,
            world=surroundings,
        )

    return drawn.map(build)
