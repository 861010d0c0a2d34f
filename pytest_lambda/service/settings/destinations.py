"""Where the records of asynchronous invocations can go: destinations and dead-letter targets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException

#: gives the simulated resource with an ARN, or None if the service has none
Resolver = Callable[[str], object]

SQS, SNS, LAMBDA, EVENT_BRIDGE, S3 = "sqs", "sns", "lambda", "eventbridge", "s3"

#: service in an ARN -> kind of the target
_KINDS = {"sqs": SQS, "sns": SNS, "lambda": LAMBDA, "events": EVENT_BRIDGE, "s3": S3}
#: kind -> what the resource in an ARN begins with, where it could be something else
_RESOURCES = {LAMBDA: "function:", EVENT_BRIDGE: "event-bus/"}

#: what says by itself what it names
_SCHEMES = ("arn:", "kafka://")

#: Developer Guide, invocation-async-retain-records; E12, E40
ON_SUCCESS_KINDS = (SQS, SNS, LAMBDA, EVENT_BRIDGE)
ON_FAILURE_KINDS = (*ON_SUCCESS_KINDS, S3)
DEAD_LETTER_KINDS = (SQS, SNS)


@dataclass(frozen=True, slots=True)
class Target:
    """A queue, topic, function, event bus or bucket that events or records are sent to.

    Attributes:
        arn: as it was given.
        kind: `sqs`, `sns`, `lambda`, `eventbridge` or `s3`; empty if Lambda cannot send there.
        resource: the simulated resource; None where no service was asked.
    """

    arn: str
    kind: str = ""
    resource: object = field(default=None, compare=False, repr=False)

    @property
    def is_fifo(self) -> bool:
        """Whether it is a FIFO queue or topic, which Lambda does not send to (E12)."""
        return self.kind in (SQS, SNS) and self.arn.endswith(".fifo")


def target(name: str, given: object, resolve: Resolver | None = None) -> Target | None:
    """The target behind an ARN, a simulated resource, or None; an empty ARN is none, as for AWS.

    Args:
        name: of the setting, for the error.
        given: what the user wrote.
        resolve: finds what a URL or a bare name is of; without it, only ARNs say something.

    Raises:
        ConfigurationError: it is none of these.
    """
    if isinstance(given, str) and resolve is not None and not given.startswith(_SCHEMES):
        named = resolve(given)
        given = given if named is None else named
    arn = getattr(given, "arn", given)
    if given is None or arn == "":
        return None
    if not isinstance(arn, str):
        raise ConfigurationError(
            f"{name} is {given!r} ({type(given).__name__}): expected a simulated resource, such as what sqs_queue() "
            f"returns, or the ARN of one."
        )
    return Target(arn, kind_of(arn), None if isinstance(given, str) else given)


def kind_of(arn: str) -> str:
    """What an ARN names, as far as Lambda can send to it; else an empty text."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return ""
    kind = _KINDS.get(parts[2], "")
    return kind if parts[5].startswith(_RESOURCES.get(kind, "")) else ""


def unqualified(function_arn: str) -> str:
    """The ARN of a function without its qualifier."""
    return ":".join(function_arn.split(":")[:7])


def check_dead_letter_target(found: Target | None, resolve: Resolver | None) -> Target | None:
    """The dead-letter target with its resource, after AWS's checks (E40).

    Raises:
        InvalidParameterValueException: it is of the wrong kind, FIFO, or does not exist.
    """
    if found is None:
        return None
    if found.is_fifo and found.kind == SQS:
        # Seen in public deployment logs of 2025, not in the recordings.
        raise InvalidParameterValueException(
            "Invalid dead letter queue ARN: FIFO SQS queue is not supported for dead letter configuration"
        )
    if found.is_fifo or found.kind not in DEAD_LETTER_KINDS:
        raise InvalidParameterValueException(
            f"The dead letter target {found.arn} is {'a FIFO topic' if found.is_fifo else 'of another kind'}: AWS "
            f"takes a standard SQS queue or a standard SNS topic."
        )
    resource = found.resource if resolve is None else resolve(found.arn)
    if resolve is not None and resource is None:
        raise InvalidParameterValueException(
            f"The dead letter target {found.arn} does not exist: create it in this service first, with sqs_queue() "
            f"or sns_topic()."
        )
    return Target(found.arn, found.kind, resource)
