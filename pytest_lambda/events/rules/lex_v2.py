"""The rules of Lex V2's events, from the page "AWS Lambda input event format for Lex V2"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.lex_v2 import LexV2Event

_ID = re.compile(r"[0-9a-zA-Z]{10}")
_PARTS = {"Scalar": "value", "List": "values", "Composite": "subSlots"}


def _recognises(event: Mapping[str, Any]) -> bool:
    return "invocationSource" in event and "sessionState" in event


book = Rulebook("lex_v2", LexV2Event, _recognises, shape_rule="LX-shape")
BOOKS = (book,)


@book.rule("LX-intent", "The intent of the session is one of the interpretations.")
def _intent(event: Any) -> Iterator[Finding]:
    names = [each["intent"]["name"] for each in event["interpretations"]]
    name = event["sessionState"]["intent"]["name"]
    if name not in names:
        yield "sessionState.intent.name", f"is {name!r}, but the interpretations are {names}"


@book.rule("LX-slot", "A slot has the value of its shape.")
def _slot(event: Any) -> Iterator[Finding]:
    for name, slot in event["sessionState"]["intent"]["slots"].items():
        part = _PARTS[(slot or {}).get("shape", "Scalar")]
        if slot is not None and part not in slot:
            yield f"sessionState.intent.slots.{name}", f"has no {part!r}"


@book.rule("LX-elicit", "The slot to elicit is one of the intent's.")
def _elicit(event: Any) -> Iterator[Finding]:
    state = event.get("proposedNextState")
    if state is None or state["dialogAction"]["type"] != "ElicitSlot":
        return
    wanted = state["dialogAction"].get("slotToElicit")
    if wanted not in state["intent"]["slots"]:
        yield "proposedNextState.dialogAction.slotToElicit", f"is {wanted!r}, which is no slot of the intent"


@book.rule("LX-confidence", "Confidence is a number from 0 to 1.")
def _confidence(event: Any) -> Iterator[Finding]:
    for number, each in enumerate(event["interpretations"]):
        if not 0 <= each.get("nluConfidence", 0) <= 1:
            yield f"interpretations[{number}].nluConfidence", f"is {each['nluConfidence']!r}, expected 0 to 1"


@book.rule("LX-bot", "The ids of bot and alias have 10 characters; the test alias is that of the draft.")
def _bot(event: Any) -> Iterator[Finding]:
    bot = event["bot"]
    for name in ("id", "aliasId"):
        if _ID.fullmatch(bot[name]) is None:
            yield f"bot.{name}", f"is {bot[name]!r}, expected 10 letters and digits"
    if bot["aliasId"] == "TSTALIASID" and bot["version"] != "DRAFT":
        yield "bot.version", f"is {bot['version']!r}, but the alias is that of the draft"
