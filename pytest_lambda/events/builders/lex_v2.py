"""Events of Lex V2's bots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.overrides import ABSENT, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.lex_v2 import LexV2Event
from pytest_lambda.world import World

_SOURCES = ("DialogCodeHook", "FulfillmentCodeHook")
_CONFIRMATIONS = ("None", "Confirmed", "Denied")
_CONTENT_TYPES = {"Text": "text/plain; charset=utf-8", "Speech": "audio/mpeg", "DTMF": "audio/mpeg"}
_UPPER = bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[byte % 36] for byte in range(256))


def lex_v2(
    *,
    input_transcript: str = "I want to order flowers",
    intent: str = "OrderFlowers",
    slots: Mapping[str, Any] | None = None,
    invocation_source: str | None = None,
    confirmation_state: str = "None",
    input_mode: str = "Text",
    session_attributes: Mapping[str, str] | None = None,
    request_attributes: Mapping[str, str] | None = None,
    bot_name: str = "FlowerShop",
    locale_id: str = "en_US",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> LexV2Event:
    """A bot of Lex V2 asks its function. All turns of a test are of one session.

    Args:
        input_transcript: what the user has said.
        intent: what Lex thinks that the user wants.
        slots: of the intent, by name: a text, a list of texts for slots with several values, or None for a slot that
            is still to be filled.
        invocation_source: `DialogCodeHook` while a slot is to be filled, else `FulfillmentCodeHook`.
        confirmation_state: `None`, `Confirmed` or `Denied`: of the intent.
        input_mode: `Text`, `Speech` or `DTMF`.
        session_attributes: of the session.
        request_attributes: of the request; events without have no such key.
        bot_name: of the bot, whose draft it is.
        locale_id: of the bot.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such source, mode or state, or a slot has a value that Lex does not know.
    """
    filled = {"FlowerType": "roses", "Day": None} if slots is None else slots
    made_slots = {name: _slot(name, value) for name, value in filled.items()}
    missing = next((name for name, value in made_slots.items() if value is None), None)
    source = invocation_source or ("FulfillmentCodeHook" if missing is None else "DialogCodeHook")
    _check(source, input_mode, confirmation_state)
    scene = Scene(world, time, "lex", bot_name, locale_id)
    say = fields_of("lex_v2", fields, parameters_of(lex_v2))
    bot, state = say.at("bot"), say.at("sessionState")
    wanted = {
        "name": intent,
        "slots": made_slots,
        "state": "ReadyForFulfillment" if source == "FulfillmentCodeHook" else "InProgress",
        "confirmationState": confirmation_state,
    }
    heard = say("inputTranscript", input_transcript)
    made_bot = {
        "id": bot("id", scene.ids.bytes(10).translate(_UPPER).decode()),
        "name": bot("name", bot_name),
        "localeId": bot("localeId", locale_id),
        "version": bot("version", "DRAFT"),
        "aliasId": bot("aliasId", "TSTALIASID"),  # which every bot has; it is that of the draft
        "aliasName": bot("aliasName", "TestBotAlias"),
    }
    session = say("sessionId", scene.ids.decimal(15))
    turn = Scene(world, time, "lex", bot_name, locale_id, input_transcript, intent, source)
    known = state("intent", wanted)
    made = {
        "messageVersion": say("messageVersion", "1.0"),
        "invocationSource": say("invocationSource", source),
        "inputMode": say("inputMode", input_mode),
        "responseContentType": say("responseContentType", _CONTENT_TYPES[input_mode]),
        "sessionId": session,
        "inputTranscript": heard,
        "invocationLabel": say("invocationLabel", ABSENT),
        "bot": bot.done(made_bot),
        "interpretations": say("interpretations", _interpretations(_copied(known))),
        "proposedNextState": say("proposedNextState", _next(_copied(known), missing, source)),
        "requestAttributes": say("requestAttributes", ABSENT if request_attributes is None else {**request_attributes}),
        "sessionState": state.done(
            {
                "activeContexts": state("activeContexts", []),
                "sessionAttributes": state("sessionAttributes", dict(session_attributes or {})),
                "dialogAction": state("dialogAction", ABSENT),
                "runtimeHints": state("runtimeHints", ABSENT),
                "intent": known,
                "originatingRequestId": state("originatingRequestId", turn.ids.uuid()),
            }
        ),
        "transcriptions": say("transcriptions", _transcriptions(heard, _copied(known))),
    }
    return cast(LexV2Event, say.done(made))


def _check(source: str, mode: str, confirmation: str) -> None:
    for name, value, known in (
        ("invocation_source", source, _SOURCES),
        ("input_mode", mode, tuple(_CONTENT_TYPES)),
        ("confirmation_state", confirmation, _CONFIRMATIONS),
    ):
        if value not in known:
            raise EventError(f"{name} is {value!r}: expected {' or '.join(map(repr, known))}.")


def _slot(name: str, value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if isinstance(value, str):
        said = {"originalValue": value, "interpretedValue": value, "resolvedValues": [value]}
        return {"shape": "Scalar", "value": said}
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return {"shape": "List", "values": [_slot(name, each) for each in value]}
    if isinstance(value, Mapping):
        return cast(dict[str, Any], _copied(value))
    raise EventError(
        f"slot {name!r} is {value!r}: expected text, a list of texts, None for an empty slot, or Lex's own form."
    )


def _copied(value: Any) -> Any:
    """JSON of its own: the intent is in an event more than once, and a function may change one of them."""
    if isinstance(value, Mapping):
        return {name: _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _interpretations(wanted: Any) -> list[dict[str, Any]]:
    """What Lex thinks that the user wants, and the fallback that every bot has."""
    fallback = {"name": "FallbackIntent", "slots": {}, "state": "InProgress", "confirmationState": "None"}
    first: dict[str, Any] = {"interpretationSource": "Lex", "intent": wanted}
    if isinstance(wanted, Mapping) and wanted.get("name") == "FallbackIntent":
        return [first]
    return [{**first, "nluConfidence": 0.95}, {"interpretationSource": "Lex", "intent": fallback}]


def _next(wanted: Any, missing: str | None, source: str) -> Any:
    if source == "FulfillmentCodeHook" or missing is None:
        return ABSENT
    action = {"slotToElicit": missing, "type": "ElicitSlot"}
    return {"dialogAction": action, "intent": wanted, "prompt": {"attempt": "Initial"}}


def _transcriptions(heard: object, wanted: Any) -> list[dict[str, Any]]:
    slots = wanted.get("slots", {}) if isinstance(wanted, Mapping) else {}
    name = wanted.get("name", "") if isinstance(wanted, Mapping) else ""
    return [
        {
            "transcription": heard,
            "transcriptionConfidence": 1.0,
            "resolvedContext": {"intent": name},
            "resolvedSlots": {slot: value for slot, value in slots.items() if value is not None},
        }
    ]
