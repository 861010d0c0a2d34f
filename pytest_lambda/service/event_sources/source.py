"""What a kind of event source has to offer, so that mappings can be made on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pytest_lambda.batches.outcome import BatchOutcome
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.event_sources.batch import Batch
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
    from pytest_lambda.service.function import ServiceFunction


class Poller(Protocol):
    """Reads one source for one mapping. An empty poll costs nothing: it waits to be told that something has come."""

    def start(self) -> None:
        """The mapping is enabled from now on."""
        ...

    def stop(self) -> None:
        """The mapping is disabled or deleted: nothing more is read; what is being processed is brought to its end."""
        ...

    def changed(self) -> None:
        """The mapping's settings have changed; they hold for what is read from now on."""
        ...

    def unsettled(self) -> str | None:
        """What does not balance in its account of records; None if all does."""
        ...


class SourceKind(Protocol):
    """A kind of event source.

    Attributes:
        name: `sqs`, `kinesis`, …
    """

    name: str

    def takes(self, source: object) -> bool:
        """Whether a simulated resource is of this kind."""
        ...

    def takes_arn(self, arn: str) -> bool:
        """Whether an ARN is of this kind."""
        ...

    def missing(self, arn: str) -> Exception:
        """AWS's refusal of an ARN of this kind that names nothing (A11, C5)."""
        ...

    def settings(
        self, given: Mapping[str, Any], source: Any, function: ServiceFunction, current: MappingSettings | None
    ) -> MappingSettings:
        """Check what CreateEventSourceMapping or, with `current`, UpdateEventSourceMapping was given.

        Raises:
            InvalidParameterValueException: AWS would refuse it.
            ConfigurationError: an unknown or contradictory setting.
        """
        ...

    def poller(self, mapping: EventSourceMapping) -> Poller:
        """What reads the source for a mapping."""
        ...

    def judge(self, mapping: EventSourceMapping, batch: Batch, result: InvocationResult) -> BatchOutcome:
        """What an answer means for each record."""
        ...
