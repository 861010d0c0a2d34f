"""AWS's front end refuses values by the API model."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError, ValidationException
from tests.service.event_sources.settings.conftest import Settings

#: kind, setting, AWS's member, least, most
RANGES = (
    ("sqs", "batch_size", "batchSize", 1, 10_000),  # A1
    ("sqs", "maximum_batching_window_in_seconds", "maximumBatchingWindowInSeconds", 0, 300),  # A3
    ("sqs", "maximum_concurrency", "scalingConfig.maximumConcurrency", 2, 1_000),  # A24
    ("kinesis", "batch_size", "batchSize", 1, 10_000),  # C2
    ("kinesis", "parallelization_factor", "parallelizationFactor", 1, 10),
    ("kinesis", "maximum_retry_attempts", "maximumRetryAttempts", -1, 10_000),
    ("kinesis", "maximum_record_age_in_seconds", "maximumRecordAgeInSeconds", -1, 604_800),
    ("kinesis", "tumbling_window_in_seconds", "tumblingWindowInSeconds", 0, 900),
    ("dynamodb", "batch_size", "batchSize", 1, 10_000),  # D11
    ("dynamodb", "parallelization_factor", "parallelizationFactor", 1, 10),
    ("dynamodb", "maximum_retry_attempts", "maximumRetryAttempts", -1, 10_000),
    ("dynamodb", "maximum_record_age_in_seconds", "maximumRecordAgeInSeconds", -1, 604_800),
    ("dynamodb", "tumbling_window_in_seconds", "tumblingWindowInSeconds", 0, 900),
    ("kafka", "batch_size", "batchSize", 1, 10_000),  # M2
    ("mq", "batch_size", "batchSize", 1, 10_000),  # M7
    ("documentdb", "batch_size", "batchSize", 1, 10_000),  # M10
)


def _with_its_window(kind: str, setting: str) -> dict[str, Any]:
    return {"maximum_batching_window_in_seconds": 1} if (kind, setting) == ("sqs", "batch_size") else {}


@pytest.mark.parametrize(("kind", "setting", "member", "least", "most"), RANGES)
def test_both_ends_of_a_range_are_taken(
    settings: Settings, kind: str, setting: str, member: str, least: int, most: int
) -> None:
    for value in (least, most):
        found = settings(kind, **{setting: value, **_with_its_window(kind, setting)})
        assert getattr(found, setting) == value


@pytest.mark.parametrize(("kind", "setting", "member", "least", "most"), RANGES)
def test_what_is_beyond_a_range_is_refused_in_the_words_of_the_front_end(
    settings: Settings, kind: str, setting: str, member: str, least: int, most: int
) -> None:
    beyond = ((least - 1, f"greater than or equal to {least}"), (most + 1, f"less than or equal to {most}"))
    for value, constraint in beyond:
        with pytest.raises(ValidationException) as caught:
            settings(kind, **{setting: value})
        assert str(caught.value) == (
            f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must "
            f"have value {constraint}"
        )


def test_several_violations_are_one_error(settings: Settings) -> None:
    with pytest.raises(ValidationException, match="^2 validation errors detected: .*batchSize.*; .*maximumConcurrency"):
        settings("sqs", batch_size=0, maximum_concurrency=1)


@pytest.mark.parametrize("value", ["10", 1.5, True], ids=repr)
def test_a_number_of_another_type_is_our_error(settings: Settings, value: object) -> None:
    with pytest.raises(ConfigurationError, match="batch_size is .*: expected a whole number"):
        settings("sqs", batch_size=value)


def test_a_window_is_in_whole_seconds(settings: Settings) -> None:  # A3
    with pytest.raises(ConfigurationError, match="expected a whole number"):
        settings("sqs", maximum_batching_window_in_seconds=0.5)


def test_response_types_are_an_enum(settings: Settings) -> None:
    with pytest.raises(ValidationException) as caught:
        settings("sqs", function_response_types=["ReportFailures"])
    assert str(caught.value) == (
        "1 validation error detected: Value '[ReportFailures]' at 'functionResponseTypes' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must satisfy enum value set: [ReportBatchItemFailures], Member must "
        "not be null]"
    )


def test_there_is_one_response_type_at_most(settings: Settings) -> None:
    with pytest.raises(ValidationException, match="length less than or equal to 1"):
        settings("sqs", function_response_types=["ReportBatchItemFailures", "ReportBatchItemFailures"])


@pytest.mark.parametrize("given", [["ReportBatchItemFailures"], ("ReportBatchItemFailures",)], ids=["list", "tuple"])
def test_response_types_that_are_taken(settings: Settings, given: object) -> None:
    assert settings("sqs", function_response_types=given).reports_failures


def test_a_response_type_alone_is_no_list(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="expected a list of strings"):
        settings("sqs", function_response_types="ReportBatchItemFailures")


def test_a_starting_position_is_an_enum(settings: Settings) -> None:  # recorded, C3
    with pytest.raises(ValidationException) as caught:
        settings("kinesis", starting_position="invalid")
    assert str(caught.value) == (
        "1 validation error detected: Value 'invalid' at 'startingPosition' failed to satisfy constraint: Member must "
        "satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]"
    )


@pytest.mark.parametrize(
    ("kind", "given", "member"),
    [
        ("sqs", {"metrics": ["Counts"]}, "metricsConfig.metrics"),
        ("sqs", {"kms_key_arn": "key"}, "kMSKeyArn"),
        ("kafka", {"topics": []}, "topics"),
        ("kafka", {"topics": ["one", "two"]}, "topics"),
        ("kafka", {"logging_config": {"SystemLogLevel": "TRACE"}}, "loggingConfig.systemLogLevel"),
        ("kafka", {"provisioned_poller_config": {"PollerGroupName": "a b"}}, "provisionedPollerConfig.pollerGroupName"),
        ("mq", {"queues": []}, "queues"),
        ("kinesis", {"on_failure": "queue"}, "destinationConfig.onFailure.destination"),
    ],
)
def test_other_texts_and_lists_of_the_model(settings: Settings, kind: str, given: dict[str, Any], member: str) -> None:
    with pytest.raises(ValidationException, match=f" at '{member}' failed to satisfy constraint"):
        settings(kind, **given)


@pytest.mark.parametrize(("kind", "setting"), [("sqs", "enabled"), ("kinesis", "bisect_batch_on_function_error")])
def test_a_flag_is_true_or_false(settings: Settings, kind: str, setting: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{setting} is 'no' .*: expected True or False"):
        settings(kind, **{setting: "no"})
    assert getattr(settings(kind, **{setting: False}), setting) is False


@pytest.mark.parametrize(
    ("age", "taken"), [(-1, True), (0, False), (59, False), (60, True)], ids=["none", "0", "59", "60"]
)
def test_an_age_below_a_minute_is_refused(settings: Settings, age: int, taken: bool) -> None:  # C2
    if taken:
        assert settings("kinesis", maximum_record_age_in_seconds=age).maximum_record_age_in_seconds == age
        return
    with pytest.raises(ConfigurationError, match="AWS takes -1, which is no limit, or 60 to 604800"):
        settings("kinesis", maximum_record_age_in_seconds=age)
