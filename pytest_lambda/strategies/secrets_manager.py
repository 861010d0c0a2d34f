"""Events of rotations of Secrets Manager."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.secrets_manager import secrets_manager_rotation
from pytest_lambda.events.shapes.secrets_manager import SecretsManagerRotationEvent
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

_NAMES = st.text("abcdefghijABCDEFGHIJ0123456789/_+=.@-", min_size=1, max_size=20)
_TOKENS = st.none() | st.uuids(version=4).map(str)


def secrets_manager_rotation_events(
    *, steps: Any = None, secret_names: Any = None, world: World | None = None
) -> st.SearchStrategy[SecretsManagerRotationEvent]:
    """Steps of rotations.

    Args:
        steps: a strategy for steps.
        secret_names: a strategy for names of secrets.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(steps, st.sampled_from(("createSecret", "setSecret", "testSecret", "finishSecret")), "steps"),
        strategy(secret_names, _NAMES, "secret_names"),
        _TOKENS,
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, str, str | None]) -> SecretsManagerRotationEvent:
        step, name, token = parts
        return secrets_manager_rotation(step=step, secret_name=name, rotation_token=token, world=surroundings)

    return drawn.map(build)
