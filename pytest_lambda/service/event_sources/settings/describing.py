"""A mapping as the Lambda API shows it: `EventSourceMappingConfiguration`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.settings.kind_rules import KindRules, rules_of
from pytest_lambda.service.event_sources.settings.parameters import aws_name

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping

#: what LastProcessingResult is before the first invocation (C1)
NOTHING_PROCESSED = "No records processed"

#: settings that are shown as they are, of the kinds that have them (A5, C1)
_PLAIN = (
    "parallelization_factor",
    "bisect_batch_on_function_error",
    "maximum_record_age_in_seconds",
    "maximum_retry_attempts",
    "tumbling_window_in_seconds",
    "function_response_types",
)
#: settings that are shown if they are set
_OPTIONAL = ("starting_position", "starting_position_timestamp", "topics", "queues", "kms_key_arn")
#: AWS's structures that are shown as they were given
_STRUCTURES = (
    "source_access_configurations",
    "self_managed_event_source",
    "amazon_managed_kafka_event_source_config",
    "self_managed_kafka_event_source_config",
    "document_db_event_source_config",
)
_DEFAULTS = MappingSettings()


def described(mapping: EventSourceMapping, settings: MappingSettings, function_arn: str, state: str) -> dict[str, Any]:
    """The fields of the answers to Create-, Get-, Update- and DeleteEventSourceMapping, as boto3 gives them.

    Args:
        mapping: which.
        settings: those that are in force, or will be.
        function_arn: likewise, with the qualifier that the caller gave (A5).
        state: of the mapping.
    """
    rules = rules_of(mapping.kind.name)
    shown: dict[str, Any] = {
        "UUID": mapping.uuid,
        "EventSourceMappingArn": mapping.arn,
        "FunctionArn": function_arn,
        "LastModified": mapping.last_modified,
        "State": state,
        "StateTransitionReason": mapping.state_transition_reason,
        "BatchSize": settings.batch_size,
    }
    if "self_managed_event_source" not in settings.other:
        shown["EventSourceArn"] = mapping.event_source_arn
    if rules.shows_processing_result:
        shown["LastProcessingResult"] = mapping.last_processing_result or NOTHING_PROCESSED
    window = settings.maximum_batching_window_in_seconds
    if window == int(window):  # half a second, a default, is not shown: API::test_create_event_source_self_managed
        shown["MaximumBatchingWindowInSeconds"] = int(window)
    shown.update(_of_kind(settings, rules))
    shown.update(_of_some(settings))
    return dict(sorted(shown.items()))


def _of_kind(settings: MappingSettings, rules: KindRules) -> dict[str, Any]:
    shown = {
        aws_name(name): _plain(getattr(settings, name))
        for name in _PLAIN
        if name in rules.takes and (rules.shows_defaults or getattr(settings, name) != getattr(_DEFAULTS, name))
    }
    if settings.on_failure is not None:
        shown["DestinationConfig"] = {"OnFailure": {"Destination": settings.on_failure.arn}}
    elif rules.destinations and rules.shows_defaults:
        shown["DestinationConfig"] = {"OnFailure": {}}
    return shown


def _of_some(settings: MappingSettings) -> dict[str, Any]:
    given = settings.other
    shown = {aws_name(name): _plain(getattr(settings, name)) for name in _OPTIONAL if getattr(settings, name)}
    shown.update({aws_name(name): given[name] for name in _STRUCTURES if given.get(name)})
    if settings.filter_patterns:  # an empty list is not shown (A101)
        shown["FilterCriteria"] = {"Filters": [{"Pattern": pattern} for pattern in settings.filter_patterns]}
    if settings.metrics:
        shown["MetricsConfig"] = {"Metrics": list(settings.metrics)}
    if settings.maximum_concurrency is not None:
        shown["ScalingConfig"] = {"MaximumConcurrency": settings.maximum_concurrency}
    if settings.provisioned:
        shown["ProvisionedPollerConfig"] = _pollers(settings)
    if given.get("system_log_level"):
        shown["LoggingConfig"] = {"SystemLogLevel": given["system_log_level"]}
    return shown


def _pollers(settings: MappingSettings) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "MinimumPollers": settings.minimum_pollers,
        "MaximumPollers": settings.maximum_pollers,
    }
    if settings.other.get("poller_group_name"):
        shown["PollerGroupName"] = settings.other["poller_group_name"]
    return shown


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
