"""What the API shows of a mapping (A5, A7, C1)."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import LambdaService, ServiceFunction
from tests.service.event_sources.recorded_kind import RecordedKind, source
from tests.service.event_sources.test_mappings import answers_nothing

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:orders"
PATTERN = '{"body": {"a": [1]}}'


@pytest.fixture
def function(service: LambdaService) -> ServiceFunction:
    for name in ("kinesis", "dynamodb", "kafka", "mq", "documentdb"):
        service.mappings.kinds.add(RecordedKind(name))
    return service.create_function("orders", handler=answers_nothing)


def shown(mapping: Any, state: str | None = None) -> dict[str, Any]:
    """All but what differs in every mapping, which is looked at here."""
    found: dict[str, Any] = mapping.describe(state)
    assert list(found) == sorted(found)
    assert found.pop("UUID") == mapping.uuid
    assert found.pop("LastModified") == mapping.last_modified
    assert found.pop("EventSourceMappingArn") == (
        f"arn:aws:lambda:us-east-1:123456789012:event-source-mapping:{mapping.uuid}"
    )
    return found


def test_a_queues_mapping(service: LambdaService, function: ServiceFunction) -> None:  # A5, recorded
    queue = service.sqs_queue("queue")
    mapping = function.create_event_source_mapping(queue)
    assert shown(mapping, mapping.lifecycle.announced) == {
        "BatchSize": 10,
        "EventSourceArn": queue.arn,
        "FunctionArn": FUNCTION,
        "FunctionResponseTypes": [],
        "MaximumBatchingWindowInSeconds": 0,
        "State": "Creating",
        "StateTransitionReason": "USER_INITIATED",
    }


@pytest.mark.parametrize("kind", ["kinesis", "dynamodb"])
def test_a_streams_mapping(function: ServiceFunction, kind: str) -> None:  # C1, recorded
    mapping = function.create_event_source_mapping(source(kind), starting_position="LATEST")
    assert shown(mapping) == {
        "BatchSize": 100,
        "BisectBatchOnFunctionError": False,
        "DestinationConfig": {"OnFailure": {}},
        "EventSourceArn": source(kind).arn,
        "FunctionArn": FUNCTION,
        "FunctionResponseTypes": [],
        "LastProcessingResult": "No records processed",
        "MaximumBatchingWindowInSeconds": 0,
        "MaximumRecordAgeInSeconds": -1,
        "MaximumRetryAttempts": -1,
        "ParallelizationFactor": 1,
        "StartingPosition": "LATEST",
        "State": "Enabled",
        "StateTransitionReason": "User action",
        "TumblingWindowInSeconds": 0,
    }


def test_a_mapping_of_a_cluster_of_ones_own(function: ServiceFunction) -> None:  # recorded
    cluster = {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka:1000"]}}
    access = [{"Type": "BASIC_AUTH", "URI": "arn:aws:secretsmanager:us-east-1:123456789012:secret:a"}]
    mapping = function.create_event_source_mapping(
        source("kafka"),
        topics=["topic"],
        self_managed_event_source=cluster,
        source_access_configurations=access,
        self_managed_kafka_event_source_config={"ConsumerGroupId": "group"},
    )
    assert shown(mapping) == {
        "BatchSize": 100,
        "FunctionArn": FUNCTION,
        "LastProcessingResult": "No records processed",
        "SelfManagedEventSource": cluster,
        "SelfManagedKafkaEventSourceConfig": {"ConsumerGroupId": "group"},
        "SourceAccessConfigurations": access,
        "StartingPosition": "TRIM_HORIZON",
        "State": "Enabled",
        "StateTransitionReason": "USER_INITIATED",
        "Topics": ["topic"],
    }


#: kind, what is given, what is shown besides the defaults
GIVEN: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("sqs", {"maximum_concurrency": 2}, {"ScalingConfig": {"MaximumConcurrency": 2}}),
    ("sqs", {"maximum_pollers": 9}, {"ProvisionedPollerConfig": {"MinimumPollers": 2, "MaximumPollers": 9}}),
    ("sqs", {"filter_criteria": [PATTERN]}, {"FilterCriteria": {"Filters": [{"Pattern": PATTERN}]}}),
    ("sqs", {"filter_criteria": {"Filters": []}}, {}),  # A101
    ("sqs", {"metrics": ["EventCount"]}, {"MetricsConfig": {"Metrics": ["EventCount"]}}),
    ("sqs", {"kms_key_arn": "arn:aws:kms:us-east-1:123456789012:key/a"},
     {"KMSKeyArn": "arn:aws:kms:us-east-1:123456789012:key/a"}),
    ("sqs", {"function_response_types": ["ReportBatchItemFailures"]},
     {"FunctionResponseTypes": ["ReportBatchItemFailures"]}),
    ("kafka", {"minimum_pollers": 2, "poller_group_name": "group", "maximum_retry_attempts": 3},
     {"ProvisionedPollerConfig": {"MinimumPollers": 2, "MaximumPollers": 200, "PollerGroupName": "group"},
      "MaximumRetryAttempts": 3}),
    ("kafka", {"logging_config": {"SystemLogLevel": "WARN"}}, {"LoggingConfig": {"SystemLogLevel": "WARN"}}),
    ("kafka", {"maximum_batching_window_in_seconds": 1}, {"MaximumBatchingWindowInSeconds": 1}),
    ("mq", {"queues": ["queue"]}, {"Queues": ["queue"]}),
    ("documentdb", {"document_db_event_source_config": {"DatabaseName": "db"}},
     {"DocumentDBEventSourceConfig": {"DatabaseName": "db"}}),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "more"), GIVEN)
def test_what_is_given_is_shown(
    service: LambdaService, function: ServiceFunction, kind: str, given: dict[str, Any], more: dict[str, Any]
) -> None:
    found = service.sqs_queue("queue") if kind == "sqs" else source(kind)
    plain = function.create_event_source_mapping(found)
    without = shown(plain)
    plain.delete()
    assert shown(function.create_event_source_mapping(found, **given)) == {**without, **more}


def test_a_destination(service: LambdaService, function: ServiceFunction) -> None:
    queue = service.sqs_queue("failed")
    mapping = function.create_event_source_mapping(source("kinesis"), starting_position="LATEST", on_failure=queue)
    assert mapping.describe()["DestinationConfig"] == {"OnFailure": {"Destination": queue.arn}}


def test_a_moment_to_start_from(service: LambdaService, function: ServiceFunction) -> None:
    at = service.now()
    mapping = function.create_event_source_mapping(
        source("kinesis"), starting_position="AT_TIMESTAMP", starting_position_timestamp=at
    )
    assert mapping.describe()["StartingPositionTimestamp"] == at


def test_the_last_processing_result(function: ServiceFunction) -> None:  # C77
    mapping = function.create_event_source_mapping(source("kinesis"), starting_position="LATEST")
    mapping.last_processing_result = "OK"
    assert mapping.describe()["LastProcessingResult"] == "OK"
