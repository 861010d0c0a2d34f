"""What the kinds of event sources differ in: which settings they take, and what holds by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_lambda.service.settings.destinations import S3, SNS, SQS

KAFKA = "kafka"

_ALL = frozenset({"batch_size", "maximum_batching_window_in_seconds", "enabled", "kms_key_arn", "tags"})
_RETRIES = frozenset(
    {"on_failure", "maximum_retry_attempts", "maximum_record_age_in_seconds", "bisect_batch_on_function_error"}
)
_POSITIONS = frozenset({"starting_position", "starting_position_timestamp"})
_POLLERS = frozenset({"minimum_pollers", "maximum_pollers"})
_ANSWERS = frozenset({"function_response_types"})
_METRICS = frozenset({"metrics"})
_FILTERS = frozenset({"filter_criteria"})
_SHARDS = frozenset({"parallelization_factor", "tumbling_window_in_seconds"})
_STREAM = _ALL | _RETRIES | _POSITIONS | _ANSWERS | _METRICS | _FILTERS | _SHARDS


@dataclass(frozen=True, slots=True, kw_only=True)
class PollerRange:
    """How many provisioned pollers there can be (A27).

    Attributes:
        lowest: of the minimum; it is the default, too.
        highest_minimum: of the minimum.
        highest: of the maximum.
        default_maximum: where only the minimum is given.
    """

    lowest: int
    highest: int
    highest_minimum: int = 200
    default_maximum: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRules:
    """One kind of source.

    Attributes:
        takes: the settings that AWS has for it; all others are refused.
        batch_size: the default.
        window: the default in seconds; half a second can be had by default only (M2).
        positions: where reading can start.
        position: the default; None if it has to be given (C3).
        destinations: kinds of on-failure destinations (C7).
        pollers: of provisioned mode; None if there is no such mode.
        metrics: what `metrics` can name (H17).
        transition_reason: as AWS words it (A7).
        shows_processing_result: whether answers have `LastProcessingResult` (A7).
        shows_defaults: whether answers have the settings of retries and answers that nobody gave.
    """

    takes: frozenset[str]
    batch_size: int = 100
    window: float = 0
    positions: tuple[str, ...] = ()
    position: str | None = None
    destinations: tuple[str, ...] = ()
    pollers: PollerRange | None = None
    metrics: tuple[str, ...] = ("EventCount",)
    transition_reason: str = "USER_INITIATED"
    shows_processing_result: bool = True
    shows_defaults: bool = True


#: CreateEventSourceMapping's reference says for each parameter which kinds have it
RULES: Mapping[str, KindRules] = {
    "sqs": KindRules(
        takes=_ALL | _ANSWERS | _METRICS | _FILTERS | _POLLERS | {"maximum_concurrency"},
        batch_size=10,
        pollers=PollerRange(lowest=2, highest=10_000),
        shows_processing_result=False,
    ),
    "kinesis": KindRules(
        takes=_STREAM,
        positions=("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"),
        destinations=(SQS, SNS, S3),
        transition_reason="User action",
    ),
    "dynamodb": KindRules(
        takes=_STREAM,
        positions=("TRIM_HORIZON", "LATEST"),  # D1
        destinations=(SQS, SNS, S3),
        transition_reason="User action",
    ),
    "kafka": KindRules(
        takes=_ALL
        | _RETRIES
        | _POSITIONS
        | _ANSWERS
        | _METRICS
        | _FILTERS
        | _POLLERS
        | {
            "topics",
            "source_access_configurations",
            "self_managed_event_source",
            "amazon_managed_kafka_event_source_config",
            "self_managed_kafka_event_source_config",
            "poller_group_name",
            "system_log_level",
        },
        window=0.5,  # M2
        positions=("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"),
        position="TRIM_HORIZON",  # recorded: API::test_create_event_source_self_managed
        destinations=(SQS, SNS, S3, KAFKA),
        pollers=PollerRange(lowest=1, highest=2_000),
        metrics=("EventCount", "ErrorCount", "KafkaMetrics"),
        shows_defaults=False,  # recorded, but before Kafka had these settings
    ),
    "mq": KindRules(takes=_ALL | _FILTERS | {"queues", "source_access_configurations"}, window=0.5),  # M7
    "documentdb": KindRules(
        takes=_ALL | _POSITIONS | {"document_db_event_source_config", "source_access_configurations"},
        window=0.5,  # M10
        positions=("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"),
        position="LATEST",
    ),
}

#: of a source that a plugin adds
OF_PLUGINS = KindRules(takes=_ALL | _ANSWERS | _METRICS | _FILTERS, shows_processing_result=False)


def rules_of(kind_name: str) -> KindRules:
    """The rules of a kind; those of a plugin's kind if AWS has none of that name."""
    return RULES.get(kind_name, OF_PLUGINS)
