"""Events of IoT Core."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.iot import iot_custom_authorizer, iot_rule
from pytest_lambda.events.shapes.iot import IotCustomAuthorizerEvent
from pytest_lambda.strategies.varying import json_values, strategy, world_for
from pytest_lambda.world import World

_NAMES = st.text("abcdefghij0123456789-", min_size=1, max_size=8)
_TEXTS = st.text(max_size=12)
_PROTOCOLS = st.sampled_from((("tls", "mqtt"), ("tls", "http"), ("tls", "http", "mqtt")))


def iot_rule_events(
    *, payloads: Any = None, topics: Any = None, columns: dict[str, str] | None = None, world: World | None = None
) -> st.SearchStrategy[Any]:
    """What devices send, by the way of a rule: objects, and bytes as base64.

    Args:
        payloads: a strategy for payloads: objects for JSON, or bytes.
        topics: a strategy for topics.
        columns: as `events.iot_rule` takes them.
        world: account, region, clock and seed.
    """
    default = st.dictionaries(_NAMES, st.floats(allow_nan=False, allow_infinity=False) | json_values(), max_size=4)
    drawn = st.tuples(
        strategy(payloads, default | st.binary(max_size=100), "payloads"),
        strategy(topics, st.lists(_NAMES, min_size=1, max_size=4).map("/".join), "topics"),
    )
    surroundings = world_for(world)
    return drawn.map(lambda parts: iot_rule(parts[0], topic=parts[1], columns=columns, world=surroundings))


def iot_custom_authorizer_events(
    *,
    protocols: Any = None,
    tokens: Any = None,
    usernames: Any = None,
    passwords: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[IotCustomAuthorizerEvent]:
    """Devices of all protocols, with and without credentials.

    Args:
        protocols: a strategy for tuples of protocols.
        tokens: a strategy for tokens; None is an unsigned authorizer.
        usernames: a strategy for names, of MQTT.
        passwords: a strategy for text or bytes, of MQTT.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(protocols, _PROTOCOLS, "protocols"),
        strategy(tokens, st.none() | _NAMES, "tokens"),
        strategy(usernames, st.none() | _TEXTS, "usernames"),
        strategy(passwords, st.none() | _TEXTS | st.binary(max_size=12), "passwords"),
        st.dictionaries(_NAMES, _TEXTS, max_size=2),
        st.dictionaries(_NAMES, _TEXTS, max_size=2),
    )
    surroundings = world_for(world)

    def build(parts: tuple[tuple[str, ...], Any, Any, Any, dict[str, str], dict[str, str]]) -> IotCustomAuthorizerEvent:
        spoken, token, username, password, headers, query = parts
        mqtt, http = "mqtt" in spoken, "http" in spoken
        return iot_custom_authorizer(
            protocols=spoken,
            token=token,
            username=username if mqtt else None,
            password=password if mqtt else None,
            headers=headers if http else None,
            query=query if http else None,
            world=surroundings,
        )

    return drawn.map(build)
