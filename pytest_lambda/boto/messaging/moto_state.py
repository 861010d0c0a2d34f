"""What an active mock of moto holds."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from pytest_lambda.world import World


def backend(service: str, world: World) -> Any:
    """What moto has of a service in an account and region; None while no mock is active, or moto is not imported.

    Args:
        service: as moto calls it: `sqs`, `sns`, `events` or `kinesis`.
        world: account and region.
    """
    stubber = getattr(sys.modules.get("moto.core.models"), "botocore_stubber", None)
    if not getattr(stubber, "enabled", False):
        return None
    found: Any = import_module("moto.backends").get_backend(service)
    return found[world.account][world.region]


def owner_in_moto(service: str, arn: str, world: World) -> Any:
    """The same for an ARN, if it is of that service and of the account and region."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[2:5] != [service, world.region, world.account]:
        return None
    return backend(service, world)
