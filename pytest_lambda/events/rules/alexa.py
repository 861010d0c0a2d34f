"""The rules of Alexa's events, from "Request and Response JSON Reference" and "Alexa Interface Message Reference"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.formats import is_iso_milliseconds, is_iso_seconds, is_uuid
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding, misfits
from pytest_lambda.events.shapes.alexa import AlexaSkillEvent, AlexaSmartHomeEvent, AlexaSystem

_TO_THE_SKILL = ("Alexa.Discovery", "Alexa.Authorization")
_FIELDS = {
    "intent": "IntentRequest",
    "dialogState": "IntentRequest",
    "reason": "SessionEndedRequest",
    "error": "SessionEndedRequest",
    "shouldLinkResultBeReturned": "LaunchRequest",
}


def _to_skill(event: Mapping[str, Any]) -> bool:
    return "requestId" in event["request"] and "System" in event["context"]


def _to_home(event: Mapping[str, Any]) -> bool:
    return "namespace" in event["directive"]["header"]


book = Rulebook("alexa_skill", AlexaSkillEvent, _to_skill, shape_rule="AS-shape")
home_book = Rulebook("alexa_smart_home", AlexaSmartHomeEvent, _to_home, shape_rule="SH-shape")
BOOKS = (book, home_book)


@book.rule("AS-system", "`System` is complete, and about the same skill and user as the session.")
def _system(event: Any) -> Iterator[Finding]:
    system = event["context"].get("System", {})
    found = [(f"context.System.{name}", reason) for name, reason in misfits(system, AlexaSystem)]
    yield from found
    if found or "session" not in event:
        return
    for name, key in (("application", "applicationId"), ("user", "userId")):
        if system[name][key] != event["session"][name][key]:
            yield f"context.System.{name}.{key}", f"is {system[name][key]!r}, but the session's is another one"


@book.rule("AS-id", "Ids tell what they are of: amzn1.ask.skill., amzn1.echo-api.session., ….")
def _ids(event: Any) -> Iterator[Finding]:
    found: list[tuple[str, str, tuple[str, ...]]] = [
        ("request.requestId", event["request"]["requestId"], ("amzn1.echo-api.request.", "EdwRequestId."))
    ]
    if "session" in event:
        session = event["session"]
        found += [
            ("session.sessionId", session["sessionId"], ("amzn1.echo-api.session.", "SessionId.")),
            ("session.application.applicationId", session["application"]["applicationId"], ("amzn1.ask.skill.",)),
            ("session.user.userId", session["user"]["userId"], ("amzn1.ask.account.", "amzn1.account.")),
        ]
    for path, value, starts in found:
        if not value.startswith(starts):
            yield path, f"is {value!r}, expected it to begin with {starts[0]!r}"


@book.rule("AS-type", "A request has the fields of its type, and a session begins with a launch or an intent.")
def _type(event: Any) -> Iterator[Finding]:
    request, session = event["request"], event.get("session")
    kind = request["type"]
    for name, owner in _FIELDS.items():
        if name in request and kind != owner and not kind.startswith("CanFulfill"):
            yield f"request.{name}", f"is there, but the type is {kind!r}"
    for name in ("intent", "reason"):
        if kind == _FIELDS[name] and name not in request:
            yield f"request.{name}", f"is missing from a request of type {kind!r}"
    if session is not None and kind == "LaunchRequest" and not session["new"]:
        yield "session.new", "is false, but a launch begins a session"
    if request.get("reason") != "ERROR" and "error" in request:
        yield "request.error", f"is there, but the reason is {request.get('reason')!r}"


@book.rule("AS-slots", "A slot is under its own name.")
def _slots(event: Any) -> Iterator[Finding]:
    for name, slot in event["request"].get("intent", {}).get("slots", {}).items():
        if slot["name"] != name:
            yield f"request.intent.slots.{name}.name", f"is {slot['name']!r}"


@book.rule("AS-time", "`timestamp` is ISO text in UTC.")
def _time(event: Any) -> Iterator[Finding]:
    time = event["request"]["timestamp"]
    if not (is_iso_seconds(time) or is_iso_milliseconds(time)):
        yield "request.timestamp", f"is {time!r}, expected a time like 2026-01-31T12:00:00Z"


@home_book.rule("SH-endpoint", "Directives to devices have an endpoint and a correlation token, others have neither.")
def _endpoint(event: Any) -> Iterator[Finding]:
    directive, header = event["directive"], event["directive"]["header"]
    to_device = header["namespace"] not in _TO_THE_SKILL
    state = "is missing from" if to_device else "is there in"
    if ("endpoint" in directive) is not to_device:
        yield "directive.endpoint", f"{state} a directive of {header['namespace']}"
    if ("correlationToken" in header) is not to_device:
        yield "directive.header.correlationToken", f"{state} a directive of {header['namespace']}"


@home_book.rule("SH-header", "The namespace is Alexa's, and the id of a message is a UUID.")
def _header(event: Any) -> Iterator[Finding]:
    header = event["directive"]["header"]
    if header["namespace"] != "Alexa" and not header["namespace"].startswith("Alexa."):
        yield "directive.header.namespace", f"is {header['namespace']!r}, expected Alexa, or one that begins with it"
    if not is_uuid(header["messageId"]):
        yield "directive.header.messageId", f"is {header['messageId']!r}, expected a UUID"


@home_book.rule("SH-grant", "Discovery brings the customer's token, authorization a code and the customer's token.")
def _grant(event: Any) -> Iterator[Finding]:
    directive = event["directive"]
    wanted = {"Alexa.Discovery": ("scope",), "Alexa.Authorization": ("grant", "grantee")}
    for name in wanted.get(directive["header"]["namespace"], ()):
        if name not in directive["payload"]:
            yield f"directive.payload.{name}", "is missing"
