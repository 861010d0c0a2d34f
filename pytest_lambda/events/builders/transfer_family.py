"""Events of Transfer Family servers."""

from __future__ import annotations

from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.overrides import ABSENT, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.transfer_family import TransferFamilyEvent
from pytest_lambda.world import World

_PROTOCOLS = ("SFTP", "FTPS", "FTP")


def transfer_family(
    *,
    username: str = "jane",
    password: str | None = "Pa55-word",
    protocol: str = "SFTP",
    source_ip: str = "192.0.2.10",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> TransferFamilyEvent:
    """A Transfer Family server asks its identity provider about someone who logs in.

    Args:
        username: of the user.
        password: what the user has typed; None for users who come with a key.
        protocol: `SFTP`, `FTPS` or `FTP`.
        source_ip: the user's address.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such protocol, or it knows no keys.
    """
    if protocol not in _PROTOCOLS:
        raise EventError(f"protocol is {protocol!r}: expected 'SFTP', 'FTPS' or 'FTP'.")
    if password is None and protocol != "SFTP":
        raise EventError(f"password is None, for users with a key, but protocol is {protocol!r}: only SFTP knows keys.")
    scene = Scene(world, time, "transfer")
    say = fields_of("transfer_family", fields, parameters_of(transfer_family))
    made = {
        "username": say("username", username),
        "password": say("password", ABSENT if password is None else password),
        "protocol": say("protocol", protocol),
        "serverId": say("serverId", f"s-{scene.ids.hexadecimal(17)}"),
        "sourceIp": say("sourceIp", source_ip),
    }
    return cast(TransferFamilyEvent, say.done(made))
