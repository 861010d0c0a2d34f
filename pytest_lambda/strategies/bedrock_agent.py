"""Events of Bedrock's agents."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.bedrock_agent import bedrock_agent, bedrock_agent_function
from pytest_lambda.events.shapes.bedrock_agent import BedrockAgentEvent, BedrockAgentFunctionEvent
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

_NAMES = st.text("abcdefghij", min_size=1, max_size=8)
_TEXTS = st.text(max_size=20)
_VALUES = st.one_of(
    _TEXTS,
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(_TEXTS | st.integers(), max_size=3),
    st.dictionaries(_NAMES, _TEXTS, max_size=2),
)
_PARAMETERS = st.none() | st.dictionaries(_NAMES, _VALUES, max_size=3)
_ATTRIBUTES = st.dictionaries(_NAMES, _TEXTS, max_size=2)
_PATHS = st.sampled_from(("/orders", "/orders/{orderId}", "/orders/{orderId}/items/{item-id}"))


def bedrock_agent_events(
    *,
    api_paths: Any = None,
    http_methods: Any = None,
    parameters: Any = None,
    bodies: Any = None,
    input_texts: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[BedrockAgentEvent]:
    """Operations of an OpenAPI schema, with parameters of all types, with bodies and without.

    Args:
        api_paths: a strategy for paths of the schema.
        http_methods: a strategy for methods.
        parameters: a strategy for dictionaries.
        bodies: a strategy for dictionaries; None is no body.
        input_texts: a strategy for what users say.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(api_paths, _PATHS, "api_paths"),
        strategy(http_methods, st.sampled_from(("GET", "POST", "PUT", "DELETE", "PATCH")), "http_methods"),
        strategy(parameters, _PARAMETERS, "parameters"),
        strategy(bodies, _PARAMETERS, "bodies"),
        strategy(input_texts, _TEXTS, "input_texts"),
        _ATTRIBUTES,
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, str, Any, Any, str, dict[str, str]]) -> BedrockAgentEvent:
        path, method, values, body, said, attributes = parts
        return bedrock_agent(
            api_path=path,
            http_method=method,
            parameters=values,
            body=body,
            input_text=said,
            session_attributes=attributes,
            world=surroundings,
        )

    return drawn.map(build)


def bedrock_agent_function_events(
    *, functions: Any = None, parameters: Any = None, input_texts: Any = None, world: World | None = None
) -> st.SearchStrategy[BedrockAgentFunctionEvent]:
    """Functions of action groups, with parameters of all types.

    Args:
        functions: a strategy for names of functions.
        parameters: a strategy for dictionaries.
        input_texts: a strategy for what users say.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(functions, _NAMES, "functions"),
        strategy(parameters, _PARAMETERS, "parameters"),
        strategy(input_texts, _TEXTS, "input_texts"),
        _ATTRIBUTES,
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, Any, str, dict[str, str]]) -> BedrockAgentFunctionEvent:
        name, values, said, attributes = parts
        return bedrock_agent_function(
            function=name, parameters=values, input_text=said, session_attributes=attributes, world=surroundings
        )

    return drawn.map(build)
