"""Names and ARNs of Amazon MQ's brokers."""

from __future__ import annotations

import re

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.world import World

#: Amazon MQ API reference, CreateBroker, brokerName
_BROKER = re.compile("[A-Za-z0-9_~-]{1,50}")
#: Lambda API reference, CreateEventSourceMapping, Queues: 1 to 1,000 characters
QUEUE_CHARACTERS = 1_000


def broker_arn(name: object, world: World) -> str:
    """The ARN of a broker.

    Raises:
        RequestRefused: Amazon MQ would refuse the name.
    """
    if not (isinstance(name, str) and _BROKER.fullmatch(name)):
        raise RequestRefused(
            "BadRequestException",
            "The broker name is not valid.",
            f"broker is {name!r}: expected 1 to 50 letters, digits, -, _ and ~.",
        )
    return f"arn:{world.partition}:mq:{world.region}:{world.account}:broker:{name}:b-{world.ids_for('mq', name).uuid()}"


def checked_queue_name(name: object) -> str:
    """The name of a queue that a mapping can read.

    Raises:
        ConfigurationError: it is none.
    """
    if isinstance(name, str) and name and len(name) <= QUEUE_CHARACTERS and not name.isspace():
        return name
    raise ConfigurationError(f"name is {name!r}: expected that of a queue, 1 to {QUEUE_CHARACTERS:,} characters.")
