"""What Alexa accepts from custom and smart home skills.

From the pages "Request and Response JSON Reference" and "Alexa Interface Message and Property Reference" of the Alexa
Skills Kit. What Alexa does with a wrong answer is named there in general only: it says that there was a problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypedDict

from pytest_lambda.events.judging.responsebook import ResponseBook, json_size
from pytest_lambda.events.judging.shape import Finding

_ERROR = "Alexa tells the user of a problem with the skill's response (INVALID_RESPONSE)"
_BYTES = 120 * 1024
_SPEECH_CHARACTERS = 8_000


class _SpeechBase(TypedDict):
    type: Literal["PlainText", "SSML"]


class _Speech(_SpeechBase, total=False):
    text: str | None
    ssml: str | None
    playBehavior: Literal["ENQUEUE", "REPLACE_ALL", "REPLACE_ENQUEUED"] | None


class _Reprompt(TypedDict, total=False):
    outputSpeech: _Speech | None
    directives: list[dict[str, Any]] | None


class _CardBase(TypedDict):
    type: Literal["Simple", "Standard", "LinkAccount", "AskForPermissionsConsent"]


class _Card(_CardBase, total=False):
    title: str | None
    content: str | None
    text: str | None
    image: dict[str, str | None] | None
    permissions: list[str] | None


class _Response(TypedDict, total=False):
    outputSpeech: _Speech | None
    card: _Card | None
    reprompt: _Reprompt | None
    directives: list[dict[str, Any]] | None
    shouldEndSession: bool | None
    apiResponse: Any
    canFulfillIntent: dict[str, Any] | None
    experimentation: dict[str, Any] | None


class _AnswerBase(TypedDict):
    version: str
    response: _Response


class _Answer(_AnswerBase, total=False):
    sessionAttributes: dict[str, Any] | None
    userAgent: str | None


skill = ResponseBook(
    "alexa_skill",
    _ERROR,
    shape=_Answer,
    shape_rule="ALEXA-shape",
    unknown="is no part of an answer to Alexa (not recorded)",
)


@skill.rule("ALEXA-speech", "Speech has the text, or SSML, that its type says, up to 8,000 characters; not recorded.")
def _speech(answer: Any) -> Iterator[Finding]:
    response = answer["response"]
    reprompt = response.get("reprompt") or {}
    for field, speech in (
        ("response.outputSpeech", response.get("outputSpeech")),
        ("response.reprompt.outputSpeech", reprompt.get("outputSpeech")),
    ):
        if speech:
            wanted = "ssml" if speech["type"] == "SSML" else "text"
            said = speech.get(wanted)
            if not said:
                yield f"{field}.{wanted}", f"is missing, though the type is {speech['type']}: {_ERROR}"
            elif len(said) > _SPEECH_CHARACTERS:
                yield f"{field}.{wanted}", f"has {len(said):,} characters, more than {_SPEECH_CHARACTERS:,}: {_ERROR}"


@skill.rule("ALEXA-card", "A Simple card has `content`, a Standard one `text`: the other one is ignored. Documented.")
def _card(answer: Any) -> Iterator[Finding]:
    card = answer["response"].get("card") or {}
    other = {"Simple": "text", "Standard": "content"}.get(card.get("type", ""))
    if other and card.get(other) is not None:
        yield f"response.card.{other}", f"is ignored in a card of type {card['type']}"
    if card.get("type") == "AskForPermissionsConsent" and not card.get("permissions"):
        yield "response.card.permissions", f"is missing, though the type is AskForPermissionsConsent: {_ERROR}"


@skill.rule("ALEXA-directive", "Each directive has a type; documented.")
def _directive(answer: Any) -> Iterator[Finding]:
    for number, directive in enumerate(answer["response"].get("directives") or []):
        if not isinstance(directive.get("type"), str):
            yield f"response.directives[{number}].type", f"is missing: {_ERROR}"


@skill.rule("ALEXA-size", "An answer has at most 120 KB; not recorded.")
def _size(answer: Any) -> Iterator[Finding]:
    size = json_size(answer)
    if size > _BYTES:
        yield "", f"has {size:,} bytes, more than {_BYTES:,}: {_ERROR}"


@skill.event_rule("ALEXA-ended", "The end of a session is not answered: what is said then is ignored. Documented.")
def _ended(answer: Any, event: Any) -> Iterator[Finding]:
    if event["request"]["type"] == "SessionEndedRequest":
        for name in ("outputSpeech", "card", "reprompt", "directives"):
            if answer["response"].get(name):
                yield f"response.{name}", "is ignored: a skill cannot answer a SessionEndedRequest"


class _HeaderBase(TypedDict):
    namespace: str
    name: str
    messageId: str
    payloadVersion: Literal["3"]


class _Header(_HeaderBase, total=False):
    correlationToken: str | None
    instance: str | None


class _EventBase(TypedDict):
    header: _Header
    payload: dict[str, Any]


class _Event(_EventBase, total=False):
    endpoint: dict[str, Any] | None


class _PropertyBase(TypedDict):
    namespace: str
    name: str
    value: Any
    timeOfSample: str


class _Property(_PropertyBase, total=False):
    uncertaintyInMilliseconds: int
    instance: str


class _Context(TypedDict, total=False):
    properties: list[_Property]


class _HomeBase(TypedDict):
    event: _Event


class _Home(_HomeBase, total=False):
    context: _Context | None


home = ResponseBook(
    "alexa_smart_home",
    "Alexa tells the user that the device does not respond",
    shape=_Home,
    shape_rule="HOME-shape",
    unknown="is no part of an answer to Alexa (not recorded)",
)


@home.rule("HOME-id", "`messageId` has 1 to 127 characters; not recorded.")
def _id(answer: Any) -> Iterator[Finding]:
    identifier = answer["event"]["header"]["messageId"]
    if not 1 <= len(identifier) <= 127:
        reason = f"has {len(identifier)} characters, expected 1 to 127 (a UUID is recommended)"
        yield "event.header.messageId", f"{reason}: {home.consequence}"


@home.event_rule("HOME-token", "An answer carries the correlation token of the directive, if there is one. Documented.")
def _token(answer: Any, event: Any) -> Iterator[Finding]:
    token = event["directive"]["header"].get("correlationToken")
    header = answer["event"]["header"]
    if token is not None and header.get("correlationToken") != token:
        reason = "is not the directive's" if "correlationToken" in header else "is missing"
        yield "event.header.correlationToken", f"{reason}: {home.consequence}"


BOOKS = (skill, home)
