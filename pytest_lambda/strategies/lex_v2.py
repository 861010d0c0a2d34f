"""Events of Lex V2's bots."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.lex_v2 import lex_v2
from pytest_lambda.events.shapes.lex_v2 import LexV2Event
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

_NAMES = st.text("ABCDEabcde", min_size=1, max_size=8)
_TEXTS = st.text(min_size=1, max_size=20)
_SLOTS = st.dictionaries(_NAMES, st.none() | _TEXTS | st.lists(_TEXTS, min_size=1, max_size=3), max_size=3)


def lex_v2_events(
    *,
    input_transcripts: Any = None,
    intents: Any = None,
    slots: Any = None,
    session_attributes: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[LexV2Event]:
    """Turns of conversations, with slots that are filled and slots that are not.

    Args:
        input_transcripts: a strategy for what users say.
        intents: a strategy for names of intents.
        slots: a strategy for dictionaries, as `events.lex_v2` takes them.
        session_attributes: a strategy for dictionaries of texts.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(input_transcripts, st.text(max_size=40), "input_transcripts"),
        strategy(intents, _NAMES | st.just("FallbackIntent"), "intents"),
        strategy(slots, _SLOTS, "slots"),
        strategy(session_attributes, st.dictionaries(_NAMES, st.text(max_size=20), max_size=2), "session_attributes"),
        st.sampled_from(("None", "Confirmed", "Denied")),
        st.sampled_from(("Text", "Speech", "DTMF")),
        st.sampled_from((None, "DialogCodeHook")),
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, str, Any, Any, str, str, str | None]) -> LexV2Event:
        said, intent, filled, attributes, confirmation, mode, source = parts
        return lex_v2(
            input_transcript=said,
            intent=intent,
            slots=filled,
            session_attributes=attributes,
            confirmation_state=confirmation,
            input_mode=mode,
            invocation_source=source,
            world=surroundings,
        )

    return drawn.map(build)
