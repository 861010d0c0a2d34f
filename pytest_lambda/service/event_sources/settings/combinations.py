"""The combinations of settings that AWS refuses."""

from __future__ import annotations

from typing import Any

from pytest_lambda.errors import InvalidParameterValueException
from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.settings.kind_rules import RULES

#: below, an age is refused, although the API's range begins with -1 (C2)
LEAST_AGE_SECONDS = 60
#: a larger batch of a queue needs a window (A2), and a FIFO queue has none (B1)
LARGEST_WITHOUT_WINDOW = 10


def check_combinations(kind_name: str, settings: MappingSettings, *, source: Any) -> None:
    """Refuse what does not go together.

    Raises:
        InvalidParameterValueException: AWS would refuse it. A text is AWS's unless a comment says that it is ours.
    """
    if kind_name == "sqs":
        _check_queue(settings, fifo=bool(getattr(source, "fifo", False)))
    if RULES[kind_name].positions:
        _check_position(kind_name, settings, source)
    if kind_name == "kafka":
        _check_kafka(settings)
    _check_age(settings)
    _check_tumbling(settings)
    _check_metrics(settings, RULES[kind_name].metrics)


def _check_queue(settings: MappingSettings, *, fifo: bool) -> None:
    window = settings.maximum_batching_window_in_seconds
    if settings.batch_size > LARGEST_WITHOUT_WINDOW and window == 0:  # A2
        raise InvalidParameterValueException(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
        )
    if fifo and window > 0:  # B1; the sentence of the developer guide
        raise InvalidParameterValueException("Batching window is not supported for FIFO queues")
    if settings.provisioned and settings.maximum_concurrency is not None:  # A24; from a third party's capture
        raise InvalidParameterValueException(
            "Provisioned mode for SQS ESM does not support maximum concurrency feature. Use MaximumPollers as the "
            "control mechanism and remove maximum concurrency."
        )


def _check_position(kind_name: str, settings: MappingSettings, source: Any) -> None:
    position, at = settings.starting_position, settings.starting_position_timestamp
    if position not in RULES[kind_name].positions:  # D1
        arn = getattr(source, "stream_arn", source.arn)
        raise InvalidParameterValueException(f"Unsupported starting position for arn type: {arn}")
    if (position == "AT_TIMESTAMP") != (at is not None):  # ours
        raise InvalidParameterValueException(
            f"StartingPosition is {position} and StartingPositionTimestamp is {at}: AT_TIMESTAMP needs a timestamp, "
            "and the other positions take none."
        )


def _check_kafka(settings: MappingSettings) -> None:
    if settings.other.get("self_managed_event_source") and not settings.other.get("source_access_configurations"):
        # recorded: API::test_create_event_source_self_managed
        raise InvalidParameterValueException("Required 'sourceAccessConfigurations' parameter is missing.")
    defaults = MappingSettings()
    for name in (
        "function_response_types",
        "maximum_retry_attempts",
        "maximum_record_age_in_seconds",
        "bisect_batch_on_function_error",
        "on_failure",
    ):
        if getattr(settings, name) != getattr(defaults, name) and not settings.provisioned:  # M3; ours
            raise InvalidParameterValueException(
                f"{name} of a Kafka mapping needs provisioned mode: give minimum_pollers or maximum_pollers."
            )


def _check_age(settings: MappingSettings) -> None:
    age = settings.maximum_record_age_in_seconds
    if -1 < age < LEAST_AGE_SECONDS:  # C2; ours
        raise InvalidParameterValueException(
            f"MaximumRecordAgeInSeconds is {age}: AWS takes -1, which is no limit, or {LEAST_AGE_SECONDS} to 604800."
        )


def _check_tumbling(settings: MappingSettings) -> None:
    if settings.tumbling_window_in_seconds == 0:
        return
    if settings.parallelization_factor > 1:  # C8; ours
        raise InvalidParameterValueException(
            f"TumblingWindowInSeconds is {settings.tumbling_window_in_seconds} and ParallelizationFactor is "
            f"{settings.parallelization_factor}: tumbling windows need a factor of 1."
        )
    if settings.filter_patterns:  # C8; ours
        raise InvalidParameterValueException(
            f"TumblingWindowInSeconds is {settings.tumbling_window_in_seconds} and there are filter criteria: AWS does "
            "not take both."
        )


def _check_metrics(settings: MappingSettings, known: tuple[str, ...]) -> None:
    unknown = [name for name in settings.metrics if name not in known]
    if unknown:  # H17; ours
        raise InvalidParameterValueException(
            f"MetricsConfig names {', '.join(unknown)}: this kind of event source has {', '.join(known)} only."
        )
