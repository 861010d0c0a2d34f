"""Events of action groups of Bedrock's agents, defined by an OpenAPI schema or by functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.bedrock_agent import BedrockAgentEvent, BedrockAgentFunctionEvent
from pytest_lambda.world import World

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
_UPPER = bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[byte % 36] for byte in range(256))


def bedrock_agent(
    *,
    api_path: str = "/orders/{orderId}",
    http_method: str = "GET",
    parameters: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
    content_type: str = "application/json",
    action_group: str = "OrderActions",
    input_text: str = "Where is my order?",
    agent_name: str = "order-agent",
    session_attributes: Mapping[str, str] | None = None,
    prompt_session_attributes: Mapping[str, str] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> BedrockAgentEvent:
    """A Bedrock agent calls an operation of an action group that has an OpenAPI schema.

    Args:
        api_path: the path of the schema, with the names of its variables.
        http_method: of the operation.
        parameters: of the path, the query and the headers, by name. Their types follow from the values. Variables
            of the path that are not given get a number.
        body: the properties of the request's body; events without one have no `requestBody`.
        content_type: of the body.
        action_group: its name.
        input_text: what the user has said.
        agent_name: of the agent, of which the draft is called.
        session_attributes: of the session.
        prompt_session_attributes: of the turn.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the path or method cannot be in a schema, or a value is no JSON.
    """
    if not (isinstance(api_path, str) and api_path.startswith("/")):
        raise EventError(f"api_path is {api_path!r}: expected a path of the schema, which begins with '/'.")
    if http_method not in _METHODS:
        raise EventError(f"http_method is {http_method!r}: expected {', '.join(map(repr, _METHODS))}.")
    scene = Scene(world, time, "bedrock agent", agent_name, input_text, api_path)
    say = fields_of("bedrock_agent", fields, parameters_of(bedrock_agent))
    path = say("apiPath", api_path)
    values = {**dict.fromkeys(_VARIABLE.findall(str(path)), 1), **_mapping(parameters, "parameters")}
    content = None if body is None else {content_type: {"properties": _properties(_mapping(body, "body"), "body")}}
    made = {
        **_about(scene, say, agent_name, input_text, action_group),
        "apiPath": path,
        "httpMethod": say("httpMethod", http_method),
        "parameters": say("parameters", _properties(values, "parameters") if values or body is not None else ABSENT),
        "requestBody": say("requestBody", ABSENT if content is None else {"content": content}),
        **_session(say, session_attributes, prompt_session_attributes),
    }
    return cast(BedrockAgentEvent, say.done(made))


def bedrock_agent_function(
    *,
    function: str = "getOrder",
    parameters: Mapping[str, Any] | None = None,
    action_group: str = "OrderActions",
    input_text: str = "Where is my order?",
    agent_name: str = "order-agent",
    session_attributes: Mapping[str, str] | None = None,
    prompt_session_attributes: Mapping[str, str] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> BedrockAgentFunctionEvent:
    """A Bedrock agent calls a function of an action group that is defined by function details.

    Args:
        function: its name.
        parameters: of the function, by name. Their types follow from the values.
        action_group: its name.
        input_text: what the user has said.
        agent_name: of the agent, of which the draft is called.
        session_attributes: of the session.
        prompt_session_attributes: of the turn.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: a value is no JSON.
    """
    scene = Scene(world, time, "bedrock agent", agent_name, input_text, function)
    say = fields_of("bedrock_agent_function", fields, parameters_of(bedrock_agent_function))
    values = {"orderId": 1} if parameters is None else _mapping(parameters, "parameters")
    made = {
        **_about(scene, say, agent_name, input_text, action_group),
        "function": say("function", function),
        "parameters": say("parameters", _properties(values, "parameters")),
        **_session(say, session_attributes, prompt_session_attributes),
    }
    return cast(BedrockAgentFunctionEvent, say.done(made))


def _about(scene: Scene, say: Fields, name: str, input_text: str, action_group: str) -> dict[str, Any]:
    agent = say.at("agent")
    return {
        "messageVersion": say("messageVersion", "1.0"),
        "agent": agent.done(
            {
                "name": agent("name", name),
                "id": agent("id", scene.ids.bytes(10).translate(_UPPER).decode()),
                "alias": agent("alias", "TSTALIASID"),  # which every agent has; it is that of the draft
                "version": agent("version", "DRAFT"),
            }
        ),
        "inputText": say("inputText", input_text),
        "sessionId": say("sessionId", scene.ids.decimal(15)),
        "actionGroup": say("actionGroup", action_group),
    }


def _session(say: Fields, session: Mapping[str, str] | None, prompt: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "sessionAttributes": say("sessionAttributes", dict(session or {})),
        "promptSessionAttributes": say("promptSessionAttributes", dict(prompt or {})),
    }


def _mapping(given: Mapping[str, Any] | None, what: str) -> Mapping[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise EventError(f"{what} is {given!r}: expected a dictionary of names and values.")
    return given


def _properties(values: Mapping[str, Any], what: str) -> list[dict[str, str]]:
    return [_property(name, value, f"{what}.{name}") for name, value in values.items()]


def _property(name: str, value: Any, what: str) -> dict[str, str]:
    if isinstance(value, str):
        return {"name": name, "type": "string", "value": value}
    kind = {bool: "boolean", int: "integer", float: "number", list: "array", tuple: "array"}.get(type(value))
    if kind is None and isinstance(value, Mapping):
        kind = "object"
    if kind is None:
        raise EventError(f"{what} is {value!r}: expected text, a number, True, False, a list or a dictionary.")
    return {"name": name, "type": kind, "value": json_text(value, what)}
