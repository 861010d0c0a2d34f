"""What Amazon Lex V2 accepts from a code hook.

From the pages "AWS Lambda response format for Lex V2", "Common structures in an AWS Lambda function for Amazon Lex V2"
and the data types Message and ImageResponseCard of the Lex V2 runtime API.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypedDict

from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import Finding

_ERROR = "Lex answers DependencyFailedException (Invalid Lambda Response)"
_ACTIONS = Literal["Close", "ConfirmIntent", "Delegate", "ElicitIntent", "ElicitSlot"]
_STATES = Literal["Failed", "Fulfilled", "FulfillmentInProgress", "InProgress", "ReadyForFulfillment", "Waiting"]


class _ActionBase(TypedDict):
    type: _ACTIONS


class _Action(_ActionBase, total=False):
    slotToElicit: str | None
    slotElicitationStyle: Literal["Default", "SpellByLetter", "SpellByWord"] | None
    subSlotToElicit: dict[str, Any] | None


class _IntentBase(TypedDict):
    name: str


class _Intent(_IntentBase, total=False):
    state: _STATES | None
    slots: dict[str, dict[str, Any] | None] | None
    confirmationState: Literal["Confirmed", "Denied", "None"] | None
    kendraResponse: Any


class _State(TypedDict, total=False):
    dialogAction: _Action
    intent: _Intent | None
    sessionAttributes: dict[str, str] | None
    activeContexts: list[dict[str, Any]] | None
    runtimeHints: dict[str, Any] | None
    originatingRequestId: str | None


class _Button(TypedDict):
    text: str
    value: str


class _CardBase(TypedDict):
    title: str


class _Card(_CardBase, total=False):
    subtitle: str | None
    imageUrl: str | None
    buttons: list[_Button] | None


class _MessageBase(TypedDict):
    contentType: Literal["CustomPayload", "ImageResponseCard", "PlainText", "SSML"]


class _Message(_MessageBase, total=False):
    content: str | None
    imageResponseCard: _Card | None


class _AnswerBase(TypedDict):
    sessionState: _State


class _Answer(_AnswerBase, total=False):
    messages: list[_Message] | None
    requestAttributes: dict[str, str] | None


book = ResponseBook(
    "lex_v2", _ERROR, shape=_Answer, shape_rule="LEX-shape", unknown="is no part of an answer to Lex V2 (not recorded)"
)
BOOKS = (book,)


def _action(answer: Any) -> Any:
    return answer["sessionState"]["dialogAction"]


@book.rule("LEX-action", "There is a `dialogAction`; ElicitSlot names the slot. Documented.")
def _dialog(answer: Any) -> Iterator[Finding]:
    state = answer["sessionState"]
    action = state.get("dialogAction")
    if action is None:
        yield "sessionState.dialogAction", f"is missing: {_ERROR}"
    elif action["type"] == "ElicitSlot" and not action.get("slotToElicit"):
        yield "sessionState.dialogAction.slotToElicit", f"is missing, though the type is ElicitSlot: {_ERROR}"


@book.rule("LEX-intent", "Close, ConfirmIntent and ElicitSlot come with the intent; documented.")
def _intent(answer: Any) -> Iterator[Finding]:
    kind = _action(answer)["type"]
    if kind in ("Close", "ConfirmIntent", "ElicitSlot") and not answer["sessionState"].get("intent"):
        yield "sessionState.intent", f"is missing, though the dialogAction is {kind}: {_ERROR}"


@book.rule("LEX-messages", "ElicitIntent comes with messages; documented.")
def _messages(answer: Any) -> Iterator[Finding]:
    if _action(answer)["type"] == "ElicitIntent" and not answer.get("messages"):
        yield "messages", f"is empty, though the dialogAction is ElicitIntent: {_ERROR}"


@book.rule("LEX-content", "A message has what its contentType says: a card, or up to 1,024 characters; not recorded.")
def _content(answer: Any) -> Iterator[Finding]:
    for number, message in enumerate(answer.get("messages") or []):
        card = message["contentType"] == "ImageResponseCard"
        wanted = "imageResponseCard" if card else "content"
        if not message.get(wanted):
            yield f"messages[{number}].{wanted}", f"is missing, though it is of {message['contentType']}: {_ERROR}"
        elif not card and len(message["content"]) > 1_024:
            reason = f"has {len(message['content']):,} characters, more than 1,024"
            yield f"messages[{number}].content", f"{reason}: {_ERROR}"


@book.rule("LEX-card", "A card's texts have up to 250 characters, those of its 1 to 5 buttons up to 50; not recorded.")
def _cards(answer: Any) -> Iterator[Finding]:
    for number, message in enumerate(answer.get("messages") or []):
        card = message.get("imageResponseCard") or {}
        field = f"messages[{number}].imageResponseCard"
        for name in ("title", "subtitle", "imageUrl"):
            if len(card.get(name) or "") > 250:
                yield f"{field}.{name}", f"has {len(card[name])} characters, more than 250: {_ERROR}"
        buttons = card.get("buttons")
        if buttons is not None and not 1 <= len(buttons) <= 5:
            yield f"{field}.buttons", f"has {len(buttons)} buttons, expected 1 to 5: {_ERROR}"
        for place, button in enumerate(buttons or []):
            for name in ("text", "value"):
                if not 1 <= len(button[name]) <= 50:
                    reason = f"has {len(button[name])} characters, expected 1 to 50"
                    yield f"{field}.buttons[{place}].{name}", f"{reason}: {_ERROR}"
