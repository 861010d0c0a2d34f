"""Which settings a kind of source has, and their defaults."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException
from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from tests.service.event_sources.settings.conftest import KINDS, Settings

STREAM = MappingSettings(batch_size=100, starting_position="LATEST")
#: kind -> what a mapping is that was given nothing but what it has to be given
DEFAULTS = {
    "sqs": MappingSettings(batch_size=10),  # A1, A3
    "kinesis": STREAM,  # C1
    "dynamodb": STREAM,  # D11
    "kafka": MappingSettings(
        batch_size=100,
        maximum_batching_window_in_seconds=0.5,  # M2
        starting_position="TRIM_HORIZON",
        topics=("source",),
    ),
    "mq": MappingSettings(batch_size=100, maximum_batching_window_in_seconds=0.5, queues=("source",)),  # M7
    "documentdb": MappingSettings(
        batch_size=100, maximum_batching_window_in_seconds=0.5, starting_position="LATEST"
    ),  # M10
}

#: setting, a good value, AWS's parameter, the kinds that have it
SETTINGS: tuple[tuple[str, Any, str, tuple[str, ...]], ...] = (
    ("maximum_concurrency", 2, "ScalingConfig", ("sqs",)),
    ("minimum_pollers", 2, "ProvisionedPollerConfig", ("sqs", "kafka")),
    ("maximum_pollers", 2, "ProvisionedPollerConfig", ("sqs", "kafka")),
    ("poller_group_name", "group", "ProvisionedPollerConfig", ("kafka",)),
    ("function_response_types", ["ReportBatchItemFailures"], "FunctionResponseTypes", ("sqs", "kinesis", "dynamodb")),
    ("on_failure", "arn:aws:s3:::failed", "DestinationConfig", ("kinesis", "dynamodb")),  # A12
    ("maximum_retry_attempts", 2, "MaximumRetryAttempts", ("kinesis", "dynamodb")),  # A13
    ("maximum_record_age_in_seconds", 60, "MaximumRecordAgeInSeconds", ("kinesis", "dynamodb")),
    ("bisect_batch_on_function_error", True, "BisectBatchOnFunctionError", ("kinesis", "dynamodb")),
    ("parallelization_factor", 2, "ParallelizationFactor", ("kinesis", "dynamodb")),
    ("tumbling_window_in_seconds", 2, "TumblingWindowInSeconds", ("kinesis", "dynamodb")),
    ("metrics", ["EventCount"], "MetricsConfig", ("sqs", "kinesis", "dynamodb", "kafka")),
    ("topics", ["orders"], "Topics", ("kafka",)),
    ("queues", ["orders"], "Queues", ("mq",)),
    ("filter_criteria", ['{"a": ["b"]}'], "FilterCriteria", ("sqs", "kinesis", "dynamodb", "kafka", "mq")),  # A94
    ("system_log_level", "INFO", "LoggingConfig", ("kafka",)),
    ("source_access_configurations", [{"Type": "BASIC_AUTH", "URI": "arn"}], "SourceAccessConfigurations",
     ("kafka", "mq", "documentdb")),
    ("document_db_event_source_config", {"DatabaseName": "db"}, "DocumentDBEventSourceConfig", ("documentdb",)),
    ("amazon_managed_kafka_event_source_config", {"ConsumerGroupId": "group"}, "AmazonManagedKafkaEventSourceConfig",
     ("kafka",)),
)  # fmt: skip
#: what Kafka has in provisioned mode only (M3)
PROVISIONED = (
    "function_response_types",
    "maximum_retry_attempts",
    "maximum_record_age_in_seconds",
    "bisect_batch_on_function_error",
    "on_failure",
)
CASES = [(kind, *case) for case in SETTINGS for kind in KINDS]


@pytest.mark.parametrize("kind", KINDS)
def test_defaults(settings: Settings, kind: str) -> None:
    assert settings(kind) == DEFAULTS[kind]


@pytest.mark.parametrize(
    ("kind", "setting", "value", "parameter", "kinds"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES]
)
def test_a_kind_takes_its_own_settings_and_refuses_the_others(
    settings: Settings, service: Any, kind: str, setting: str, value: Any, parameter: str, kinds: tuple[str, ...]
) -> None:
    service.s3_bucket("failed")
    if kind in kinds:
        assert settings(kind, **{setting: value}) != DEFAULTS[kind]
        return
    if kind == "kafka" and setting in PROVISIONED:
        assert settings(kind, **{setting: value}, minimum_pollers=1) != settings(kind, minimum_pollers=1)
        return
    with pytest.raises(InvalidParameterValueException) as caught:
        settings(kind, **{setting: value})
    assert str(caught.value) == f"Unsupported {parameter} parameter for given event source mapping type."


@pytest.mark.parametrize("setting", PROVISIONED)
def test_kafka_retries_in_provisioned_mode_only(settings: Settings, service: Any, setting: str) -> None:  # M3
    service.s3_bucket("failed")
    value = next(case[1] for case in SETTINGS if case[0] == setting)
    with pytest.raises(InvalidParameterValueException, match=f"{setting} of a Kafka mapping needs provisioned mode"):
        settings("kafka", **{setting: value})


def test_a_queue_has_no_starting_position(settings: Settings) -> None:  # A13
    with pytest.raises(InvalidParameterValueException, match=r"^StartingPosition is not valid for SQS event sources\.$"):
        settings("sqs", starting_position="LATEST")


def test_a_broker_has_no_starting_position(settings: Settings) -> None:  # M7
    with pytest.raises(InvalidParameterValueException, match="^Unsupported StartingPosition parameter"):
        settings("mq", starting_position="LATEST")


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_no_destination_of_successes(settings: Settings, kind: str) -> None:  # A12
    with pytest.raises(InvalidParameterValueException, match="^Unsupported DestinationConfig parameter for given"):
        settings(kind, destination_config={"OnSuccess": {"Destination": "arn:aws:s3:::done"}})


@pytest.mark.parametrize("kind", ["sqs", "kinesis", "dynamodb"])
def test_metrics_of_kafka_are_refused_elsewhere(settings: Settings, kind: str) -> None:  # H17
    with pytest.raises(InvalidParameterValueException, match="MetricsConfig names KafkaMetrics"):
        settings(kind, metrics=["EventCount", "KafkaMetrics"])
    assert settings("kafka", metrics=["EventCount", "KafkaMetrics"]).metrics == ("EventCount", "KafkaMetrics")


def test_a_misspelled_setting_names_the_nearest(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="unknown setting 'batchsize'. Did you mean 'batch_size'?"):
        settings("sqs", batchsize=5)


def test_none_stands_for_what_is_not_given(settings: Settings) -> None:
    assert settings("sqs", batch_size=None, on_failure=None, scaling_config=None) == DEFAULTS["sqs"]
