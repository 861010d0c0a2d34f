"""The settings of an event source mapping, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_lambda.service.settings.destinations import Target

REPORT_BATCH_ITEM_FAILURES = "ReportBatchItemFailures"


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingSettings:
    """AWS's parameters in snake_case; those that a kind of source does not have keep their defaults here.

    Args:
        batch_size: records in a batch at most.
        maximum_batching_window_in_seconds: how long records are gathered.
        enabled: whether the source is polled.
        function_response_types: `ReportBatchItemFailures`, or nothing.
        filter_patterns: JSON texts, at most five, of which one must match (A90).
        maximum_concurrency: of an SQS mapping (A24); None for no limit.
        minimum_pollers, maximum_pollers: of provisioned mode (A27); None otherwise.
        on_failure: where records go that are given up (C7).
        maximum_retry_attempts: -1 for no limit (C2).
        maximum_record_age_in_seconds: -1 for no limit (C2).
        bisect_batch_on_function_error: whether a failing batch is cut in two (C40).
        parallelization_factor: invocations per shard at most (C20).
        tumbling_window_in_seconds: 0 for none (C80).
        starting_position: `LATEST`, `TRIM_HORIZON` or `AT_TIMESTAMP`; None for queues.
        starting_position_timestamp: for `AT_TIMESTAMP`.
        metrics: `("EventCount",)`, or nothing (H17).
        topics: of Kafka.
        queues: of a broker.
        kms_key_arn: empty if there is none; nothing is encrypted here.
        other: AWS's members that nothing here reads, as they were given.
    """

    batch_size: int = 10
    maximum_batching_window_in_seconds: float = 0
    enabled: bool = True
    function_response_types: tuple[str, ...] = ()
    filter_patterns: tuple[str, ...] = ()
    maximum_concurrency: int | None = None
    minimum_pollers: int | None = None
    maximum_pollers: int | None = None
    on_failure: Target | None = None
    maximum_retry_attempts: int = -1
    maximum_record_age_in_seconds: int = -1
    bisect_batch_on_function_error: bool = False
    parallelization_factor: int = 1
    tumbling_window_in_seconds: int = 0
    starting_position: str | None = None
    starting_position_timestamp: datetime | None = None
    metrics: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    kms_key_arn: str = ""
    other: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reports_failures(self) -> bool:
        """Whether `batchItemFailures` of an answer is read."""
        return REPORT_BATCH_ITEM_FAILURES in self.function_response_types

    @property
    def provisioned(self) -> bool:
        """Whether pollers are provisioned (A27)."""
        return self.minimum_pollers is not None or self.maximum_pollers is not None
