"""Amazon MQ as a kind of event source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.judging import judge
from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException
from pytest_lambda.service.asynchronous.backoff import Backoff
from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.mq.poller import BrokerPoller
from pytest_lambda.service.event_sources.settings.checked_settings import mapping_settings
from pytest_lambda.service.resources.broker_queue import BrokerQueue

if TYPE_CHECKING:
    from pytest_lambda.batches.outcome import BatchOutcome
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.event_sources.batch import Batch
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.function import ServiceFunction


class BrokerKind:
    """Queues of ActiveMQ and RabbitMQ brokers.

    Args:
        activemq_concurrency, rabbitmq_concurrency: batches of a mapping at a time. AWS raises them on request (M9).
        redelivery_seconds: until the broker delivers again what failed; above 0. For ActiveMQ it is the default of its
            redelivery policy, which Lambda has (M8); what RabbitMQ's consumer does, no source says: the same is
            assumed.
        throttle_backoff: how long a batch waits that the function could not take, before it is tried again. AWS does
            not say.

    Raises:
        ConfigurationError: a value out of range.
    """

    name = "mq"

    def __init__(
        self,
        *,
        activemq_concurrency: int = 5,
        rabbitmq_concurrency: int = 1,
        redelivery_seconds: float = 1.0,
        throttle_backoff: Backoff | None = None,
    ) -> None:
        for what, number in (
            ("activemq_concurrency", activemq_concurrency),
            ("rabbitmq_concurrency", rabbitmq_concurrency),
        ):
            if not isinstance(number, int) or number < 1:
                raise ConfigurationError(f"{what} is {number!r}: expected a whole number from 1 on.")
        if not redelivery_seconds > 0:
            raise ConfigurationError(f"redelivery_seconds is {redelivery_seconds!r}: expected more than 0.")
        self.concurrency = {"ActiveMQ": activemq_concurrency, "RabbitMQ": rabbitmq_concurrency}
        self.redelivery_us = round(redelivery_seconds * 1e6)
        self.throttle_backoff = throttle_backoff or Backoff()

    def takes(self, source: object) -> bool:
        """See `SourceKind`."""
        return isinstance(source, BrokerQueue)

    def takes_arn(self, arn: str) -> bool:
        """See `SourceKind`."""
        return arn.split(":")[2:3] == ["mq"]

    def missing(self, arn: str) -> Exception:
        """See `SourceKind`. The sentence is ours."""
        return InvalidParameterValueException(f"The Amazon MQ broker {arn} does not exist.")

    def find(self, source: object, given: Mapping[str, Any], resource: Callable[[str], Any]) -> Any:
        """The queue that a mapping reads.

        Args:
            source: the queue, or the ARN of its broker.
            given: settings; of a broker `queues` names the queue, and `VIRTUAL_HOST` of the access configurations the
                virtual host.
            resource: finds what an ARN names.

        Raises:
            InvalidParameterValueException: there is no such broker or queue. The sentences are ours.
        """
        if not isinstance(source, str):
            return source
        broker = resource(source)
        if broker is None:
            raise self.missing(source)
        names = given.get("queues")
        if not names:
            raise InvalidParameterValueException("Queues has to name the queue of the broker.")
        found = broker.known(names[0], _virtual_host(given))
        if found is None:
            raise InvalidParameterValueException(f"The broker {broker.name} has no queue {names[0]}.")
        return found

    def settings(
        self, given: Mapping[str, Any], source: Any, function: ServiceFunction, current: MappingSettings | None
    ) -> MappingSettings:
        """See `SourceKind`.

        Raises:
            ConfigurationError: `queues` names another queue.
        """
        queues = given.get("queues")
        if queues is not None and list(queues) != [source.name]:
            raise ConfigurationError(f"queues is {queues!r}, and the event source is the queue {source.name}.")
        return mapping_settings(self.name, given, source=source, function=function, current=current)

    def poller(self, mapping: EventSourceMapping) -> BrokerPoller:
        """See `SourceKind`."""
        return BrokerPoller(
            mapping,
            concurrency=self.concurrency[mapping.source.broker_kind],
            redelivery_us=self.redelivery_us,
            backoff=self.throttle_backoff,
        )

    def judge(self, mapping: EventSourceMapping, batch: Batch, result: InvocationResult) -> BatchOutcome:
        """See `SourceKind` (M7, M8)."""
        return judge(
            self.name,
            batch.records,
            payload_bytes=result.payload_bytes,
            function_error=result.function_error,
            reports_failures=False,
        )


def _virtual_host(given: Mapping[str, Any]) -> str:
    for each in given.get("source_access_configurations") or ():
        if each.get("Type") == "VIRTUAL_HOST":
            return str(each.get("URI"))
    return "/"


MQ = BrokerKind()
