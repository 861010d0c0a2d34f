"""The life of a mapping: create, get, list, update, delete."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pytest_lambda import LambdaService, ServiceFunction
from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    ResourceConflictException,
    ResourceNotFoundException,
)
from pytest_lambda.service.event_sources.lifecycle import ResourceInUseException
from pytest_lambda.service.event_sources.mapping import EventSourceMapping
from tests.service.event_sources.recorded_kind import RecordedKind, Source, source

ORDERS = "arn:aws:lambda:us-east-1:123456789012:function:orders"
UNKNOWN = "b4f0f2b2-8c9b-4b5e-9d42-000000000000"


def answers_nothing(event: Any, context: Any) -> None: ...


@pytest.fixture
def function(service: LambdaService) -> ServiceFunction:
    for name in ("kinesis", "dynamodb", "kafka", "plugins"):
        service.mappings.kinds.add(RecordedKind(name))
    return service.create_function("orders", handler=answers_nothing)


@pytest.fixture
def stream() -> Source:
    return source("kinesis")


@pytest.fixture
def mapping(function: ServiceFunction, stream: Source) -> EventSourceMapping:
    return function.create_event_source_mapping(stream, starting_position="LATEST")


def told(mapping: EventSourceMapping) -> list[str]:
    return [what for what, _ in mapping.poller.told]


# ---- states (A6) ---------------------------------------------------------------------------------------------------


def test_a_mapping_is_enabled_at_once(mapping: EventSourceMapping) -> None:
    assert (mapping.lifecycle.announced, mapping.state) == ("Creating", "Enabled")
    assert told(mapping) == ["start"]


def test_one_that_is_created_disabled_is_not_read(function: ServiceFunction, stream: Source) -> None:
    mapping = function.create_event_source_mapping(stream, starting_position="LATEST", enabled=False)
    assert (mapping.lifecycle.announced, mapping.state) == ("Disabled", "Disabled")
    assert told(mapping) == []


def test_disabled_and_enabled_again(mapping: EventSourceMapping) -> None:
    mapping.disable()
    assert (mapping.lifecycle.announced, mapping.state) == ("Disabling", "Disabled")
    mapping.enable()
    assert (mapping.lifecycle.announced, mapping.state) == ("Enabling", "Enabled")
    assert told(mapping) == ["start", "stop", "start"]


@pytest.mark.parametrize("enabled", [True, False], ids=["enabled", "disabled"])
def test_an_update_of_something_else(function: ServiceFunction, stream: Source, enabled: bool) -> None:
    mapping = function.create_event_source_mapping(stream, starting_position="LATEST", enabled=enabled)
    assert mapping.update(batch_size=5) is mapping
    assert (mapping.lifecycle.announced, mapping.state) == ("Updating", "Enabled" if enabled else "Disabled")
    assert mapping.settings.batch_size == 5
    assert mapping.poller.told[-1] == ("changed", 5)


def test_deleted(service: LambdaService, mapping: EventSourceMapping) -> None:
    assert mapping.delete() is mapping
    assert mapping.state == "Deleting"
    assert told(mapping) == ["start", "stop"]
    assert service.event_source_mappings == ()
    with pytest.raises(ResourceNotFoundException):
        mapping.enable()


def test_deleted_while_it_is_disabled(mapping: EventSourceMapping) -> None:
    mapping.disable().delete()
    assert told(mapping)[:2] == ["start", "stop"]


def test_the_timeline_tells_of_changes(service: LambdaService, mapping: EventSourceMapping) -> None:
    mapping.disable().enable().update(batch_size=1).delete()
    told = [line.partition("source -> orders: ")[2] for line in service.timeline().splitlines()[1:]]
    assert told == ["mapping disabled", "mapping enabled", "mapping updated", "mapping deleted"]


def test_the_moment_of_the_last_change(service: LambdaService, mapping: EventSourceMapping) -> None:
    created = service.now()
    assert mapping.last_modified == created
    service.advance(timedelta(seconds=5))
    mapping.update(batch_size=5)
    assert mapping.last_modified == created + timedelta(seconds=5)


# ---- changes that take a while (A15) -------------------------------------------------------------------------------


def test_creation_takes_a_while(service: LambdaService, function: ServiceFunction, stream: Source) -> None:
    service.mappings.transition_seconds = 30
    mapping = function.create_event_source_mapping(stream, starting_position="LATEST")
    assert (mapping.state, told(mapping)) == ("Creating", [])
    service.advance(timedelta(seconds=29))
    assert (mapping.state, told(mapping)) == ("Creating", [])
    service.advance(timedelta(seconds=1))
    assert (mapping.state, told(mapping)) == ("Enabled", ["start"])


@pytest.mark.parametrize("seconds", [0, 2, 9])
def test_nothing_is_read_for_a_function_that_is_pending(
    service: LambdaService, function: ServiceFunction, stream: Source, seconds: float
) -> None:
    service.transition_seconds = 5
    service.mappings.transition_seconds = seconds
    pending = service.create_function("pending", handler=lambda event, context: None)
    mapping = pending.create_event_source_mapping(stream, starting_position="LATEST")
    other = function.create_event_source_mapping(source("dynamodb"), starting_position="LATEST", enabled=False)
    other.update(function_name="pending", enabled=True)
    service.advance(seconds=max(seconds, 5) - 0.1)
    assert (mapping.state, told(mapping), other.state, told(other)) == ("Creating", [], "Enabling", [])
    service.advance(seconds=0.1)
    assert (mapping.state, told(mapping), other.state, told(other)) == ("Enabled", ["start"], "Enabled", ["start"])


def test_the_old_settings_hold_until_an_update_is_in_force(service: LambdaService, mapping: EventSourceMapping) -> None:
    service.mappings.transition_seconds = 30
    mapping.update(batch_size=5)
    assert (mapping.state, mapping.settings.batch_size, mapping.describe()["BatchSize"]) == ("Updating", 100, 5)
    service.run()
    assert (mapping.state, mapping.settings.batch_size, mapping.describe()["BatchSize"]) == ("Enabled", 5, 5)
    assert mapping.last_modified == service.now()


def test_a_mapping_in_between_is_in_use(service: LambdaService, mapping: EventSourceMapping) -> None:
    service.mappings.transition_seconds = 30
    mapping.disable()
    for act, verb in ((mapping.enable, "update"), (mapping.delete, "delete")):
        with pytest.raises(ResourceInUseException) as caught:
            act()
        assert caught.value.message == f"Cannot {verb} the event source mapping because it is in use."
        assert caught.value.status_code == 400


def test_deletion_takes_a_while(service: LambdaService, mapping: EventSourceMapping) -> None:
    service.mappings.transition_seconds = 30
    mapping.delete()
    assert (service.get_event_source_mapping(mapping.uuid).state, told(mapping)) == ("Deleting", ["start"])
    service.run()
    assert (service.event_source_mappings, told(mapping)) == ((), ["start", "stop"])


# ---- what is refused -----------------------------------------------------------------------------------------------


def test_no_source(service: LambdaService) -> None:  # A12
    with pytest.raises(InvalidParameterValueException, match=r"^Unrecognized event source\.$"):
        service.create_event_source_mapping("nobody")


@pytest.mark.parametrize("arn", ["queue", "arn:aws:iam::123456789012:role/a"])
def test_a_source_of_no_kind(service: LambdaService, function: ServiceFunction, arn: str) -> None:
    with pytest.raises(InvalidParameterValueException, match=r"^Unrecognized event source\.$"):
        function.create_event_source_mapping(arn)


def test_an_object_that_is_no_source(function: ServiceFunction) -> None:
    with pytest.raises(ConfigurationError, match="expected a simulated resource"):
        function.create_event_source_mapping(5)


@pytest.mark.parametrize("name", ["nobody", "orders:nobody", "orders:7"])
def test_a_function_that_does_not_exist(service: LambdaService, function: ServiceFunction, name: str) -> None:  # A12
    with pytest.raises(InvalidParameterValueException, match="^Function does not exist$"):
        service.create_event_source_mapping(name, source("kinesis"), starting_position="LATEST")


def test_settings_are_looked_at_before_the_function(service: LambdaService, function: ServiceFunction) -> None:  # A12
    destination = {"OnSuccess": {"Destination": "arn:aws:sqs:us-east-1:123456789012:done"}}
    with pytest.raises(InvalidParameterValueException, match="^Unsupported DestinationConfig parameter"):
        service.create_event_source_mapping("nobody", source("kinesis"), destination_config=destination)


def test_the_function_is_looked_for_before_the_source(service: LambdaService, function: ServiceFunction) -> None:  # A12
    with pytest.raises(InvalidParameterValueException, match="^Function does not exist$"):
        service.create_event_source_mapping("nobody", source("kinesis").arn)


def test_a_source_that_does_not_exist(function: ServiceFunction) -> None:  # A11, C5: the kind's own words
    with pytest.raises(LookupError, match=r"There is no arn:aws:kinesis:us-east-1:123456789012:source\."):
        function.create_event_source_mapping(source("kinesis").arn)


@pytest.mark.parametrize("operation", ["get", "update", "delete"])
def test_an_unknown_uuid(service: LambdaService, operation: str) -> None:  # A12
    with pytest.raises(ResourceNotFoundException) as caught:
        getattr(service, f"{operation}_event_source_mapping")(UNKNOWN)
    assert caught.value.message == "The resource you requested does not exist."
    assert caught.value.status_code == 404


class ClusterOfOnesOwn(RecordedKind):
    """Kafka, whose topics have no ARN."""

    def takes_arn(self, arn: str) -> bool:
        return arn.startswith("kafka://")


def test_a_topic_of_a_cluster_of_ones_own(service: LambdaService, function: ServiceFunction) -> None:
    service.mappings.kinds.add(ClusterOfOnesOwn("kafka"))
    topic = Source("orders", "kafka://orders")
    service.add_resource(topic)
    given = {
        "self_managed_event_source": {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka:1000"]}},
        "source_access_configurations": [{"Type": "BASIC_AUTH", "URI": "arn:aws:secretsmanager:us-east-1:1:secret:a"}],
    }
    mapping = service.create_event_source_mapping("orders", topics=["orders"], **given)
    assert mapping.source is topic
    assert "EventSourceArn" not in mapping.describe()
    for topics in (["others"], None):
        with pytest.raises(LookupError, match="There is no kafka://"):
            service.create_event_source_mapping("orders", topics=topics, **given)


# ---- one source, one function (A10, C6, D13) -----------------------------------------------------------------------

QUEUE = "arn:aws:sqs:us-east-1:123456789012:queue"


def _conflict(function: ServiceFunction, of: Any, **settings: Any) -> tuple[str, str]:
    first = function.create_event_source_mapping(of, **settings)
    with pytest.raises(ResourceConflictException) as caught:
        function.create_event_source_mapping(of, **settings)
    assert caught.value.status_code == 409
    return caught.value.message, first.uuid


def test_a_second_mapping_of_a_queue(service: LambdaService, function: ServiceFunction) -> None:
    message, uuid = _conflict(function, service.sqs_queue("queue"))
    assert message == (
        f'An event source mapping with SQS arn (" {QUEUE} ") and function (" orders ") already exists. Please update or '
        f"delete the existing mapping with UUID {uuid}"
    )


@pytest.mark.parametrize("kind", ["kinesis", "dynamodb"])
def test_a_second_mapping_of_a_stream(function: ServiceFunction, kind: str) -> None:
    message, uuid = _conflict(function, source(kind), starting_position="LATEST")
    assert message == (
        f'The event source arn (" {source(kind).arn} ") and function (" orders ") provided mapping already exists. '
        f"Please update or delete the existing mapping with UUID {uuid}"
    )


def test_a_second_mapping_of_a_topic(function: ServiceFunction) -> None:
    message, uuid = _conflict(function, source("kafka"), topics=["topic"])
    assert message == (
        f'An event source mapping with event source ("{source("kafka").arn}"), function ("{ORDERS}"), topics ("topic") '
        f"already exists. Please update or delete the existing mapping with UUID {uuid}"
    )


def test_another_function_and_other_qualifiers_may(service: LambdaService, function: ServiceFunction) -> None:  # A10
    queue = service.sqs_queue("queue")
    version = function.publish_version().version
    function.create_alias("live", function_version=version)
    service.create_function("other", handler=answers_nothing)
    made = [
        service.create_event_source_mapping(name, queue)
        for name in ("orders", f"orders:{version}", "orders:live", "orders:$LATEST", "other")
    ]
    assert [mapping.function_arn.removeprefix(ORDERS.removesuffix("orders")) for mapping in made] == [
        "orders",
        "orders:1",
        "orders:live",
        "orders:$LATEST",  # A5: as the caller gave it
        "other",
    ]


def test_an_update_may_not_make_it_the_second(service: LambdaService, function: ServiceFunction) -> None:
    queue = service.sqs_queue("queue")
    service.create_function("other", handler=answers_nothing)
    first = service.create_event_source_mapping("other", queue)
    second = service.create_event_source_mapping("orders", queue)
    with pytest.raises(ResourceConflictException, match=first.uuid):
        second.update(function_name="other")
    assert second.update(function_name="orders", batch_size=3).settings.batch_size == 3


def test_after_it_is_deleted_another_one_may_be_made(function: ServiceFunction, mapping: EventSourceMapping) -> None:
    mapping.delete()
    again = function.create_event_source_mapping(mapping.source, starting_position="LATEST")
    assert again.uuid != mapping.uuid


# ---- the function --------------------------------------------------------------------------------------------------


def test_an_update_names_another_function(service: LambdaService, mapping: EventSourceMapping) -> None:
    other = service.create_function("other", handler=answers_nothing)
    mapping.update(function_name="other")
    assert (mapping.function, mapping.qualifier) == (other, None)
    with pytest.raises(InvalidParameterValueException, match="^Function does not exist$"):
        mapping.update(function_name="nobody")


def test_a_mapping_survives_its_function(service: LambdaService, mapping: EventSourceMapping) -> None:  # A14
    service.delete_function("orders")
    assert service.event_source_mappings == (mapping,)
    assert mapping.describe()["State"] == "Enabled"
    assert mapping.delete().state == "Deleting"


def test_a_mapping_is_one_of_the_next_function_of_that_name(service: LambdaService) -> None:  # A14: it keeps the ARN
    queue = service.sqs_queue("queue")
    mapping = service.create_function("orders", handler=answers_nothing).create_event_source_mapping(queue)
    service.delete_function("orders")
    again = service.create_function("orders", handler=lambda event, context: event["Records"][0]["body"])
    with pytest.raises(ResourceConflictException, match=mapping.uuid):
        again.create_event_source_mapping(queue)
    queue.send("hello")
    service.run()
    assert [result.payload for result in again.invocations] == ["hello"]
    assert mapping.function is again


def test_a_function_must_not_run_longer_than_messages_are_hidden(service: LambdaService) -> None:  # A8
    function = service.create_function("slow", handler=answers_nothing, timeout=60)
    queue = service.sqs_queue("queue", visibility_timeout=30)
    with pytest.raises(InvalidParameterValueException) as caught:
        function.create_event_source_mapping(queue)
    assert str(caught.value) == "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds"
    assert function.create_event_source_mapping(service.sqs_queue("patient", visibility_timeout=60))


def test_the_timeout_is_that_of_the_version(service: LambdaService) -> None:  # A8
    function = service.create_function("slow", handler=answers_nothing, timeout=60)
    function.publish_version()
    function.create_alias("live", function_version="1")
    function.update_function_configuration(timeout=3)
    queue = service.sqs_queue("queue", visibility_timeout=30)
    assert function.create_event_source_mapping(queue)
    for qualifier in ("1", "live"):
        with pytest.raises(InvalidParameterValueException, match="is less than Function timeout: 60 seconds"):
            function.create_event_source_mapping(queue, qualifier=qualifier)


def test_the_timeout_is_looked_at_when_an_update_names_the_function(service: LambdaService) -> None:  # A8
    function = service.create_function("slow", handler=answers_nothing, timeout=3)
    mapping = function.create_event_source_mapping(service.sqs_queue("queue", visibility_timeout=30))
    function.update_function_configuration(timeout=60)
    assert mapping.update(batch_size=5).settings.batch_size == 5
    with pytest.raises(InvalidParameterValueException, match="is less than Function timeout: 60 seconds"):
        mapping.update(function_name="slow", batch_size=6)
    assert mapping.settings.batch_size == 5


# ---- list ----------------------------------------------------------------------------------------------------------


def test_list(service: LambdaService, function: ServiceFunction) -> None:
    function.publish_version()
    other = service.create_function("other", handler=answers_nothing)
    stream, table = source("kinesis"), source("dynamodb")
    first = function.create_event_source_mapping(stream, starting_position="LATEST")
    second = function.create_event_source_mapping(stream, starting_position="LATEST", qualifier="1")
    third = other.create_event_source_mapping(table, starting_position="LATEST")
    find = service.list_event_source_mappings
    assert find() == (first, second, third)
    assert find(function_name="orders") == find(function_name=function) == find(ORDERS) == (first, second)
    assert find(function_name="orders:1") == (second,)
    assert find(event_source_arn=table) == find(event_source_arn=table.arn) == (third,)
    assert find("other", stream) == ()


def test_list_does_not_mind_what_does_not_exist(service: LambdaService) -> None:  # API::…mapping_exceptions
    assert service.list_event_source_mappings("nobody") == ()
    assert service.list_event_source_mappings(event_source_arn="arn:aws:sqs:us-east-1:111111111111:nothing") == ()


# ---- a plugin's kind -----------------------------------------------------------------------------------------------


def test_the_settings_of_a_plugins_kind_are_its_own(service: LambdaService, function: ServiceFunction) -> None:
    mapping = function.create_event_source_mapping(source("plugins"), batch_size=50_000)
    shown = mapping.describe()
    assert (shown["BatchSize"], shown["State"], shown["FunctionResponseTypes"]) == (50_000, "Enabled", [])
