"""The on-failure destination of a mapping."""

from __future__ import annotations

from pytest_lambda.errors import InvalidParameterValueException, NotSimulated
from pytest_lambda.service.event_sources.settings.kind_rules import KAFKA
from pytest_lambda.service.settings.destinations import Resolver, Target, target

_KAFKA_SCHEME = "kafka://"
_NAMES = {"sqs": "a standard queue", "sns": "a standard topic", "s3": "a bucket", KAFKA: "a Kafka topic"}


def failure_destination(given: object) -> Target | None:
    """What an ARN, `kafka://topic` or a simulated resource names; None for an empty one.

    Raises:
        ConfigurationError: it is none of these.
    """
    found = target("on_failure", given)
    if found is None or found.kind:
        return found
    kafka = found.arn.startswith(_KAFKA_SCHEME) or found.arn.split(":")[2:3] == [KAFKA]
    return Target(found.arn, KAFKA, found.resource) if kafka else found


def check_destination(found: Target, allowed: tuple[str, ...], resolve: Resolver) -> Target:
    """The destination with its resource (C7).

    Raises:
        InvalidParameterValueException: it is of the wrong kind, FIFO, or does not exist; the texts are ours.
        NotSimulated: a topic of Kafka, for another source than Kafka.
    """
    if found.kind == KAFKA and KAFKA not in allowed:
        raise NotSimulated(
            f"The on-failure destination {found.arn} is a topic of Kafka: only mappings on Kafka have that here, since "
            "nothing tells which cluster it is in. Take a queue, a topic of SNS or a bucket."
        )
    if found.kind not in allowed or found.is_fifo:
        what = "FIFO" if found.is_fifo else "none of these"
        raise InvalidParameterValueException(
            f"The on-failure destination {found.arn} is {what}: AWS takes "
            f"{', '.join(_NAMES[kind] for kind in allowed)}."
        )
    resource = found.resource if found.kind == KAFKA and found.resource is not None else resolve(found.arn)
    if resource is None:
        raise InvalidParameterValueException(
            f"The on-failure destination {found.arn} does not exist: create it in this service first."
        )
    return Target(found.arn, found.kind, resource)
