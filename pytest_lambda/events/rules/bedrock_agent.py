"""The rules of the events of Bedrock's agents, from the page "Configure Lambda functions to send information"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.bedrock_agent import BedrockAgentEvent, BedrockAgentFunctionEvent

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_ID = re.compile(r"[0-9a-zA-Z]{10}")
_SESSION = re.compile(r"[0-9a-zA-Z._:-]{2,100}")
_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def _of_schema(event: Mapping[str, Any]) -> bool:
    return "actionGroup" in event and "apiPath" in event


def _of_function(event: Mapping[str, Any]) -> bool:
    return "actionGroup" in event and "function" in event and "apiPath" not in event


book = Rulebook("bedrock_agent", BedrockAgentEvent, _of_schema, shape_rule="BA-shape")
function_book = Rulebook("bedrock_agent_function", BedrockAgentFunctionEvent, _of_function, shape_rule="BA-shape")
BOOKS = (book, function_book)


def _agent(event: Any) -> Iterator[Finding]:
    agent = event["agent"]
    for name in ("id", "alias"):
        if _ID.fullmatch(agent[name]) is None:
            yield f"agent.{name}", f"is {agent[name]!r}, expected 10 letters and digits"
    if agent["version"] != "DRAFT" and not agent["version"].isdecimal():
        yield "agent.version", f"is {agent['version']!r}, expected DRAFT or a number"
    if agent["alias"] == "TSTALIASID" and agent["version"] != "DRAFT":
        yield "agent.version", f"is {agent['version']!r}, but the alias is that of the draft"


def _session(event: Any) -> Iterator[Finding]:
    if _SESSION.fullmatch(event["sessionId"]) is None:
        yield "sessionId", f"is {event['sessionId']!r}, expected 2 to 100 letters, digits, or characters of '._:-'"


def _values(event: Any) -> Iterator[Finding]:
    yield from _fitting(event.get("parameters", []), "parameters")
    for kind, media in event.get("requestBody", {}).get("content", {}).items():
        yield from _fitting(media["properties"], f"requestBody.content.{kind}.properties")


def _fitting(properties: list[Any], path: str) -> Iterator[Finding]:
    for number, each in enumerate(properties):
        value, kind = each["value"], each["type"]
        wrong = (
            (kind == "boolean" and value.lower() not in ("true", "false"))
            or (kind == "integer" and _INTEGER.fullmatch(value) is None)
            or (kind == "number" and _NUMBER.fullmatch(value) is None)
        )
        if wrong:
            yield f"{path}[{number}].value", f"is {value!r}, but the type is {kind!r}"


for _each in BOOKS:
    _each.rule("BA-agent", "The ids of agent and alias have 10 characters; the test alias is that of the draft.")(
        _agent
    )
    _each.rule("BA-session", "`sessionId` has 2 to 100 letters, digits, or characters of `._:-`.")(_session)
    _each.rule("BA-value", "The text of a parameter's value fits its type.")(_values)


@book.rule("BA-path", "`apiPath` is a path, of which every variable is a parameter.")
def _path(event: Any) -> Iterator[Finding]:
    if not event["apiPath"].startswith("/"):
        yield "apiPath", f"is {event['apiPath']!r}, expected a path, which begins with '/'"
    names = {each["name"] for each in event.get("parameters", [])}
    for name in _VARIABLE.findall(event["apiPath"]):
        if name not in names:
            yield "parameters", f"have no {name!r}, which is in the path"


@book.rule("BA-method", "`httpMethod` is written in upper case.")
def _method(event: Any) -> Iterator[Finding]:
    if not event["httpMethod"].isupper():
        yield "httpMethod", f"is {event['httpMethod']!r}, expected upper case"
