"""How long a function may run that Kafka, DocumentDB or a message broker invokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.errors import NotSimulated

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction

#: Developer Guide, with-documentdb and others: fourteen minutes, not fifteen
LONGEST_SECONDS = 840


def check_longest_timeout(function: ServiceFunction) -> None:
    """Refuse a function with a timeout that AWS says these sources do not support.

    Args:
        function: that is to be invoked.

    Raises:
        NotSimulated: its timeout is longer; no source says what AWS does then.
    """
    seconds = function.configuration.timeout
    if seconds > LONGEST_SECONDS:
        raise NotSimulated(
            f"{function.name} has a timeout of {seconds} seconds: AWS supports {LONGEST_SECONDS} at most behind Kafka, "
            "DocumentDB and message brokers, and no source says what it does beyond."
        )
