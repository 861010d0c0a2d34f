"""Events of rotations of Secrets Manager."""

from __future__ import annotations

import re
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.overrides import ABSENT, fields_of, nearest
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.secrets_manager import SecretsManagerRotationEvent
from pytest_lambda.world import World

_STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
_NAME = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")
_LETTERS = bytes(b"abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"[byte % 57] for byte in range(256))


def secrets_manager_rotation(
    *,
    step: str = "createSecret",
    secret_name: str = "my-secret",
    rotation_token: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> SecretsManagerRotationEvent:
    """One step of a rotation of a secret. The four steps of a rotation are about the same secret and version.

    Args:
        step: `createSecret`, `setSecret`, `testSecret` or `finishSecret`.
        secret_name: Secrets Manager adds a hyphen and six characters to it.
        rotation_token: for rotations by an assumed role or for another account; other events have none.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such step, or a secret cannot have such a name.
    """
    if step not in _STEPS:
        raise EventError(f"step is {step!r}.{nearest(step, _STEPS)} Expected {', '.join(map(repr, _STEPS))}.")
    if not (isinstance(secret_name, str) and _NAME.fullmatch(secret_name)):
        raise EventError(
            f"secret_name is {secret_name!r}: expected 1 to 512 letters, digits or characters of '/_+=.@-'."
        )
    scene = Scene(world, time, "secretsmanager", secret_name)
    say = fields_of("secrets_manager_rotation", fields, parameters_of(secrets_manager_rotation))
    suffix = scene.ids.bytes(6).translate(_LETTERS).decode()
    made = {
        "Step": say("Step", step),
        "SecretId": say("SecretId", scene.arn("secretsmanager", f"secret:{secret_name}-{suffix}")),
        "ClientRequestToken": say("ClientRequestToken", scene.ids.uuid()),
        "RotationToken": say("RotationToken", ABSENT if rotation_token is None else rotation_token),
    }
    return cast(SecretsManagerRotationEvent, say.done(made))
