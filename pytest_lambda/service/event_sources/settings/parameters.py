"""The parameters of CreateEventSourceMapping, by the API model: their names, ranges and values.

Source: `CreateEventSourceMappingRequest` of the Lambda API's service model (SM).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pytest_lambda.service.settings.constraints import Violation

#: recorded order, not the model's (C3)
STARTING_POSITIONS = ("LATEST", "AT_TIMESTAMP", "TRIM_HORIZON")
RESPONSE_TYPES = ("ReportBatchItemFailures",)
METRICS = ("EventCount", "ErrorCount", "KafkaMetrics")
LOG_LEVELS = ("DEBUG", "INFO", "WARN")

#: setting -> AWS's member, and the range (C2, A1, A3, A24, A27)
NUMBERS: Mapping[str, tuple[str, tuple[int, int]]] = {
    "batch_size": ("batchSize", (1, 10_000)),
    "maximum_batching_window_in_seconds": ("maximumBatchingWindowInSeconds", (0, 300)),
    "parallelization_factor": ("parallelizationFactor", (1, 10)),
    "maximum_retry_attempts": ("maximumRetryAttempts", (-1, 10_000)),
    "maximum_record_age_in_seconds": ("maximumRecordAgeInSeconds", (-1, 604_800)),
    "tumbling_window_in_seconds": ("tumblingWindowInSeconds", (0, 900)),
    "maximum_concurrency": ("scalingConfig.maximumConcurrency", (2, 1_000)),
    "minimum_pollers": ("provisionedPollerConfig.minimumPollers", (1, 200)),
    "maximum_pollers": ("provisionedPollerConfig.maximumPollers", (1, 10_000)),
}

#: setting -> AWS's member, and the values
CHOICES: Mapping[str, tuple[str, Sequence[str]]] = {
    "starting_position": ("startingPosition", STARTING_POSITIONS),
    "system_log_level": ("loggingConfig.systemLogLevel", LOG_LEVELS),
}

#: setting -> AWS's member, the values of the elements if they are few, and how many there can be
LISTS: Mapping[str, tuple[str, Sequence[str], tuple[int, int]]] = {
    "function_response_types": ("functionResponseTypes", RESPONSE_TYPES, (0, 1)),
    "metrics": ("metricsConfig.metrics", METRICS, (0, 3)),
    "topics": ("topics", (), (1, 1)),
    "queues": ("queues", (), (1, 1)),
}

#: setting -> AWS's member, length, pattern
TEXTS: Mapping[str, tuple[str, tuple[int, int] | None, str | None]] = {
    "kms_key_arn": ("kMSKeyArn", (0, 10_000), r"(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"),
    "poller_group_name": ("provisionedPollerConfig.pollerGroupName", (0, 128), r"[a-zA-Z0-9-_]*"),
}

FLAGS = ("enabled", "bisect_batch_on_function_error")

#: AWS's structures that are kept as they are given
STRUCTURES = (
    "source_access_configurations",
    "self_managed_event_source",
    "amazon_managed_kafka_event_source_config",
    "self_managed_kafka_event_source_config",
    "document_db_event_source_config",
    "tags",
)

#: setting -> AWS's parameter, where it is not the setting in CamelCase
_AWS_NAMES = {
    "maximum_concurrency": "ScalingConfig",
    "minimum_pollers": "ProvisionedPollerConfig",
    "maximum_pollers": "ProvisionedPollerConfig",
    "poller_group_name": "ProvisionedPollerConfig",
    "on_failure": "DestinationConfig",
    "on_success": "DestinationConfig",
    "metrics": "MetricsConfig",
    "system_log_level": "LoggingConfig",
    "kms_key_arn": "KMSKeyArn",
    "document_db_event_source_config": "DocumentDBEventSourceConfig",
}

#: all settings, flat
KNOWN: tuple[str, ...] = (
    *NUMBERS,
    *CHOICES,
    *LISTS,
    *TEXTS,
    *FLAGS,
    *STRUCTURES,
    "filter_criteria",
    "on_failure",
    "on_success",
    "starting_position_timestamp",
)

#: UpdateEventSourceMapping does not have them
CREATION_ONLY = frozenset(
    {"starting_position", "starting_position_timestamp", "topics", "queues", "self_managed_event_source", "tags"}
)


def aws_name(setting: str) -> str:
    """AWS's parameter that a setting belongs to: `batch_size` is `BatchSize`."""
    return _AWS_NAMES.get(setting) or "".join(word.capitalize() for word in setting.split("_"))


def list_violations(
    member: str, given: Sequence[str], allowed: Sequence[str], numbers: tuple[int, int]
) -> list[Violation]:
    """What is wrong with a list: how many elements it has, and which."""
    shown = f"[{', '.join(given)}]"
    low, high = numbers
    found = []
    if len(given) > high:
        found.append(Violation(member, shown, f"Member must have length less than or equal to {high}"))
    if len(given) < low:
        found.append(Violation(member, shown, f"Member must have length greater than or equal to {low}"))
    if allowed and not set(given) <= set(allowed):
        constraint = (
            f"Member must satisfy constraint: [Member must satisfy enum value set: [{', '.join(allowed)}], "
            "Member must not be null]"
        )
        found.append(Violation(member, shown, constraint))
    return found
