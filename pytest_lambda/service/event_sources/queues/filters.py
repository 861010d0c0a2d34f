"""The filter criteria of a mapping of a queue."""

from __future__ import annotations

from importlib import import_module

from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.queues.gathering import Filter


def filters_of(settings: MappingSettings) -> Filter | None:
    """What decides which messages the function sees; None if it sees all."""
    if not settings.filter_patterns:
        return None
    compiled: Filter = import_module("pytest_lambda.batches.filtering").compile_filters(
        settings.filter_patterns, "sqs"
    )
    return compiled
