"""Events of Alexa."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.alexa import alexa_skill
from pytest_lambda.events.builders.alexa_smart_home import alexa_smart_home
from pytest_lambda.events.shapes.alexa import AlexaSkillEvent, AlexaSmartHomeEvent
from pytest_lambda.strategies.varying import json_values, strategy, world_for
from pytest_lambda.world import World

_NAMES = st.text("abcdefghij", min_size=1, max_size=8)
_TYPES = st.sampled_from(("LaunchRequest", "IntentRequest", "SessionEndedRequest"))
_INTENTS = st.sampled_from(("OrderIntent", "AMAZON.HelpIntent", "AMAZON.StopIntent"))
_SLOTS = st.none() | st.dictionaries(_NAMES, st.none() | st.text(max_size=12), max_size=3)
_LOCALES = st.sampled_from(("en-US", "de-DE", "ja-JP", "pt-BR"))
_DIRECTIVES: st.SearchStrategy[tuple[str, str, dict[str, Any]]] = st.one_of(
    st.sampled_from((("Alexa.PowerController", "TurnOn", {}), ("Alexa.PowerController", "TurnOff", {}))),
    st.sampled_from((("Alexa", "ReportState", {}), ("Alexa.LockController", "Lock", {}))),
    st.integers(0, 100).map(lambda level: ("Alexa.BrightnessController", "SetBrightness", {"brightness": level})),
)


def alexa_skill_events(
    *,
    request_types: Any = None,
    intents: Any = None,
    slots: Any = None,
    session_attributes: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[AlexaSkillEvent]:
    """Launches, intents and ends of sessions.

    Args:
        request_types: a strategy for `LaunchRequest`, `IntentRequest` and `SessionEndedRequest`.
        intents: a strategy for names of intents.
        slots: a strategy for dictionaries, as `events.alexa_skill` takes them.
        session_attributes: a strategy for dictionaries.
        world: account, region, clock and seed.
    """
    types = _TYPES if intents is None and slots is None else st.just("IntentRequest")
    drawn = st.tuples(
        strategy(request_types, types, "request_types"),
        strategy(intents, _INTENTS, "intents"),
        strategy(slots, _SLOTS, "slots"),
        strategy(session_attributes, st.dictionaries(_NAMES, json_values(), max_size=2), "session_attributes"),
        st.sampled_from((None, "STARTED", "IN_PROGRESS", "COMPLETED")),
        st.sampled_from(("USER_INITIATED", "ERROR", "EXCEEDED_MAX_REPROMPTS")),
        _LOCALES,
        st.booleans(),
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, str, Any, Any, str | None, str, str, bool]) -> AlexaSkillEvent:
        kind, intent, said, attributes, state, reason, locale, first = parts
        asked = kind == "IntentRequest"
        return alexa_skill(
            request_type=kind,
            intent=intent if asked else None,
            slots=said if asked else None,
            dialog_state=state if asked else None,
            reason=reason if kind == "SessionEndedRequest" else None,
            session_attributes=attributes,
            new_session=first if asked else None,
            locale=locale,
            world=surroundings,
        )

    return drawn.map(build)


def alexa_smart_home_events(
    *, directives: Any = None, endpoint_ids: Any = None, world: World | None = None
) -> st.SearchStrategy[AlexaSmartHomeEvent]:
    """Directives to devices, discoveries and grants.

    Args:
        directives: a strategy for namespace, name and payload, as a tuple: of directives to devices.
        endpoint_ids: a strategy for ids of devices.
        world: account, region, clock and seed.
    """
    to_skill = st.sampled_from((False, True)) if directives is None and endpoint_ids is None else st.just(False)
    drawn = st.tuples(
        strategy(directives, _DIRECTIVES, "directives"),
        strategy(endpoint_ids, _NAMES, "endpoint_ids"),
        st.dictionaries(_NAMES, st.text(max_size=12), max_size=2),
        to_skill,
        st.sampled_from(("Alexa.Discovery", "Alexa.Authorization")),
    )
    surroundings = world_for(world)

    def build(parts: tuple[tuple[str, str, Any], str, dict[str, str], bool, str]) -> AlexaSmartHomeEvent:
        (namespace, name, payload), device, cookie, about_skill, skill_namespace = parts
        if about_skill:
            return alexa_smart_home(namespace=skill_namespace, world=surroundings)
        return alexa_smart_home(
            namespace=namespace, name=name, payload=payload, endpoint_id=device, cookie=cookie, world=surroundings
        )

    return drawn.map(build)
