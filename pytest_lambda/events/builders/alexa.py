"""Events of Alexa: requests to custom skills."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of, nearest
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.alexa import AlexaSkillEvent
from pytest_lambda.world import World

_TYPES = ("LaunchRequest", "IntentRequest", "SessionEndedRequest")
_REASONS = ("USER_INITIATED", "ERROR", "EXCEEDED_MAX_REPROMPTS")
_STATES = ("STARTED", "IN_PROGRESS", "COMPLETED")
#: where the API is, by the country of the locale; elsewhere it is in North America
_ENDPOINTS = {
    **dict.fromkeys(("GB", "DE", "FR", "ES", "IT", "IN", "SA"), "https://api.eu.amazonalexa.com"),
    **dict.fromkeys(("JP", "AU"), "https://api.fe.amazonalexa.com"),
}
_UPPER = bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte % 32] for byte in range(256))


def alexa_skill(
    *,
    intent: str | None = None,
    slots: Mapping[str, str | None] | None = None,
    request_type: str | None = None,
    dialog_state: str | None = None,
    reason: str | None = None,
    session_attributes: Mapping[str, Any] | None = None,
    new_session: bool | None = None,
    access_token: str | None = None,
    locale: str = "en-US",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> AlexaSkillEvent:
    """A request to a custom skill of Alexa. All requests of a test are of one session.

    Args:
        intent: its name, `OrderIntent` or `AMAZON.HelpIntent` say; makes the request an `IntentRequest`.
        slots: of the intent: what the user has said, or None for a slot without a value.
        request_type: `LaunchRequest` (by default, without an intent), `IntentRequest` or `SessionEndedRequest`.
        dialog_state: of an intent with a dialog: `STARTED`, `IN_PROGRESS` or `COMPLETED`.
        reason: of the end of a session: `USER_INITIATED` (by default), `ERROR` or `EXCEEDED_MAX_REPROMPTS`.
        session_attributes: what the skill has put into the session.
        new_session: by default, whether it is a `LaunchRequest`.
        access_token: of a user who has linked an account.
        locale: of the user.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event, `context={"Viewport": {}}` say. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such type, reason or state, or it does not fit the others.
    """
    kind = _type(request_type, intent, reason)
    _check(kind, intent, slots, dialog_state, reason)
    scene = Scene(world, time, "alexa")
    said = tuple((slots or {}).items())
    turn = Scene(world, time, "alexa", kind, intent, said, reason)
    say = fields_of("alexa_skill", fields, parameters_of(alexa_skill))
    application = {"applicationId": f"amzn1.ask.skill.{scene.ids.uuid()}"}
    user = {"userId": f"amzn1.ask.account.{scene.ids.bytes(40).translate(_UPPER).decode()}"}
    if access_token is not None:
        user["accessToken"] = access_token
    session = f"amzn1.echo-api.session.{scene.ids.uuid()}"
    new = kind == "LaunchRequest" if new_session is None else new_session
    known = say(
        "session",
        {
            "new": new,
            "sessionId": session,
            "application": application,
            "attributes": dict(session_attributes or {}),
            "user": user,
        },
    )
    if isinstance(known, Mapping):  # `System` is about the same skill and user
        application, user = known.get("application", application), known.get("user", user)
    made = {
        "version": say("version", "1.0"),
        "session": known,
        "context": say("context", {"System": _system(scene, _copied(application), _copied(user), locale)}),
        "request": _request(say.at("request"), turn, kind, locale, intent, slots, dialog_state, reason),
    }
    return cast(AlexaSkillEvent, say.done(made))


def _type(given: str | None, intent: str | None, reason: str | None) -> str:
    if given is not None:
        return given
    if intent is not None:
        return "IntentRequest"
    return "LaunchRequest" if reason is None else "SessionEndedRequest"


def _check(kind: str, intent: object, slots: object, state: str | None, reason: str | None) -> None:
    if kind not in _TYPES:
        raise EventError(f"request_type is {kind!r}.{nearest(kind, _TYPES)} Expected {', '.join(map(repr, _TYPES))}.")
    if kind != "IntentRequest" and (intent is not None or slots is not None or state is not None):
        raise EventError(f"intent, slots and dialog_state belong to an 'IntentRequest', but request_type is {kind!r}.")
    if kind == "IntentRequest" and intent is None:
        raise EventError("request_type is 'IntentRequest', but intent is missing: give the name of the intent.")
    if kind != "SessionEndedRequest" and reason is not None:
        raise EventError(f"reason is {reason!r}, but request_type is {kind!r}: only a 'SessionEndedRequest' has one.")
    if reason is not None and reason not in _REASONS:
        raise EventError(f"reason is {reason!r}: expected {', '.join(map(repr, _REASONS))}.")
    if state is not None and state not in _STATES:
        raise EventError(f"dialog_state is {state!r}: expected {', '.join(map(repr, _STATES))}.")


def _copied(value: Any) -> Any:
    """Of its own: the skill and the user are in an event twice, and a function may change one of them."""
    return dict(value) if isinstance(value, Mapping) else value


def _system(scene: Scene, application: Any, user: Any, locale: str) -> dict[str, Any]:
    device = f"amzn1.ask.device.{scene.ids.bytes(40).translate(_UPPER).decode()}"
    return {
        "application": application,
        "user": user,
        "device": {"deviceId": device, "supportedInterfaces": {}},
        "apiEndpoint": _ENDPOINTS.get(locale.rpartition("-")[2], "https://api.amazonalexa.com"),
        "apiAccessToken": f"eyJ0eXAiOiJKV1QifQ.{scene.ids.hexadecimal(40)}.{scene.ids.hexadecimal(40)}",
    }


def _request(
    say: Fields,
    turn: Scene,
    kind: str,
    locale: str,
    intent: str | None,
    slots: Mapping[str, str | None] | None,
    dialog_state: str | None,
    reason: str | None,
) -> Any:
    ended = kind == "SessionEndedRequest"
    cause = say("reason", (reason or "USER_INITIATED") if ended else ABSENT)
    error = {"type": "INVALID_RESPONSE", "message": "An exception occurred while dispatching the request to the skill."}
    wanted = ABSENT if intent is None else {"name": intent, "confirmationStatus": "NONE", "slots": _slots(slots or {})}
    made = {
        "type": say("type", kind),
        "requestId": say("requestId", f"amzn1.echo-api.request.{turn.ids.uuid()}"),
        "locale": say("locale", locale),
        "timestamp": say("timestamp", iso_seconds(turn.epoch)),
        "intent": say("intent", wanted),
        "dialogState": say("dialogState", ABSENT if dialog_state is None else dialog_state),
        "shouldLinkResultBeReturned": say("shouldLinkResultBeReturned", False if kind == "LaunchRequest" else ABSENT),
        "reason": cause,
        "error": say("error", error if cause == "ERROR" else ABSENT),
    }
    return say.done(made)


def _slots(given: Mapping[str, str | None]) -> dict[str, dict[str, Any]]:
    made = {}
    for name, value in given.items():
        if value is None:
            made[name] = {"name": name, "confirmationStatus": "NONE"}
        elif isinstance(value, str):
            made[name] = {"name": name, "value": value, "confirmationStatus": "NONE", "source": "USER"}
        else:
            raise EventError(f"slot {name!r} is {value!r}: expected what the user has said, or None for nothing.")
    return made
