"""`msk`, `kafka`, `activemq` and `rabbitmq`."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.events.streams import add_mapping
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import expected, first, unknown

_BATCH = ("batchSize", "enabled", "filterPatterns", "maximumBatchingWindow")
_TOPIC = (*_BATCH, "consumerGroupId", "startingPosition", "startingPositionTimestamp", "topic")
_ACCESS = {
    "clientCertificateTlsAuth": "CLIENT_CERTIFICATE_TLS_AUTH",
    "sasl256Auth": "SASL_SCRAM_256_AUTH",
    "saslPlainAuth": "BASIC_AUTH",
    "saslScram256Auth": "SASL_SCRAM_256_AUTH",
    "saslScram512Auth": "SASL_SCRAM_512_AUTH",
    "serverRootCaCertificate": "SERVER_ROOT_CA_CERTIFICATE",
    "vpcSecurityGroup": "VPC_SECURITY_GROUP",
    "vpcSubnet": "VPC_SUBNET",
}


def msk(trigger: Trigger) -> None:
    """A mapping of a topic of Amazon MSK."""
    settings = trigger.checked((*_TOPIC, "arn", "saslScram512"))
    source = settings.get("arn")
    cluster = _cluster_name(source)
    add_mapping(trigger, f"MSK{cluster}{names.letters(str(settings.get('topic').value))}", settings, {
        "EventSourceArn": source,
        "AmazonManagedKafkaEventSourceConfig": _group(settings),
        "SourceAccessConfigurations": _secret(settings.get("saslScram512")),
        **_of_topic(settings),
    })  # fmt: skip


def kafka(trigger: Trigger) -> None:
    """A mapping of a topic of a self-managed cluster."""
    settings = trigger.checked((*_TOPIC, "accessConfigurations", "bootstrapServers"))
    servers = settings.get("bootstrapServers")
    add_mapping(trigger, f"Kafka{names.letters(str(settings.get('topic').value))}", settings, {
        "SelfManagedEventSource": {"Endpoints": {"KafkaBootstrapServers": servers}},
        "SelfManagedKafkaEventSourceConfig": _group(settings),
        "SourceAccessConfigurations": list(_accesses(settings.get("accessConfigurations"))),
        **_of_topic(settings),
    })  # fmt: skip


def activemq(trigger: Trigger) -> None:
    """A mapping of a queue of an ActiveMQ broker."""
    _of_broker(trigger, "ActiveMQ", trigger.checked((*_BATCH, "arn", "basicAuthArn", "queue")), [])


def rabbitmq(trigger: Trigger) -> None:
    """A mapping of a queue of a RabbitMQ broker."""
    settings = trigger.checked((*_BATCH, "arn", "basicAuthArn", "queue", "virtualHost"))
    host = settings.get("virtualHost")
    accesses = [] if host.value is None else [{"Type": "VIRTUAL_HOST", "URI": host}]
    _of_broker(trigger, "RabbitMQ", settings, accesses)


def _of_broker(trigger: Trigger, kind: str, settings: Place, accesses: list[dict[str, Any]]) -> None:
    source, queue = settings.get("arn"), settings.get("queue")
    secret = {"Type": "BASIC_AUTH", "URI": settings.get("basicAuthArn")}
    add_mapping(trigger, f"{kind}{names.letters(str(queue.value))}", settings, {
        "EventSourceArn": source,
        "Queues": [queue],
        "BatchSize": settings.get("batchSize"),
        "MaximumBatchingWindowInSeconds": settings.get("maximumBatchingWindow"),
        "SourceAccessConfigurations": [secret, *accesses],
    })  # fmt: skip


def _of_topic(settings: Place) -> dict[str, Any]:
    if settings.get("topic").value is None:
        raise expected(settings.get("topic"), "the name of a topic")
    return {
        "Topics": [settings.get("topic")],
        "BatchSize": settings.get("batchSize"),
        "MaximumBatchingWindowInSeconds": settings.get("maximumBatchingWindow"),
        "StartingPosition": first(settings.get("startingPosition"), settings.at("TRIM_HORIZON", "startingPosition")),
        "StartingPositionTimestamp": settings.get("startingPositionTimestamp"),
    }


def _cluster_name(source: Place) -> str:
    if isinstance(source.value, str) and source.value.count("/") > 1:
        return names.letters(source.value.split("/")[1])
    return names.of_reference(source.value, "Cluster")


def _group(settings: Place) -> Any:
    group = settings.get("consumerGroupId")
    return None if group.value is None else {"ConsumerGroupId": group}


def _secret(place: Place) -> Any:
    return None if place.value is None else [{"Type": "SASL_SCRAM_512_AUTH", "URI": place}]


def _accesses(accesses: Place) -> Any:
    for name, value in accesses.items():
        if name not in _ACCESS:
            raise unknown(value, name, _ACCESS, "accessConfigurations")
        for each in value.each() if isinstance(value.value, list) else [value]:
            written = each.value
            prefixed = f"{name.removeprefix('vpc')[0].lower()}{name.removeprefix('vpc')[1:]}" if "vpc" in name else ""
            yield {"Type": _ACCESS[name], "URI": f"{_PREFIX[prefixed]}{written}" if prefixed else each}


_PREFIX = {"subnet": "subnet:", "securityGroup": "security_group:"}
