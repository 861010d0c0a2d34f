"""The simulated resources of one account in one region, by ARN."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.activemq import ActiveMqBroker, ActiveMqQueue
from pytest_lambda.service.resources.documentdb_cluster import DocumentDBCluster, DocumentDBCollection
from pytest_lambda.service.resources.dynamodb_table import DynamoDBTable
from pytest_lambda.service.resources.endpoints import is_function
from pytest_lambda.service.resources.event_bus import EventBus
from pytest_lambda.service.resources.kafka_cluster import KafkaCluster
from pytest_lambda.service.resources.kafka_topic import KafkaTopic
from pytest_lambda.service.resources.kinesis_stream import KinesisStream
from pytest_lambda.service.resources.rabbitmq import RabbitMqBroker, RabbitMqQueue
from pytest_lambda.service.resources.s3_bucket import S3Bucket
from pytest_lambda.service.resources.schedule import Schedule, kind_of_schedule
from pytest_lambda.service.resources.sns_topic import SnsTopic
from pytest_lambda.service.resources.sqs_queue import SqsQueue

if TYPE_CHECKING:
    from pytest_lambda.clock.virtual import VirtualClock
    from pytest_lambda.service.platform import Platform
    from pytest_lambda.world import World

_Resource = TypeVar("_Resource")
#: SQS Developer Guide, queue and message identifiers
_QUEUE_URL = re.compile(r"https://[^/]+/(?P<account>\d{12})/(?P<name>[^/]+)")
#: service in an ARN -> what stands before a name there
_BEFORE_NAMES = {
    "sqs": "",
    "kinesis": "stream/",
    "dynamodb": "table/",
    "sns": "",
    "lambda": "function:",
    "events": "event-bus/",
    "s3": "",
}
#: what event source mappings read, and what others send to
SOURCES = ("sqs", "kinesis", "dynamodb")
RECIPIENTS = ("sqs", "sns", "lambda", "events", "s3")


class Resources:
    """Makes resources and finds them again; the one that has them is their platform.

    Attributes:
        foreign: is asked, one after the other, for an ARN that nothing here has: gives a resource, which is known
            from then on, or None.
        on_resource: is told of each resource once it is known.
    """

    clock: VirtualClock
    world: World
    _functions: dict[str, Any]

    def __init__(self) -> None:
        self.foreign: list[Callable[[str], Any | None]] = []
        self.on_resource: list[Callable[[Any], None]] = []
        self._resources: dict[str, Any] = {}
        #: ARNs that `foreign` is asked for: whoever brings a resource may make it here
        self._sought: set[str] = set()

    def resource(self, arn: str) -> Any:
        """The simulated resource with an ARN, a function among them; None if there is none.

        Args:
            arn: of it; a URL or a bare name, too, see `resource_named`.
        """
        return self._found(arn, tuple(_BEFORE_NAMES))

    def recipient(self, arn: str) -> Any:
        """As `resource`, where something is sent: a name is that of a queue, a topic, a function, a bus or a bucket."""
        return self._found(arn, RECIPIENTS)

    def resource_named(self, text: str, *, among: Sequence[str] = tuple(_BEFORE_NAMES)) -> Any:
        """What the URL of a queue names, or a bare name; None if there is none.

        Args:
            text: the URL or the name.
            among: the services of AWS, as in ARNs, whose resource it can be; default: all that have names.

        Raises:
            ConfigurationError: there is more than one of that name.
        """
        url = _QUEUE_URL.fullmatch(text)
        if url is not None:
            return self._named("sqs", url["name"]) if url["account"] == self.world.account else None
        if not text or ":" in text or "/" in text:
            return None
        found = [each for each in (self._named(service, text) for service in among) if each is not None]
        if len(found) > 1:
            arns = " and ".join(each.arn for each in found)
            raise ConfigurationError(f"{text!r} is the name of {arns}: give the ARN.")
        return found[0] if found else None

    def sqs_queue(self, name: str, **attributes: Any) -> SqsQueue:
        """A queue; the one of that name if there is one.

        See `SqsQueue`; `dead_letter_queue` may be an ARN, a URL or a name, too, and with `True` one is made.
        """
        if isinstance(attributes.get("dead_letter_queue"), str):
            attributes["dead_letter_queue"] = self._existing_queue(attributes["dead_letter_queue"])
        known = None if attributes else self._named("sqs", name)
        if isinstance(known, SqsQueue):
            return known
        if attributes.get("dead_letter_queue") is True:
            suffix = "-dlq.fifo" if name.endswith(".fifo") else "-dlq"
            attributes["dead_letter_queue"] = self.sqs_queue(
                name.removesuffix(".fifo") + suffix, fifo_queue=name.endswith(".fifo")
            )
        return self._resource(SqsQueue, name, attributes)

    def sns_topic(self, name: str, **attributes: Any) -> SnsTopic:
        """A topic; see `SnsTopic`."""
        known = None if attributes else self._named("sns", name)
        if isinstance(known, SnsTopic):
            return known
        return self._resource(SnsTopic, name, attributes)

    def event_bus(self, name: str = "default", **attributes: Any) -> EventBus:
        """An event bus; see `EventBus`."""
        return self._resource(EventBus, name, attributes)

    def s3_bucket(self, name: str, **attributes: Any) -> S3Bucket:
        """A bucket; see `S3Bucket`."""
        return self._resource(S3Bucket, name, attributes)

    def kinesis_stream(self, name: str, **attributes: Any) -> KinesisStream:
        """A Kinesis data stream; see `KinesisStream`."""
        return self._resource(partial(KinesisStream, announce=self.add_resource), name, attributes)

    def dynamodb_table(self, name: str, **attributes: Any) -> DynamoDBTable:
        """A DynamoDB table with a stream; see `DynamoDBTable`."""
        table = self._resource(DynamoDBTable, name, attributes)
        if table.stream_arn is not None:
            self.add_resource(table.stream)
        return table

    def activemq_queue(self, name: str, *, broker: str = "activemq") -> ActiveMqQueue:
        """A queue of an ActiveMQ broker of that name; see `ActiveMqQueue`."""
        return self._broker(ActiveMqBroker, broker).queue(name)

    def rabbitmq_queue(
        self, name: str, virtual_host: str = "/", *, broker: str = "rabbitmq", **attributes: Any
    ) -> RabbitMqQueue:
        """A queue of a RabbitMQ broker of that name; see `RabbitMqQueue`."""
        return self._broker(RabbitMqBroker, broker).queue(name, virtual_host, **attributes)

    def kafka_cluster(self, name: str = "cluster", **attributes: Any) -> KafkaCluster:
        """A Kafka cluster of Amazon MSK, or with `bootstrap_servers` a self-managed one; see `KafkaCluster`."""
        return self._resource(KafkaCluster, name, attributes)

    def kafka_topic(self, name: str, *, cluster: KafkaCluster | str = "cluster", **attributes: Any) -> KafkaTopic:
        """A topic of a Kafka cluster; see `KafkaTopic`.

        Args:
            name: of the topic.
            cluster: what `kafka_cluster()` returned, or the name of a cluster of Amazon MSK.
            attributes: of the topic.
        """
        home = self.kafka_cluster(cluster) if isinstance(cluster, str) else cluster
        topic = self._resource(partial(KafkaTopic, cluster=home), name, attributes)
        home.add(topic)
        self._resources.setdefault(f"kafka://{name}", topic)  # as destinations of other sources name it
        return topic

    def schedule(
        self,
        expression: str,
        target: Any,
        *,
        input: object = None,
        name: str | None = None,
        timezone: str | None = None,
        by: str | None = None,
        enabled: bool = True,
    ) -> Schedule:
        """Invoke a function by the clock: `advance(hours=6)` lets it fire, and `run()` does not wait for it.

        Args:
            expression: `rate(5 minutes)`, `cron(0 12 * * ? *)` or `at(2026-01-01T00:00:00)`.
            target: a function, its ARN, or an SQS queue.
            input: what the target gets in place of AWS's event: an object for JSON, or JSON text.
            name: 1 to 64 letters, digits, `.`, `-` and `_`; default: `schedule-1` and so on.
            timezone: the name of one, `Europe/Berlin` say, for `cron` and `at`; default: UTC.
            by: `rule` of EventBridge, or `scheduler`: EventBridge Scheduler, which alone has `at` and time zones and
                is the default for them. Their events differ.
            enabled: whether it fires.

        Raises:
            RequestRefused: AWS would refuse it.
            NotSimulated: no source says what AWS makes of the expression.
            ConfigurationError: the name is taken, the moment is past, or the time zone unknown.
        """
        taken = {each.name for each in self._resources.values() if isinstance(each, Schedule)}
        free = next(number for number in range(1, len(taken) + 2) if f"schedule-{number}" not in taken)
        made = Schedule(
            expression,
            target,
            platform=cast("Platform", self),  # what has resources is their platform
            clock=self.clock,
            name=f"schedule-{free}" if name is None else name,
            by=kind_of_schedule(expression, timezone, by),
            input=input,
            zone=timezone,
            enabled=False,
            forget=self._resources.pop,
        )
        self.add_resource(made)
        if enabled:
            made.enable()
        return made

    def documentdb_cluster(self, name: str = "cluster", **attributes: Any) -> DocumentDBCluster:
        """A DocumentDB cluster; see `DocumentDBCluster`."""
        return self._resource(DocumentDBCluster, name, attributes)

    def documentdb_collection(
        self, cluster: DocumentDBCluster | str, database: str, collection: str
    ) -> DocumentDBCollection:
        """A collection of a DocumentDB cluster, which is made if it is named by a text; see `DocumentDBCollection`."""
        home = self.documentdb_cluster(cluster) if isinstance(cluster, str) else cluster
        return home.database(database).collection(collection)

    def add_resource(self, resource: Any) -> None:
        """Find a resource of your own by its `arn` from now on.

        Raises:
            ConfigurationError: it has none, or there is another one with it.
        """
        arn = getattr(resource, "arn", None)
        if not isinstance(arn, str):
            raise ConfigurationError(f"{resource!r} has no `arn`: expected a resource with a text of that name.")
        known = self._resources.get(arn)
        if known is None:
            self._know(arn, resource)
        elif known is not resource:
            raise ConfigurationError(f"{arn} exists already.")

    def known_resource(self, arn: str) -> Any:
        """The resource with an ARN, if it is here by now: nobody else is asked for it."""
        return self._resources.get(arn)

    @property
    def known_resources(self) -> tuple[Any, ...]:
        """All resources but functions, oldest first."""
        return tuple({id(each): each for each in self._resources.values()}.values())

    def forget_resource(self, resource: Any) -> None:
        """Find a resource by its ARN no longer: it was deleted, or where it came from is gone. Mappings keep it."""
        if self.known_resource(resource.arn) is resource:
            del self._resources[resource.arn]

    def _broker(self, kind: type[_Resource], name: str) -> _Resource:
        found = self._resource(kind, name, {})
        if not isinstance(found, kind):
            raise ConfigurationError(f"The broker {name} is {found!r}: give this queue a broker of another name.")
        return found

    def _resource(self, kind: Callable[..., _Resource], name: str, attributes: Mapping[str, Any]) -> _Resource:
        made: Any = kind(name, platform=self, **attributes)
        known = self._resources.get(made.arn)
        if known is None:
            known = self._brought(made.arn)
        if known is None:
            self._know(made.arn, made)
            known = made
        elif attributes:
            raise ConfigurationError(f"{made.arn} exists already: look it up by its name alone.")
        resource: _Resource = known
        return resource

    def _existing_queue(self, text: str) -> SqsQueue:
        found = self._found(text, ("sqs",))
        if not isinstance(found, SqsQueue):
            raise ConfigurationError(f"There is no queue {text}: give its ARN, its URL or its name.")
        return found

    def _found(self, text: str, among: Sequence[str]) -> Any:
        found = self._resources.get(text)
        if found is not None:
            return found
        if is_function(text):
            return self._functions.get(text.split(":")[6])
        return self._brought(text) if text.startswith("arn:") else self.resource_named(text, among=among)

    def _named(self, service: str, name: str) -> Any:
        """What has a name already: of FIFO queues and topics that alone does not make one."""
        world = self.world
        place = ":" if service == "s3" else f"{world.region}:{world.account}"
        return self.resource(f"arn:{world.partition}:{service}:{place}:{_BEFORE_NAMES[service]}{name}")

    def _know(self, arn: str, resource: Any) -> None:
        self._resources[arn] = resource
        for tell in self.on_resource:
            tell(resource)

    def _brought(self, arn: str) -> Any:
        if arn in self._sought:
            return None
        self._sought.add(arn)
        try:
            for ask in self.foreign:
                found = ask(arn)
                if found is not None:
                    self.add_resource(found)
                    return found
        finally:
            self._sought.discard(arn)
        return None
