"""Operations on event source mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.lambda_api.operation import Given, Operation
from pytest_lambda.boto.lambda_api.pages import page
from pytest_lambda.service.event_sources.mapping import EventSourceMapping
from pytest_lambda.service.service import LambdaService

#: API reference, ListEventSourceMappings, MaxItems
_MOST = 100


def create_event_source_mapping(service: LambdaService, given: Given) -> dict[str, Any]:
    """CreateEventSourceMapping: 202."""
    return _under_way(service.create_event_source_mapping(**given))


def get_event_source_mapping(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetEventSourceMapping."""
    return service.get_event_source_mapping(**given).describe()


def update_event_source_mapping(service: LambdaService, given: Given) -> dict[str, Any]:
    """UpdateEventSourceMapping: 202."""
    return _under_way(service.update_event_source_mapping(**given))


def delete_event_source_mapping(service: LambdaService, given: Given) -> dict[str, Any]:
    """DeleteEventSourceMapping: 202."""
    return _under_way(service.delete_event_source_mapping(**given))


def list_event_source_mappings(service: LambdaService, given: Given) -> dict[str, Any]:
    """ListEventSourceMappings."""
    found = service.list_event_source_mappings(given.get("function_name"), given.get("event_source_arn"))
    return page("EventSourceMappings", found, given, EventSourceMapping.describe, most=_MOST)


def _under_way(mapping: EventSourceMapping) -> dict[str, Any]:
    return mapping.describe(mapping.lifecycle.announced)


#: by AWS's names
OPERATIONS: Mapping[str, Operation] = {
    "CreateEventSourceMapping": create_event_source_mapping,
    "GetEventSourceMapping": get_event_source_mapping,
    "UpdateEventSourceMapping": update_event_source_mapping,
    "DeleteEventSourceMapping": delete_event_source_mapping,
    "ListEventSourceMappings": list_event_source_mappings,
}
