"""The events of action groups of Bedrock's agents."""

from __future__ import annotations

from typing import Literal, TypedDict


class BedrockAgentInfo(TypedDict):
    """The agent and its alias."""

    name: str
    id: str
    alias: str
    version: str


class BedrockAgentProperty(TypedDict):
    """A parameter; its value is text, whatever the type."""

    name: str
    type: Literal["string", "number", "integer", "boolean", "array", "object"]
    value: str


class BedrockAgentMedia(TypedDict):
    """A body of one type of content."""

    properties: list[BedrockAgentProperty]


class BedrockAgentBody(TypedDict):
    """The body of a request, by type of content."""

    content: dict[str, BedrockAgentMedia]


class BedrockAgentBase(TypedDict):
    """What the events of all agents have."""

    messageVersion: Literal["1.0"]
    agent: BedrockAgentInfo
    inputText: str
    sessionId: str
    actionGroup: str
    sessionAttributes: dict[str, str]
    promptSessionAttributes: dict[str, str]


class BedrockAgentRequired(BedrockAgentBase):
    """What the events of an OpenAPI schema have."""

    apiPath: str
    httpMethod: str


class BedrockAgentEvent(BedrockAgentRequired, total=False):
    """An operation of an OpenAPI schema."""

    parameters: list[BedrockAgentProperty]
    requestBody: BedrockAgentBody


class BedrockAgentFunctionRequired(BedrockAgentBase):
    """What the events of function details have."""

    function: str


class BedrockAgentFunctionEvent(BedrockAgentFunctionRequired, total=False):
    """A function of an action group."""

    parameters: list[BedrockAgentProperty]
