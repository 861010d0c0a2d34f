"""Combinations that AWS refuses."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException
from tests.service.event_sources.settings.conftest import Settings

WINDOW_MISSING = "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"


def refused(settings: Settings, kind: str, **given: Any) -> str:
    with pytest.raises(InvalidParameterValueException) as caught:
        settings(kind, **given)
    assert caught.value.code == "InvalidParameterValueException"
    return str(caught.value)


def test_a_large_batch_of_a_queue_needs_a_window(settings: Settings) -> None:  # A2
    assert refused(settings, "sqs", batch_size=11) == WINDOW_MISSING
    assert settings("sqs", batch_size=11, maximum_batching_window_in_seconds=1).batch_size == 11
    assert settings("sqs", batch_size=10).maximum_batching_window_in_seconds == 0


def test_an_update_must_not_make_it_wrong_either(settings: Settings) -> None:  # recorded for the update, too
    current = settings("sqs")
    assert refused(settings, "sqs", current=current, batch_size=11) == WINDOW_MISSING
    large = settings("sqs", batch_size=11, maximum_batching_window_in_seconds=1)
    assert refused(settings, "sqs", current=large, maximum_batching_window_in_seconds=0) == WINDOW_MISSING


def test_a_large_batch_of_a_stream_needs_none(settings: Settings) -> None:  # A4
    assert settings("dynamodb", batch_size=101).maximum_batching_window_in_seconds == 0


def test_a_fifo_queue_has_batches_of_ten_at_most(settings: Settings) -> None:  # B1
    assert settings("sqs", fifo=True, batch_size=10).batch_size == 10
    assert refused(settings, "sqs", fifo=True, batch_size=11) == WINDOW_MISSING


@pytest.mark.parametrize("size", [10, 11])
def test_a_fifo_queue_has_no_window(settings: Settings, size: int) -> None:  # B1, A3
    found = refused(settings, "sqs", fifo=True, batch_size=size, maximum_batching_window_in_seconds=1)
    assert found == "Batching window is not supported for FIFO queues"


def test_provisioned_mode_excludes_maximum_concurrency(settings: Settings) -> None:  # A24
    found = refused(settings, "sqs", maximum_concurrency=5, minimum_pollers=2)
    assert found == (
        "Provisioned mode for SQS ESM does not support maximum concurrency feature. Use MaximumPollers as the control "
        "mechanism and remove maximum concurrency."
    )


def test_an_update_changes_from_one_to_the_other(settings: Settings) -> None:
    limited = settings("sqs", maximum_concurrency=5)
    provisioned = settings("sqs", current=limited, scaling_config={}, minimum_pollers=3)
    assert (provisioned.maximum_concurrency, provisioned.minimum_pollers) == (None, 3)


@pytest.mark.parametrize(
    ("kind", "given", "pollers"),
    [
        ("sqs", {"minimum_pollers": 3}, (3, 200)),
        ("sqs", {"maximum_pollers": 9}, (2, 9)),
        ("sqs", {"minimum_pollers": 200, "maximum_pollers": 10_000}, (200, 10_000)),
        ("kafka", {"minimum_pollers": 3}, (3, 200)),
        ("kafka", {"maximum_pollers": 1}, (1, 1)),
        ("kafka", {"maximum_pollers": 2_000}, (1, 2_000)),
    ],
)  # fmt: skip
def test_pollers_that_are_not_given_have_defaults(  # A27, M5
    settings: Settings, kind: str, given: dict[str, int], pollers: tuple[int, int]
) -> None:
    found = settings(kind, **given)
    assert (found.minimum_pollers, found.maximum_pollers) == pollers
    assert found.provisioned


@pytest.mark.parametrize(
    ("kind", "given", "most"),
    [
        ("sqs", {"minimum_pollers": 1}, 10_000),
        ("sqs", {"minimum_pollers": 5, "maximum_pollers": 4}, 10_000),
        ("kafka", {"minimum_pollers": 5, "maximum_pollers": 4}, 2_000),
        ("kafka", {"maximum_pollers": 2_001}, 2_000),
    ],
)  # fmt: skip
def test_pollers_out_of_range(settings: Settings, kind: str, given: dict[str, int], most: int) -> None:  # A27
    least = 2 if kind == "sqs" else 1
    assert refused(settings, kind, **given) == (
        f"MinimumPollers should be between [{least}, 200] and MaximumPollers should be between [MinimumPollers, {most}]"
    )


def test_an_update_of_one_bound_keeps_the_other(settings: Settings) -> None:
    current = settings("sqs", minimum_pollers=3, maximum_pollers=9)
    found = settings("sqs", current=current, maximum_pollers=12)
    assert (found.minimum_pollers, found.maximum_pollers) == (3, 12)


def test_no_pollers_at_creation(settings: Settings) -> None:
    found = refused(settings, "sqs", provisioned_poller_config={})
    assert found == "Either MinimumPollers or MaximumPollers are required if ProvisionedPollerConfig is provided."


def test_an_update_ends_provisioned_mode(settings: Settings) -> None:
    current = settings("sqs", minimum_pollers=3)
    assert not settings("sqs", current=current, provisioned_poller_config={}).provisioned


@pytest.mark.parametrize("kind", ["kinesis", "dynamodb"])
def test_a_starting_position_is_mandatory(settings: Settings, kind: str) -> None:  # C3, recorded
    assert refused(settings, kind, starting_position=None) == (
        "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be "
        "null."
    )


@pytest.mark.parametrize("kind", ["kafka", "documentdb"])
def test_other_kinds_have_a_default_position(settings: Settings, kind: str) -> None:
    assert settings(kind).starting_position in ("TRIM_HORIZON", "LATEST")


def test_a_table_cannot_be_read_from_a_moment_on(settings: Settings) -> None:  # D1
    assert refused(settings, "dynamodb", starting_position="AT_TIMESTAMP") == (
        "Unsupported starting position for arn type: arn:aws:dynamodb:us-east-1:123456789012:source"
    )


@pytest.mark.parametrize("kind", ["kinesis", "kafka", "documentdb"])
def test_others_can(settings: Settings, service: LambdaService, kind: str) -> None:  # C3, M2
    at = service.now() - timedelta(hours=1)
    found = settings(kind, starting_position="AT_TIMESTAMP", starting_position_timestamp=at)
    assert found.starting_position_timestamp == at


def test_a_moment_in_seconds(settings: Settings) -> None:
    found = settings("kinesis", starting_position="AT_TIMESTAMP", starting_position_timestamp=1_700_000_000.5)
    assert found.starting_position_timestamp == datetime(2023, 11, 14, 22, 13, 20, 500_000, tzinfo=timezone.utc)


def test_a_moment_needs_a_time_zone(settings: Settings) -> None:
    at = datetime(2023, 11, 14)
    with pytest.raises(ConfigurationError, match="expected one with a time zone"):
        settings("kinesis", starting_position="AT_TIMESTAMP", starting_position_timestamp=at)


def test_a_moment_as_text(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="expected a datetime, or seconds since 1970"):
        settings("kinesis", starting_position="AT_TIMESTAMP", starting_position_timestamp="2023-11-14")


def test_a_moment_to_come(settings: Settings, service: LambdaService) -> None:
    at = service.now() + timedelta(seconds=1)
    assert "is in the future" in refused(
        settings, "kinesis", starting_position="AT_TIMESTAMP", starting_position_timestamp=at
    )


@pytest.mark.parametrize(
    "given",
    [{"starting_position": "AT_TIMESTAMP"}, {"starting_position": "LATEST", "starting_position_timestamp": 1_700_000_000}],
    ids=["none", "one too many"],
)
def test_position_and_moment_go_together(settings: Settings, given: dict[str, Any]) -> None:
    assert "AT_TIMESTAMP needs a timestamp" in refused(settings, "kinesis", **given)


def test_tumbling_windows_exclude_parallel_batches(settings: Settings) -> None:  # C8
    assert "tumbling windows need a factor of 1" in refused(
        settings, "kinesis", tumbling_window_in_seconds=60, parallelization_factor=2
    )


def test_tumbling_windows_exclude_filters(settings: Settings) -> None:  # C8
    given = {"tumbling_window_in_seconds": 60, "filter_criteria": ['{"partitionKey": ["a"]}']}
    assert "AWS does not take both" in refused(settings, "kinesis", **given)


def test_tumbling_windows_with_empty_filters(settings: Settings) -> None:  # C8
    found = settings("kinesis", tumbling_window_in_seconds=60, filter_criteria={"Filters": []})
    assert found.tumbling_window_in_seconds == 60


def test_a_cluster_of_ones_own_needs_access(settings: Settings) -> None:  # recorded
    cluster = {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka:1000"]}}
    found = refused(settings, "kafka", self_managed_event_source=cluster)
    assert found == "Required 'sourceAccessConfigurations' parameter is missing."
    access = [{"Type": "BASIC_AUTH", "URI": "arn:aws:secretsmanager:us-east-1:123456789012:secret:a"}]
    taken = settings("kafka", self_managed_event_source=cluster, source_access_configurations=access)
    assert taken.other["source_access_configurations"] == access


@pytest.mark.parametrize(
    ("kind", "setting", "value", "parameter"),
    [
        ("kinesis", "starting_position", "LATEST", "StartingPosition"),
        ("kinesis", "starting_position_timestamp", 0, "StartingPositionTimestamp"),
        ("kafka", "topics", ["other"], "Topics"),
        ("mq", "queues", ["other"], "Queues"),
        ("kafka", "self_managed_event_source", {}, "SelfManagedEventSource"),
        ("sqs", "tags", {}, "Tags"),
    ],
)
def test_what_an_update_cannot_change(
    settings: Settings, kind: str, setting: str, value: object, parameter: str
) -> None:
    current = settings(kind)
    with pytest.raises(ConfigurationError, match=f"UpdateEventSourceMapping has no {parameter}: delete the mapping"):
        settings(kind, current=current, **{setting: value})


def test_an_update_keeps_what_it_does_not_name(settings: Settings) -> None:
    current = settings("kinesis", batch_size=7, maximum_retry_attempts=3, enabled=False)
    found = settings("kinesis", current=current, maximum_retry_attempts=5)
    assert (found.batch_size, found.maximum_retry_attempts, found.enabled) == (7, 5, False)
    assert found.starting_position == "LATEST"
