"""What the mapping of an event source must have."""

from __future__ import annotations

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import is_intrinsic
from pytest_lambda.templates.sam.invalid import invalid_resource

_KAFKA_SECRETS = (
    "SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH", "BASIC_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH", "OAUTHBEARER_AUTH",
    "IAM_AUTH", "IAM_OAUTHBEARER_AUTH",
)  # fmt: skip
_WITHOUT_URI = ("IAM_AUTH", "IAM_OAUTHBEARER_AUTH")
_OAUTH = (
    "OAUTHBEARER_SCOPE", "OAUTHBEARER_AUDIENCE", "OAUTHBEARER_LOGICAL_CLUSTER", "OAUTHBEARER_IDENTITY_POOL",
)  # fmt: skip
_NETWORK = ("VPC_SUBNET", "VPC_SECURITY_GROUP")


def check_filters(event: Event) -> None:
    """Filters are a list of them, and nothing beside."""
    place = event.get("FilterCriteria")
    if place.value and not is_intrinsic(place.value) and list(place.mapping()) != ["Filters"]:
        raise event.refusal(place, "FilterCriteria field has a wrong format")


def check_access(event: Event, supported: tuple[str, ...]) -> None:
    """One secret with the user's name and password, beside what else is supported."""
    name = "SourceAccessConfigurations"
    place = event.get(name)
    if not place.value:
        raise event.refusal(event.place, f"No {name} for Amazon {event.kind} event provided.")
    if not isinstance(place.value, list):
        raise event.refusal(place, f"Provided {name} cannot be parsed into a list.")
    secrets = []
    for index, each in enumerate(place.each()):
        if not isinstance(each.value, dict):
            raise event.refusal(each, f"Property '{name}[{index}]' should be a map.")
        kind = each.get("Type").value
        if not isinstance(kind, str):
            raise event.refusal(each, f"Property '{name}[{index}].Type' should be a string.")
        if kind not in supported:
            raise event.refusal(
                each, f"Invalid property Type specified in {name}. The supported values are: {list(supported)}."
            )
        secrets += [each] if kind == "BASIC_AUTH" else []
    _check_one_secret(event, place, secrets)


def _check_one_secret(event: Event, place: Place, secrets: list[Place]) -> None:
    name = "SourceAccessConfigurations"
    if not secrets:
        raise event.refusal(place, f"No BASIC_AUTH property specified in {name}.")
    if len(secrets) > 1:
        raise event.refusal(secrets[1], f"Multiple BASIC_AUTH properties specified in {name}.")
    if not secrets[0].get("URI").value:
        raise event.refusal(secrets[0], f"No BASIC_AUTH URI property specified in {name}.")


def check_kafka_access(event: Event) -> None:
    """Servers, one topic, and how to reach them."""
    name = "SourceAccessConfigurations"
    access, topics = event.get(name), event.get("Topics")
    if not event.get("KafkaBootstrapServers").value:
        raise event.refusal(event.place, "No KafkaBootstrapServers provided for self managed kafka as an event source")
    if not topics.value:
        raise event.refusal(event.place, "No Topics provided for self managed kafka as an event source")
    if len(topics.value) != 1:
        raise event.refusal(topics, "Topics for self managed kafka only supports single configuration entry.")
    if not access.value:
        raise event.refusal(event.place, f"No {name} for self managed kafka event provided.")
    if not isinstance(access.value, list):
        raise event.refusal(access, f"{name} for self managed kafka event should be a list.")
    found = [_kafka_access(event, each) for each in access.each()]
    if sum(kind in _KAFKA_SECRETS for kind in found) > 1:
        raise event.refusal(
            access, f"Multiple auth mechanism properties specified in {name} for self managed kafka event."
        )
    if len(set(_NETWORK) & set(found)) == 1:
        raise event.refusal(
            access, f"VPC_SUBNET and VPC_SECURITY_GROUP in {name} for SelfManagedKafka must be both provided."
        )


def _kafka_access(event: Event, place: Place) -> str:
    if not isinstance(place.value, dict):
        raise invalid_resource(place, event.name, "Property 'SourceAccessConfigurations' should be a map.")
    kind = place.get("Type").value
    if kind not in (*_KAFKA_SECRETS, *_OAUTH, *_NETWORK, "SERVER_ROOT_CA_CERTIFICATE"):
        raise event.refusal(place, "Invalid SourceAccessConfigurations Type provided for self managed kafka event.")
    called, uri = "auth mechanism" if kind in _KAFKA_SECRETS else kind, place.get("URI").value
    where = f"{called} URI property specified in SourceAccessConfigurations for self managed kafka event."
    if kind not in _WITHOUT_URI and not uri:
        raise event.refusal(place, f"No {where}")
    if kind not in _WITHOUT_URI and not isinstance(uri, str) and not is_intrinsic(uri):
        raise event.refusal(place.get("URI"), f"Wrong Type for {where}")
    return str(kind)


def check_schema_registry(event: Event) -> None:
    """Where schemas are, and what they are used for."""
    config = event.get("SchemaRegistryConfig")
    if not config.value:
        return
    for field in ("SchemaRegistryURI", "EventRecordFormat", "SchemaValidationConfigs"):
        if field not in config.mapping():
            raise event.refusal(config, f"Missing required field {field} in SchemaRegistryConfig")
    if config.get("EventRecordFormat").value not in ("JSON", "SOURCE"):
        raise event.refusal(
            config.get("EventRecordFormat"),
            "EventRecordFormat in SchemaRegistryConfig must be either 'JSON' or 'SOURCE'",
        )
    if not isinstance(config.get("SchemaValidationConfigs").value, list):
        raise event.refusal(config.get("SchemaValidationConfigs"), "SchemaValidationConfigs must be a list")
