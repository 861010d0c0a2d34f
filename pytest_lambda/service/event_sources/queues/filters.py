"""The filter criteria of a mapping of a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.batches.filtering import Filters, compile_filters

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping


def filters_of(mapping: EventSourceMapping) -> Filters | None:
    """What decides which messages the function sees; None if it sees all."""
    patterns = mapping.settings.filter_patterns
    if not patterns:
        return None
    return compile_filters(patterns, mapping.kind.name, most=mapping.function.service.mappings.most_filters)
