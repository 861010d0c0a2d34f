"""Answers to Lex V2."""

from __future__ import annotations

from typing import Any

import pytest

from .broken import broken

TEXT = {"contentType": "PlainText", "content": "hello"}
CARD = {
    "contentType": "ImageResponseCard",
    "imageResponseCard": {"title": "t", "subtitle": None, "buttons": [{"text": "a", "value": "b"}]},
}
INTENT = {"name": "Order", "state": "Fulfilled", "slots": {"size": None}}


def answer(kind: str, *messages: Any, intent: Any = INTENT, **action: Any) -> dict[str, Any]:
    state: dict[str, Any] = {"dialogAction": {"type": kind, **action}}
    if intent is not None:
        state["intent"] = intent
    return {"sessionState": state, "messages": list(messages)}


def card(**changes: Any) -> dict[str, Any]:
    return {**CARD, "imageResponseCard": {**CARD["imageResponseCard"], **changes}}


@pytest.mark.parametrize(
    "right",
    [
        answer("Close", TEXT),
        answer("Delegate", intent=None),
        answer("ElicitIntent", TEXT, intent=None),
        answer("ElicitSlot", slotToElicit="size"),
        answer("ConfirmIntent", TEXT, CARD),
        {"sessionState": {"dialogAction": {"type": "Delegate"}, "sessionAttributes": {"a": "b"}}},
        {**answer("Close"), "requestAttributes": {"a": "b"}},
    ],
)
def test_lex_accepts(right: Any) -> None:
    assert broken("lex_v2", right) == set()


ELICIT = "sessionState.dialogAction.slotToElicit"
IMAGE = "messages[0].imageResponseCard"


@pytest.mark.parametrize(
    ("wrong", "rule", "field"),
    [
        (None, "LEX-shape", ""),
        ({"dialogAction": {"type": "Close"}}, "LEX-shape", "sessionState"),
        (answer("close"), "LEX-shape", "sessionState.dialogAction.type"),
        (answer("Close", intent={**INTENT, "state": "Done"}), "LEX-shape", "sessionState.intent.state"),
        ({"sessionState": {"dialogAction": {"type": "Delegate"}, "sessionAttributes": {"n": 1}}}, "LEX-shape", "sessionState.sessionAttributes.n"),
        (answer("Close", {"contentType": "Text", "content": "a"}), "LEX-shape", "messages[0].contentType"),
        ({**answer("Close"), "fulfillmentState": "Fulfilled"}, "LEX-shape", "fulfillmentState"),
        ({"sessionState": {"intent": INTENT}}, "LEX-action", "sessionState.dialogAction"),
        (answer("ElicitSlot"), "LEX-action", ELICIT),
        (answer("Close", intent=None), "LEX-intent", "sessionState.intent"),
        (answer("ElicitIntent", intent=None), "LEX-messages", "messages"),
        (answer("Close", {"contentType": "PlainText"}), "LEX-content", "messages[0].content"),
        (answer("Close", {"contentType": "SSML", "content": "x" * 1025}), "LEX-content", "messages[0].content"),
        (answer("Close", {**TEXT, "contentType": "ImageResponseCard"}), "LEX-content", IMAGE),
        (answer("Close", card(title="x" * 251)), "LEX-card", f"{IMAGE}.title"),
        (answer("Close", card(buttons=[])), "LEX-card", f"{IMAGE}.buttons"),
        (answer("Close", card(buttons=[{"text": "", "value": "b"}])), "LEX-card", f"{IMAGE}.buttons[0].text"),
    ],
)
def test_lex_refuses(wrong: Any, rule: str, field: str) -> None:
    assert (rule, field) in broken("lex_v2", wrong)
