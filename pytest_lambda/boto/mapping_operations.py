"""Event source mappings of a `LambdaService` for clients of botocore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.operations import OperationAnswer
from pytest_lambda.boto.refused_parameters import refused_by_aws
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.event_sources.mapping import EventSourceMapping
from pytest_lambda.service.service import LambdaService
from pytest_lambda.service.settings.nested_forms import snake_case

_OK, _ACCEPTED = 200, 202
#: API reference, ListEventSourceMappings, MaxItems
_PAGE = 100


class MappingApi:
    """See `Operations`.

    Args:
        service: whose mappings they are.
    """

    def __init__(self, service: LambdaService) -> None:
        self._service = service

    def answer(self, operation: str, parameters: Mapping[str, Any]) -> OperationAnswer:
        """See `Operations.answer`."""
        __tracebackhide__ = True
        given = {snake_case(name): value for name, value in parameters.items()}
        try:
            if operation == "ListEventSourceMappings":
                return self._listed(given)
            return self._of_one(operation, given)
        except ConfigurationError as error:
            raise refused_by_aws(error) from error

    def _of_one(self, operation: str, given: dict[str, Any]) -> OperationAnswer:
        service = self._service
        if operation == "CreateEventSourceMapping":
            return _under_way(service.create_event_source_mapping(**given))
        if operation == "GetEventSourceMapping":
            return OperationAnswer(_OK, service.get_event_source_mapping(**given).describe())
        if operation == "UpdateEventSourceMapping":
            return _under_way(service.update_event_source_mapping(**given))
        return _under_way(service.delete_event_source_mapping(**given))

    def _listed(self, given: Mapping[str, Any]) -> OperationAnswer:
        found = self._service.list_event_source_mappings(given.get("function_name"), given.get("event_source_arn"))
        begin = int(given.get("marker") or 0)
        end = begin + int(given.get("max_items") or _PAGE)
        body: dict[str, Any] = {"EventSourceMappings": [mapping.describe() for mapping in found[begin:end]]}
        if end < len(found):
            body["NextMarker"] = str(end)
        return OperationAnswer(_OK, body)


def _under_way(mapping: EventSourceMapping) -> OperationAnswer:
    return OperationAnswer(_ACCEPTED, mapping.describe(mapping.lifecycle.announced))
